#include "render/xml.h"

#include "base/characters.h"

/* Production Char of XML 1.0 without what its note discourages: U+007F to U+009F. */
static bool is_character(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n';
	return c < 0x7F || (c > 0x9F && c != 0xFFFE && c != 0xFFFF);
}

/* The replacement of C; NULL if it stays, or is removed because it is not a character of XML. */
static const char *replacement_of(uint32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case 0xFFFD: /* or bytes that are not UTF-8 */
		return "\uFFFD";
	default:
		return NULL;
	}
}

void xml_text(struct buffer *out, struct text text)
{
	size_t written = 0; /* of TEXT: what follows, up to AT, is written unchanged */

	for (size_t at = 0; at < text.size;) {
		size_t start = at;
		uint32_t c = characters_next(text, &at);
		const char *replacement = replacement_of(c);
		if (!replacement && is_character(c))
			continue;
		buffer_add(out, text.at + written, start - written);
		if (replacement)
			buffer_string(out, replacement);
		written = at;
	}
	buffer_text(out, text_slice(text, written, text.size));
}

void xml_attribute(struct buffer *out, const char *name, struct text text)
{
	buffer_printf(out, " %s=\"", name);
	xml_text(out, text);
	buffer_byte(out, '"');
}

void xml_element(struct buffer *out, unsigned indent, const char *name, struct text text)
{
	if (text.size == 0)
		return;
	while (indent--)
		buffer_byte(out, '\t');
	buffer_printf(out, "<%s>", name);
	xml_text(out, text);
	buffer_printf(out, "</%s>\n", name);
}
