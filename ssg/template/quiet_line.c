#include "template/quiet_line.h"

#include "template/lua_token.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The offset after the tag at AT if it is a statement or comment; 0 if it is another tag, or has
 * no end. */
static size_t tag_end(struct text source, size_t at)
{
	struct text rest = text_slice(source, at, source.size);

	if (text_starts_with(rest, TEXT("{#"))) {
		size_t size = text_find(rest, TEXT("#}"));
		return size == SIZE_MAX ? 0 : at + size + 2;
	}
	if (!text_starts_with(rest, TEXT("{%")))
		return 0;
	at += text_starts_with(rest, TEXT("{%-")) ? 3 : 2;
	for (;;) {
		struct lua_token token = lua_token_at(source, at, '%', 0);
		if (token.kind == TOKEN_BROKEN)
			return 0;
		at += token.text.size;
		if (token.kind == TOKEN_CLOSE)
			return at;
	}
}

size_t quiet_line_end(struct text source, size_t line)
{
	size_t at = line;
	bool tags = false;

	for (;;) {
		while (at < source.size && source.at[at] != '\n' && is_space(source.at[at]))
			at++;
		if (at == source.size || source.at[at] == '\n')
			return tags ? at + (at < source.size) : 0;
		at = tag_end(source, at);
		if (at == 0)
			return 0;
		tags = true;
	}
}
