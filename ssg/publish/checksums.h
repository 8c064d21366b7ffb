/* checksums.h - SHA-256 of what is published: SHA256SUMS (as sha256sum -c reads it) and
 * mirror.json (every file with size and digest, for mirrors).
 *
 *   files[i].checksum = checksum_of(bytes);                        in the workers
 *   mirror_json_write(files, count, commit, time, &mirror);        then add mirror.json to FILES
 *   checksums_write(files, count + 1, &sums);
 *   while (checksums_next(&sums, &arena, &file)) … file.path …       reads it again
 *
 * FILES are sorted by path, so that both files depend on nothing but what is published. */
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

/* SHA256SUMS: a line for each of FILES, mirror.json among them, but for SHA256SUMS itself. Odd
 * file names are escaped as coreutils do: a backslash begins the line, \\, \n and \r follow. */
void checksums_write(const struct published_file *files, size_t count, struct buffer *out);

/* Takes the first line off SUMS. FILE's size is 0; its path lies in SUMS, or in ARENA if it was
 * escaped. False: at the end, or at a line that is none; then SUMS is not empty. */
bool checksums_next(struct text *sums, struct arena *arena, struct published_file *file);

/* mirror.json: {"format": 1, "commit": "…", "time": "2026-11-24T10:00:00Z", "bytes": sum of sizes,
 * "files": [{"path": "…", "size": 123, "sha256": "…"}, …]}; all of FILES but itself and
 * SHA256SUMS. COMMIT is hexadecimal; TIME is its, in seconds since 1970 (UTC). */
void mirror_json_write(const struct published_file *files, size_t count, const char *commit,
		       int64_t time, struct buffer *out);

#endif
