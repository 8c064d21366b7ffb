#include "source/utf16.h"

#include <unicode/ustring.h>

bool units_read(struct units *units, struct text path)
{
	UErrorCode error = U_ZERO_ERROR;

	if (path.size > UTF8_BYTES_MAX)
		return false;
	u_strFromUTF8(units->at, UNITS_MAX, &units->size, path.at, (int32_t)path.size, &error);
	return U_SUCCESS(error);
}

bool units_normalize(const UNormalizer2 *form, const struct units *from, struct units *to,
		     UErrorCode *error)
{
	to->size = unorm2_normalize(form, from->at, from->size, to->at, UNITS_MAX, error);
	return U_SUCCESS(*error);
}

struct text units_text(const struct units *units, struct arena *arena)
{
	UErrorCode error = U_ZERO_ERROR;
	int32_t size = 0;
	char *at = arena_alloc(arena, 3 * (size_t)units->size + 1);

	u_strToUTF8(at, 3 * units->size, &size, units->at, units->size, &error);
	return text_make(at, U_SUCCESS(error) ? (size_t)size : 0);
}
