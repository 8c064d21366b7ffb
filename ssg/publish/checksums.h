/* checksums.h - SHA-256 checksums of published files.
 *
 *   file.checksum = checksum_of(bytes);                            in the workers
 *   while (checksums_next(&sums, &arena, &file)) … file.path …     reads SHA256SUMS
 *
 * Both lists of what is published are written by publish/manifest.h. */
#ifndef SSG_PUBLISH_CHECKSUMS_H
#define SSG_PUBLISH_CHECKSUMS_H

#include "base/memory.h"

struct checksum {
	unsigned char sha256[32];
};

struct published_file {
	struct text path; /* relative to OUT */
	uint64_t size;
	struct checksum checksum;
};

struct checksum checksum_of(struct text bytes); /* FIPS 180-4 */
/* Checksum of all parts as one run. */
struct checksum checksum_of_parts(const struct text *parts, size_t count);

/* Removes the first line from SUMS. FILE's size is 0; its path is in SUMS, or in ARENA if it was
 * escaped. False at the end, or at a malformed line; then SUMS is not empty. */
bool checksums_next(struct text *sums, struct arena *arena, struct published_file *file);

#endif
