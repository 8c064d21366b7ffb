/* html_render.h - renders a Markdown tree as HTML with holes.
 *
 * Byte for byte what cmark-gfm 0.29.0.gfm.6 writes, but for: ids of headings; holes instead of
 * relative addresses and of the English "Back to content" of footnotes; raw HTML, which is left out
 * with a warning unless allowed; addresses of other schemes than link_address.h allows, which are
 * errors; and what markdown_options turn on:
 *
 *   figure    <figure><img … loading="lazy" decoding="async" /><figcaption>…</figcaption></figure>
 *   callout   <aside class="callout callout-note" role="note">
 *             <p class="callout-label">HOLE_CALLOUT</p> …
 *   [[wiki]]  HOLE_WIKI */
#ifndef SSG_CONTENT_HTML_RENDER_H
#define SSG_CONTENT_HTML_RENDER_H

#include "base/diagnostics.h"
#include "content/fragment.h"
#include "content/markdown_options.h"
#include "content/source_map.h"
#include "content/words.h"

struct html_render {
	const struct markdown_options *options;
	struct text title;         /* plain: of a heading taken out above ROOT; empty: none was */
	struct fragment *fragment; /* gets the HTML and what is noted about it */
	struct source_map *source; /* where the tree was written */
	struct arena *arena;       /* of the document */
	struct diagnostics *problems; /* W-HTML, E-URL */
};

/* ROOT is changed on the way: markers of callouts are taken out. */
struct word_count html_render(const struct html_render *job, cmark_node *root);

#endif
