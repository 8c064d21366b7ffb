#include "render/xml.h"

#include "render/code_point.h"

/* Production Char of XML 1.0 without what its note discourages: U+007F to U+009F. */
static bool is_character(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n';
	return c < 0x7F || (c > 0x9F && c != 0xFFFE && c != 0xFFFF);
}

void xml_text(struct buffer *out, struct text text)
{
	for (size_t at = 0; at < text.size;) {
		size_t start = at;
		uint32_t c = code_point_next(text, &at);
		switch (c) {
		case '&':
			buffer_string(out, "&amp;");
			break;
		case '<':
			buffer_string(out, "&lt;");
			break;
		case '>':
			buffer_string(out, "&gt;");
			break;
		case '"':
			buffer_string(out, "&quot;");
			break;
		case 0xFFFD:
			buffer_string(out, "\uFFFD");
			break;
		default:
			if (is_character(c))
				buffer_add(out, text.at + start, at - start);
		}
	}
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
