/* markdown.h - parses Markdown to cmark-gfm's tree, and says what a renderer may see of its nodes.
 *
 *   struct markdown_memory memory = {0};
 *   root = markdown_parse(&memory, body);     valid until the next call
 *   markdown_release(&memory);
 *
 * Tables, strikethrough, autolinks, task lists and footnotes are on. Trees live in cmark-gfm's
 * own arena, of which a process has one: so a process has one struct markdown_memory at a time.
 * Parsing takes a third less time than with malloc. */
#ifndef SSG_CONTENT_MARKDOWN_H
#define SSG_CONTENT_MARKDOWN_H

#include "base/text.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm/node.h>

/* Node types of extensions are numbered at run time; the library exports them undeclared. */
extern cmark_node_type CMARK_NODE_TABLE, CMARK_NODE_TABLE_ROW, CMARK_NODE_TABLE_CELL,
    CMARK_NODE_STRIKETHROUGH;

struct markdown_memory {
	bool used; /* a tree is in the arena */
};

enum { MARKDOWN_BYTES_MAX = 1 << 28 }; /* cmark and records count in 32 bits; HTML is longer */

/* True if the library is the one whose struct cmark_node this was compiled for. */
bool markdown_library_fits(void);

/* The offset of a "[" that cmark-gfm would take for the start of a footnote, so that it prints
 * memory after an entity; SIZE_MAX if there is none. Such a text must not be parsed: its result
 * would be random. */
size_t markdown_find_fault(struct text body);

/* BODY is at most MARKDOWN_BYTES_MAX bytes, and has no fault. */
cmark_node *markdown_parse(struct markdown_memory *memory, struct text body);
void markdown_release(struct markdown_memory *memory);

/* The literal of a text, code or HTML node; address and title of a link or image. */
static inline struct text markdown_text(const cmark_chunk *chunk)
{
	return (struct text){chunk->len ? (const char *)chunk->data : "", (size_t)chunk->len};
}

/* The node after NODE in document order inside ROOT, or NULL; without NODE's children if
 * !DESCEND. For walks that ignore the ends of nodes. */
cmark_node *markdown_next(cmark_node *node, const cmark_node *root, bool descend);

#endif
