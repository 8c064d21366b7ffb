#include "base/text.h"

#include <string.h>

enum { DISTANCE_SIZE_MAX = 64 };

struct text text_of(const char *string)
{
	return (struct text){string ? string : "", string ? strlen(string) : 0};
}

struct text text_make(const char *at, size_t size)
{
	return (struct text){at, size};
}

bool text_equal(struct text a, struct text b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

bool text_is(struct text a, const char *string)
{
	return text_equal(a, text_of(string));
}

int text_compare(struct text a, struct text b)
{
	size_t shorter = a.size < b.size ? a.size : b.size;
	int order = shorter ? memcmp(a.at, b.at, shorter) : 0;

	return order ? order : (a.size > b.size) - (a.size < b.size);
}

bool text_starts_with(struct text a, struct text prefix)
{
	return a.size >= prefix.size && text_equal(text_make(a.at, prefix.size), prefix);
}

bool text_ends_with(struct text a, struct text suffix)
{
	return a.size >= suffix.size &&
	       text_equal(text_make(a.at + a.size - suffix.size, suffix.size), suffix);
}

struct text text_slice(struct text a, size_t from, size_t size)
{
	if (from > a.size)
		from = a.size;
	if (size > a.size - from)
		size = a.size - from;
	return text_make(a.at + from, size);
}

size_t text_find_byte(struct text a, char byte)
{
	const char *found = a.size ? memchr(a.at, byte, a.size) : NULL;

	return found ? (size_t)(found - a.at) : SIZE_MAX;
}

size_t text_find_last_byte(struct text a, char byte)
{
	const char *found = a.size ? memrchr(a.at, byte, a.size) : NULL;

	return found ? (size_t)(found - a.at) : SIZE_MAX;
}

size_t text_find(struct text a, struct text needle)
{
	const char *found = a.size ? memmem(a.at, a.size, needle.at, needle.size) : NULL;

	return found ? (size_t)(found - a.at) : SIZE_MAX;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct text text_trim(struct text a)
{
	while (a.size && is_space(a.at[0]))
		a = text_slice(a, 1, a.size);
	while (a.size && is_space(a.at[a.size - 1]))
		a.size--;
	return a;
}

bool text_split(struct text *rest, char separator, struct text *part)
{
	if (!rest->at)
		return false;
	size_t end = text_find_byte(*rest, separator);
	if (end == SIZE_MAX) {
		*part = *rest;
		*rest = text_make(NULL, 0);
	} else {
		*part = text_slice(*rest, 0, end);
		*rest = text_slice(*rest, end + 1, rest->size);
	}
	return true;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Takes off what both begin and end with: it does not count. */
static void take_common(struct text *a, struct text *b)
{
	while (a->size && b->size && a->at[0] == b->at[0]) {
		*a = text_slice(*a, 1, a->size);
		*b = text_slice(*b, 1, b->size);
	}
	while (a->size && b->size && a->at[a->size - 1] == b->at[b->size - 1]) {
		a->size--;
		b->size--;
	}
}

unsigned text_distance(struct text a, struct text b, unsigned limit)
{
	unsigned row[3][DISTANCE_SIZE_MAX + 1];

	take_common(&a, &b);
	if (a.size > DISTANCE_SIZE_MAX || b.size > DISTANCE_SIZE_MAX ||
	    (a.size > b.size ? a.size - b.size : b.size - a.size) > limit)
		return limit + 1;
	for (unsigned j = 0; j <= b.size; j++)
		row[0][j] = j;
	for (unsigned i = 1; i <= a.size; i++) {
		unsigned *now = row[i % 3], *above = row[(i - 1) % 3], *before = row[(i + 1) % 3];
		unsigned lowest = now[0] = i;
		for (unsigned j = 1; j <= b.size; j++) {
			unsigned change = above[j - 1] + (a.at[i - 1] != b.at[j - 1]);
			now[j] = least(change, least(above[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
			    a.at[i - 2] == b.at[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
			lowest = least(lowest, now[j]);
		}
		if (lowest > limit + 1) /* a swap may still save one */
			return limit + 1;
	}
	return least(row[a.size % 3][b.size], limit + 1);
}

void text_hex(char *hex, const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		hex[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
	hex[2 * size] = '\0';
}
