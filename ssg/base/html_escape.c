#include "base/html_escape.h"

#include "base/block16.h"

#include <limits.h>

/* Bytes that are escaped; the single quote not always. */
static const char *const entities[UCHAR_MAX + 1] = {
    ['"'] = "&quot;", ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['\''] = "&#39;",
};

static bool is_plain(block16 b)
{
	return !block16_any((b == '"') | (b == '&') | (b == '<') | (b == '>') | (b == '\''));
}

static void escape(struct buffer *html, struct text text, bool single_quotes)
{
	size_t from = 0,
	       last = text.size - sizeof(block16); /* of the last block, if there is one */

	for (size_t i = 0; i < text.size;) {
		if (text.size >= sizeof(block16) &&
		    is_plain(block16_at(text.at + (i < last ? i : last)))) {
			i += sizeof(block16);
			continue;
		}
		/* Few texts hold any: this block does, or the text is short. */
		size_t end = text.size - i < sizeof(block16) ? text.size : i + sizeof(block16);
		for (; i < end; i++) {
			const char *escaped = entities[(unsigned char)text.at[i]];
			if (!escaped || (text.at[i] == '\'' && !single_quotes))
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

/* Bytes that stay in an address, except "&" and "'", which are escaped as HTML. */
__extension__ static const bool stands_in_address[UCHAR_MAX + 1] = {
    ['a' ... 'z'] = true, ['@' ... 'Z'] = true, /* '@' is the byte before 'A' */
    ['(' ... ';'] = true,                       /* ( ) * + , - . / 0 to 9 : ; */
    ['!'] = true,         ['#'] = true,         ['$'] = true, ['%'] = true,
    ['='] = true,         ['?'] = true,         ['_'] = true, ['~'] = true,
};

void html_escape_address(struct buffer *html, struct text address)
{
	size_t from = 0;

	for (size_t i = 0; i < address.size; i++) {
		unsigned char byte = (unsigned char)address.at[i];
		if (stands_in_address[byte])
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
