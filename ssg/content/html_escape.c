#include "content/html_escape.h"

enum { BLOCK = 16 };

static const char *entity(char c, bool single_quotes)
{
	switch (c) {
	case '"':
		return "&quot;";
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '\'':
		return single_quotes ? "&#39;" : NULL;
	default:
		return NULL;
	}
}

/* Few texts hold any: a fixed count of bytes is compared at once, which compilers vectorise. */
static bool block_has_entity(const char *at)
{
	unsigned char found = 0;

	for (int i = 0; i < BLOCK; i++)
		found |= (at[i] == '"') | (at[i] == '&') | (at[i] == '<') | (at[i] == '>') |
			 (at[i] == '\'');
	return found;
}

static void escape(struct buffer *html, struct text text, bool single_quotes)
{
	size_t from = 0;

	for (size_t i = 0; i < text.size;) {
		if (text.size - i >= BLOCK && !block_has_entity(text.at + i)) {
			i += BLOCK;
			continue;
		}
		size_t end = text.size - i < BLOCK ? text.size : i + BLOCK;
		for (; i < end; i++) {
			const char *escaped = entity(text.at[i], single_quotes);
			if (!escaped)
				continue;
			buffer_add(html, text.at + from, i - from);
			buffer_string(html, escaped);
			from = i + 1;
		}
	}
	buffer_add(html, text.at + from, text.size - from);
}

void html_escape(struct buffer *html, struct text text)
{
	escape(html, text, false);
}

void html_escape_quotes(struct buffer *html, struct text text)
{
	escape(html, text, true);
}

static bool stands_in_address(unsigned char byte)
{
	if ((byte >= 'a' && byte <= 'z') || (byte >= '@' && byte <= 'Z'))
		return true; /* '@' is the byte before 'A' */
	if (byte >= '(' && byte <= ';')
		return true; /* ( ) * + , - . / 0 to 9 : ; */
	switch (byte) {
	case '!':
	case '#':
	case '$':
	case '%':
	case '=':
	case '?':
	case '_':
	case '~':
		return true;
	default:
		return false;
	}
}

void html_escape_address(struct buffer *html, struct text address)
{
	size_t from = 0;

	for (size_t i = 0; i < address.size; i++) {
		unsigned char byte = (unsigned char)address.at[i];
		if (stands_in_address(byte))
			continue;
		buffer_add(html, address.at + from, i - from);
		if (byte == '&')
			buffer_string(html, "&amp;");
		else if (byte == '\'')
			buffer_string(html, "&#x27;");
		else
			buffer_add(html,
				   (const char[]){'%', "0123456789ABCDEF"[byte >> 4],
						  "0123456789ABCDEF"[byte & 15]},
				   3);
		from = i + 1;
	}
	buffer_add(html, address.at + from, address.size - from);
}
