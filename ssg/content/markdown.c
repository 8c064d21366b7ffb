#include "content/markdown.h"

bool markdown_library_fits(void)
{
	return cmark_version() == CMARK_GFM_VERSION;
}

/* Trees go behind a mark, in a small block that grows: so each lies where the one before it lay,
 * which the processor still has at hand. The arena's own first block has 4 MiB, of which nothing
 * is used but the byte that makes it. */
static void begin_tree(struct markdown_memory *memory)
{
	if (memory->used)
		cmark_arena_pop();
	else
		cmark_get_arena_mem_allocator()->calloc(1, 1);
	memory->used = true;
	cmark_arena_push();
}

cmark_node *markdown_parse(struct markdown_memory *memory, struct text body)
{
	static const char *const extensions[] = {"table", "strikethrough", "autolink", "tasklist"};

	cmark_gfm_core_extensions_ensure_registered();
	begin_tree(memory);
	cmark_parser *parser =
	    cmark_parser_new_with_mem(CMARK_OPT_FOOTNOTES, cmark_get_arena_mem_allocator());
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
		cmark_parser_attach_syntax_extension(parser,
						     cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, body.at, body.size);
	return cmark_parser_finish(parser); /* the parser itself is in the arena too */
}

void markdown_release(struct markdown_memory *memory)
{
	cmark_arena_reset();
	memory->used = false;
}

cmark_node *markdown_next(cmark_node *node, const cmark_node *root, bool descend)
{
	if (descend && node->first_child)
		return node->first_child;
	while (node != root) {
		if (node->next)
			return node->next;
		node = node->parent;
	}
	return NULL;
}
