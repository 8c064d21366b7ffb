#include "content/html_escape.h"

static const char *const entities[256] = {
    ['"'] = "&quot;",
    ['&'] = "&amp;",
    ['<'] = "&lt;",
    ['>'] = "&gt;",
};

void html_escape(struct buffer *html, struct text text)
{
	size_t from = 0;

	for (size_t i = 0; i < text.size; i++) {
		const char *entity = entities[(unsigned char)text.at[i]];
		if (!entity)
			continue;
		buffer_add(html, text.at + from, i - from);
		buffer_string(html, entity);
		from = i + 1;
	}
	buffer_add(html, text.at + from, text.size - from);
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
