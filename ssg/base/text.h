/* text.h - a run of bytes that somebody else owns.
 *
 * A text is UTF-8 unless a comment says otherwise, is not terminated by a NUL, and lives
 * as long as the arena, record or mapping that it points into. Functions never modify it. */
#ifndef SSG_BASE_TEXT_H
#define SSG_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	const char *at;
	size_t size; /* in bytes */
};

/* A text of a string literal. */
#define TEXT(literal) ((struct text)TEXT_INIT(literal))
/* The same, as an initialiser of static data. */
#define TEXT_INIT(literal)                                                                         \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}
/* For printf's "%.*s". Diagnostics cut nothing this long: lines are limited on reading. */
#define TEXT_ARGS(t) (int)(t).size, (t).at

struct text text_of(const char *string); /* NULL gives the empty text */
struct text text_make(const char *at, size_t size);

bool text_equal(struct text a, struct text b);
bool text_is(struct text a, const char *string);
/* Compares bytes, shorter first: the order of code points, and of git. */
int text_compare(struct text a, struct text b);
bool text_starts_with(struct text a, struct text prefix);
bool text_ends_with(struct text a, struct text suffix);

/* The text from byte FROM on, at most SIZE bytes; clamped to TEXT. */
struct text text_slice(struct text a, size_t from, size_t size);
/* Offset of the first (last) BYTE, or SIZE_MAX. */
size_t text_find_byte(struct text a, char byte);
size_t text_find_last_byte(struct text a, char byte);
/* Offset of the first NEEDLE, or SIZE_MAX. */
size_t text_find(struct text a, struct text needle);
/* TEXT without ASCII white space at both ends. */
struct text text_trim(struct text a);

/* Removes the part before the first SEPARATOR, or the last part, from REST, and returns it in
 * PART. False when REST->at is NULL, as it is after the last part. */
bool text_split(struct text *rest, char separator, struct text *part);

/* Damerau-Levenshtein distance (optimal string alignment) by bytes, at most LIMIT + 1:
 * what "did you mean" is ranked by. What differs in over 64 bytes is LIMIT + 1 apart. */
unsigned text_distance(struct text a, struct text b, unsigned limit);

/* The lower-case hexadecimal digits of SIZE bytes; HEX has room for 2 * SIZE + 1. */
void text_hex(char *hex, const unsigned char *bytes, size_t size);

#endif
