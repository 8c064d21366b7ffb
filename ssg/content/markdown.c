#include "content/markdown.h"

/* The arena goes back to the system when the trees in it come from this much Markdown: it is
 * 4 MiB at first, which a process must clear each time, and trees take 12 times their text. */
enum { PARSED_LIMIT = 256 * 1024 };

bool markdown_library_fits(void)
{
	return cmark_version() == CMARK_GFM_VERSION;
}

cmark_node *markdown_parse(struct markdown_memory *memory, struct text body)
{
	static const char *const extensions[] = {"table", "strikethrough", "autolink", "tasklist"};

	if (memory->parsed > PARSED_LIMIT)
		markdown_release(memory);
	memory->parsed += body.size;
	cmark_gfm_core_extensions_ensure_registered();
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
	memory->parsed = 0;
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
