/* code_point.h - UTF-8 character by character, for text that may be damaged. */
#ifndef SSG_TEMPLATE_CODE_POINT_H
#define SSG_TEMPLATE_CODE_POINT_H

#include "base/text.h"

/* The code point at offset *AT (below text.size), and *AT moved behind it. What is not UTF-8
 * (RFC 3629: overlong, surrogate, past U+10FFFF, cut short) gives U+FFFD and is passed over byte by
 * byte. */
uint32_t code_point_next(struct text text, size_t *at);

#endif
