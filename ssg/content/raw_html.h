/* raw_html.h - handles HTML that an author wrote in Markdown. */
#ifndef SSG_CONTENT_RAW_HTML_H
#define SSG_CONTENT_RAW_HTML_H

#include "base/memory.h"

/* Appends SOURCE unchanged, except the tags of GFM's "Disallowed Raw HTML" (script, style,
 * iframe, title, …), whose `<` becomes `&lt;`. INLINE: looks only at its start, where the tag
 * is. */
void raw_html_add(struct buffer *html, struct text source, bool is_inline);

/* True if SOURCE is only a comment: leaving it out loses nothing. */
bool raw_html_is_comment(struct text source);

/* Takes off REST up to the value of the next id="…" or name="…", which it gives. */
bool raw_html_next_id(struct text *rest, struct text *id);

#endif
