#include "template/code_point.h"

enum { REPLACEMENT = 0xFFFD };

uint32_t code_point_next(struct text text, size_t *at)
{
	static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
	unsigned char lead = (unsigned char)text.at[(*at)++];
	size_t follow = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
	uint32_t c = lead & (0x3FU >> follow);

	if (lead < 0x80)
		return lead;
	if (lead < 0xC2 || lead > 0xF4 || text.size - *at < follow)
		return REPLACEMENT;
	for (size_t i = 0; i < follow; i++) {
		unsigned char byte = (unsigned char)text.at[*at + i];
		if ((byte & 0xC0) != 0x80)
			return REPLACEMENT;
		c = c << 6 | (byte & 0x3FU);
	}
	if (c < smallest[follow] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return REPLACEMENT;
	*at += follow;
	return c;
}
