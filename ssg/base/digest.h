/* digest.h - XXH3 digests of 128 bits, which name what a step has read.
 *
 * Good against accident, not against an attacker: names in caches and assets only. What
 * strangers verify (SHA256SUMS) is in publish/checksums.h. */
#ifndef SSG_BASE_DIGEST_H
#define SSG_BASE_DIGEST_H

#include "base/text.h"

struct digest {
	uint64_t low, high;
};

struct digest digest_of(const void *bytes, size_t size);
struct digest digest_text(struct text text);
struct digest digest_parts(const struct text *parts, size_t count); /* of all as one text */
/* Digest of SIZE bytes of the file open as FD, from OFFSET on. False, with errno, if they cannot
 * be read. */
bool digest_file(int fd, uint64_t offset, uint64_t size, struct digest *digest);
/* The digest of A followed by B: order matters. */
struct digest digest_join(struct digest a, struct digest b);
bool digest_equal(struct digest a, struct digest b);
/* The first DIGITS (at most 32) hexadecimal digits and a NUL. */
void digest_hex(char *hex, struct digest digest, size_t digits);

#endif
