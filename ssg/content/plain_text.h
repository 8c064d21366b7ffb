/* plain_text.h - the text of a Markdown node without its markup, for titles, excerpts and
 * alternative texts. */
#ifndef SSG_CONTENT_PLAIN_TEXT_H
#define SSG_CONTENT_PLAIN_TEXT_H

#include "base/memory.h"
#include "content/markdown.h"

/* Appends the text inside NODE: of texts, code and images' alt; line ends are spaces; raw HTML
 * and footnote marks leave nothing. WIKI: `[[target|label]]` gives its label. */
void plain_text_add(struct buffer *out, cmark_node *node, bool wiki);

#endif
