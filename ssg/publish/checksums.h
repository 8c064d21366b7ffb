/* checksums.h - SHA-256 of what is published: SHA256SUMS (as sha256sum -c reads it) and
 * mirror.json (every file with size and digest, for mirrors). */
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

struct checksum checksum_of(struct text bytes);
/* FILES sorted by path. SHA256SUMS lists all of them and mirror.json; mirror.json lists all but itself and SHA256SUMS. */
void checksums_write(const struct published_file *files, size_t count, struct buffer *out);
void mirror_json_write(const struct published_file *files, size_t count, const char *commit,
                       int64_t time, struct buffer *out);

#endif
