#include "base/safe_print.h"

size_t character_size(const char *at, const char *end)
{
	unsigned char c = (unsigned char)*at;
	size_t size = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

	return size <= (size_t)(end - at) ? size : 1;
}

void print_safe(FILE *out, struct text text)
{
	const char *end = text.at + text.size;

	for (const char *at = text.at; at < end;) {
		size_t size = character_size(at, end);
		const unsigned char *b = (const unsigned char *)at;
		if (size == 1 && (b[0] < 0x20 || b[0] == 0x7F) && b[0] != '\t')
			fprintf(out, "\\x%02x", b[0]);
		else if (size == 3 && b[0] == 0xE2 &&
			 ((b[1] == 0x80 && b[2] >= 0xAA && b[2] <= 0xAE) ||
			  (b[1] == 0x81 && b[2] >= 0xA6 && b[2] <= 0xA9)))
			fprintf(out, "\\u%04x", 0x2000u | (b[1] & 1u) << 6 | (b[2] & 0x3Fu));
		else
			fwrite(at, 1, size, out);
		at += size;
	}
}

void print_json_string(FILE *out, struct text text)
{
	fputc('"', out);
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7F)
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}
