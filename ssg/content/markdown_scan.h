/* markdown_scan.h - finds, line by line, the shapes of Markdown that are expensive to parse.
 *
 * It does not parse: where cmark-gfm's view of a line is in doubt,
 * the line is counted as what costs most. Only what is beyond doubt is left out: code between
 * fences in the first column, and rows of a plain table, each of which is parsed by itself.
 *
 * It takes time linear in the text, and no memory that grows with it. */
#ifndef SSG_CONTENT_MARKDOWN_SCAN_H
#define SSG_CONTENT_MARKDOWN_SCAN_H

#include "content/limits.h"

/* False: a limit is passed (E-LIMIT, each limit at most once) or a byte is wrong (E-UTF8,
 * E-CONTROL, E-BIDI); reported. */
bool markdown_scan(const struct limits *limits, struct text markdown, struct text path,
		   uint32_t first_line, struct diagnostics *d);

#endif
