/* utf16.h - a path in UTF-16, as ICU needs it for normalising and case folding (private to
 * source/). */
#ifndef SSG_SOURCE_UTF16_H
#define SSG_SOURCE_UTF16_H

#include "base/memory.h"

#include <unicode/unorm2.h>

/* Case folding gives at most 3 code units for one, canonical decomposition at most 4 (of a folded
 * text that is decomposed already: 1). A path of N bytes has at most N code units. */
enum { UTF8_BYTES_MAX = 1024, UNITS_MAX = 12 * UTF8_BYTES_MAX };

struct units {
	UChar at[UNITS_MAX];
	int32_t size;
};

/* False: PATH is not UTF-8, or too long. */
bool units_read(struct units *units, struct text path);
bool units_normalize(const UNormalizer2 *form, const struct units *from, struct units *to,
		     UErrorCode *error);
struct text units_text(const struct units *units, struct arena *arena);

#endif
