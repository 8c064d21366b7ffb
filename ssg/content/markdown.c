#include "content/markdown.h"

bool markdown_library_fits(void)
{
	return cmark_version() == CMARK_GFM_VERSION;
}

/* Trees are allocated after a mark, in a small block that grows, so that each lies where the one
 * before was, which the processor still has in its cache. The arena's own first block has 4 MiB,
 * of which only the byte that makes it is used. */
static void begin_tree(struct markdown_memory *memory)
{
	if (memory->used)
		cmark_arena_pop();
	else
		cmark_get_arena_mem_allocator()->calloc(1, 1);
	memory->used = true;
	cmark_arena_push();
}

/* Extensions that make cmark-gfm look again at each line, "w" or node, and that a text cannot
 * use without one of MARKS. The tree of a text without marks is the same, and made faster. */
struct syntax {
	const char *extension;
	const char *marks[4];
};

static const struct syntax footnotes = {NULL, {"[^", "[\\^"}};
static const struct syntax extensions[] = {
    {"table", {"|", ":-", "-:"}},
    {"strikethrough", {"~"}},
    {"autolink", {"://", "www.", "@", "&"}}, /* "&" may be an entity for "@" */
    {"tasklist", {"["}},
};

/* Like text_find, for short marks: memchr skips what memmem looks at byte by byte. */
static bool has(struct text text, struct text mark)
{
	for (size_t at; (at = text_find_byte(text, mark.at[0])) != SIZE_MAX;
	     text = text_slice(text, at + 1, text.size))
		if (text_starts_with(text_slice(text, at, text.size), mark))
			return true;
	return false;
}

static bool may_have(struct text body, const struct syntax *syntax)
{
	for (size_t i = 0; i < sizeof syntax->marks / sizeof *syntax->marks; i++)
		if (syntax->marks[i] && has(body, text_of(syntax->marks[i])))
			return true;
	return false;
}

/* True if the bytes after a "&" are an entity for "^" (CommonMark 0.29, 6.2: up to seven digits,
 * or six). */
static bool is_caret(struct text text)
{
	enum { MOST = 8 };
	bool hexadecimal = text.size > 1 && (text.at[1] == 'x' || text.at[1] == 'X');
	size_t i = hexadecimal ? 2 : 1;
	unsigned code = 0;

	if (text_starts_with(text, TEXT("Hat;")))
		return true;
	if (!text_starts_with(text, TEXT("#")))
		return false;
	for (; i < text.size && i < MOST && text.at[i] != ';'; i++) {
		char lower = (char)(text.at[i] | 0x20);
		unsigned digit =
		    lower >= 'a' ? (unsigned)(lower - 'a') + 10 : (unsigned)(text.at[i] - '0');
		if (digit >= (hexadecimal ? 16U : 10U))
			return false;
		code = code * (hexadecimal ? 16 : 10) + digit;
	}
	return i < text.size && text.at[i] == ';' && code == '^';
}

static bool is_escaped(struct text body, size_t at)
{
	size_t slashes = 0;

	while (slashes < at && body.at[at - slashes - 1] == '\\')
		slashes++;
	return slashes % 2;
}

/* Without footnotes, "^" is like any other text. */
size_t markdown_find_fault(struct text body)
{
	size_t from = 0, found;

	while ((found = text_find_byte(text_slice(body, from, body.size), '&')) != SIZE_MAX) {
		size_t at = from + found;
		from = at + 1;
		if (at && body.at[at - 1] == '[' && is_caret(text_slice(body, from, body.size)) &&
		    !is_escaped(body, at - 1) && may_have(body, &footnotes))
			return at - 1;
	}
	return SIZE_MAX;
}

cmark_node *markdown_parse(struct markdown_memory *memory, struct text body)
{
	int options = may_have(body, &footnotes) ? CMARK_OPT_FOOTNOTES : CMARK_OPT_DEFAULT;

	cmark_gfm_core_extensions_ensure_registered();
	begin_tree(memory);
	cmark_parser *parser = cmark_parser_new_with_mem(options, cmark_get_arena_mem_allocator());
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
		if (may_have(body, &extensions[i]))
			cmark_parser_attach_syntax_extension(
			    parser, cmark_find_syntax_extension(extensions[i].extension));
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
