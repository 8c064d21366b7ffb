/* block16.h - compares sixteen bytes at once, with whatever vectors the machine has. For searches
 * that stop at the first byte found: compilers do not vectorise these.
 *
 *   block16 b = block16_at(text.at + i);
 *   if (block16_any((b == '<') | (b == '&'))) ... some byte of them is one */
#ifndef SSG_BASE_BLOCK16_H
#define SSG_BASE_BLOCK16_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef signed char block16 __attribute__((vector_size(16)));

static inline block16 block16_at(const char *at)
{
	block16 bytes;

	memcpy(&bytes, at, sizeof bytes);
	return bytes;
}

/* True if any byte of the result of a comparison is true. */
static inline bool block16_any(block16 compared)
{
	uint64_t halves[2];

	memcpy(halves, &compared, sizeof halves);
	return halves[0] | halves[1];
}

#endif
