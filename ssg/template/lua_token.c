#include "template/lua_token.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
	char lower = (char)(c | 0x20);

	return (lower >= 'a' && lower <= 'z') || c == '_' || is_digit(c);
}

static char byte_at(struct text source, size_t at)
{
	return at < source.size ? source.at[at] : '\0';
}

/* The size of the end of the tag, or of its '-', at AT; 0 if it is not there. */
static size_t close_size(struct text source, size_t at, char close)
{
	size_t dash = byte_at(source, at) == '-';

	if (byte_at(source, at + dash) == close && byte_at(source, at + dash + 1) == '}')
		return dash + 2;
	return 0;
}

/* "[[", "[==[": gives the number of bytes of the opening bracket, else 0. */
static size_t long_bracket(struct text source, size_t at)
{
	size_t size = 1;

	if (byte_at(source, at) != '[')
		return 0;
	while (byte_at(source, at + size) == '=')
		size++;
	return byte_at(source, at + size) == '[' ? size + 1 : 0;
}

/* The offset after the closing bracket of the opening one of SIZE bytes at AT, or SIZE_MAX. */
static size_t long_end(struct text source, size_t at, size_t size)
{
	for (size_t i = at + size; i + size <= source.size; i++) {
		size_t n = 1;
		if (source.at[i] != ']')
			continue;
		while (n < size - 1 && source.at[i + n] == '=')
			n++;
		if (n == size - 1 && source.at[i + n] == ']')
			return i + size;
	}
	return SIZE_MAX;
}

/* The offset after the string in quotes at AT, or SIZE_MAX. */
static size_t string_end(struct text source, size_t at)
{
	for (size_t i = at + 1; i < source.size; i++) {
		char c = source.at[i];
		if (c == source.at[at])
			return i + 1;
		if (c == '\n')
			break;
		if (c != '\\')
			continue;
		i++;
		/* \z skips white space, line ends too; "\" CR LF is one line end. */
		if (byte_at(source, i) == 'z') {
			while (is_space(byte_at(source, i + 1)))
				i++;
		} else if (byte_at(source, i) == '\r' && byte_at(source, i + 1) == '\n') {
			i++;
		}
	}
	return SIZE_MAX;
}

static struct lua_token token(enum lua_token_kind kind, struct text source, size_t from, size_t to)
{
	return (struct lua_token){.kind = kind, .text = text_slice(source, from, to - from)};
}

static struct lua_token broken(const char *problem)
{
	return (struct lua_token){.kind = TOKEN_BROKEN, .problem = problem};
}

static struct lua_token comment_at(struct text source, size_t at, char close)
{
	size_t size = long_bracket(source, at + 2), end = at + 2;

	if (size) {
		end = long_end(source, at + 2, size);
		return end == SIZE_MAX ? broken("this comment has no end")
				       : token(TOKEN_COMMENT, source, at, end);
	}
	while (end < source.size && source.at[end] != '\n' && !close_size(source, end, close))
		end++;
	return token(TOKEN_COMMENT, source, at, end);
}

static struct lua_token string_at(struct text source, size_t at, size_t end)
{
	return end == SIZE_MAX ? broken("this string has no end")
			       : token(TOKEN_STRING, source, at, end);
}

struct lua_token lua_token_at(struct text source, size_t at, char close, unsigned brackets)
{
	size_t end = at + 1, size;
	char c = byte_at(source, at);

	if (at >= source.size)
		return broken("this tag has no end");
	size = close_size(source, at, close);
	if (size && (close == '%' || brackets == 0))
		return token(TOKEN_CLOSE, source, at, at + size);
	if (is_space(c)) {
		while (is_space(byte_at(source, end)))
			end++;
		return token(TOKEN_SPACE, source, at, end);
	}
	if (c == '-' && byte_at(source, end) == '-')
		return comment_at(source, at, close);
	if (c == '"' || c == '\'')
		return string_at(source, at, string_end(source, at));
	size = long_bracket(source, at);
	if (size)
		return string_at(source, at, long_end(source, at, size));
	if (is_name(c)) {
		while (
		    is_name(byte_at(source, end)) ||
		    (is_digit(c) && byte_at(source, end) == '.' && byte_at(source, end + 1) != '.'))
			end++;
		return token(is_digit(c) ? TOKEN_NUMBER : TOKEN_NAME, source, at, end);
	}
	if (c == ':' && byte_at(source, end) == ':')
		return token(TOKEN_LABEL, source, at, at + 2);
	return token(TOKEN_SYMBOL, source, at, end);
}
