/* page_text.h - the text that a person reads on a page: its main content, one block per line.
 *
 *   page_text_add(&out, html);
 *
 * For comparing pages, so it is simple and forgiving: what stands in <main> (without one: in
 * <body>), tags taken away, white space put together, entities as their characters, cells of a
 * table with " | " between them, a picture as "[its alternative text]". Any bytes are taken, in
 * linear time. */
#ifndef SSG_PUBLISH_PAGE_TEXT_H
#define SSG_PUBLISH_PAGE_TEXT_H

#include "base/memory.h"

void page_text_add(struct buffer *out, struct text html);

#endif
