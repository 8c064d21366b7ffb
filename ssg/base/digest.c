#include "base/digest.h"

#include "base/memory.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

struct digest digest_of(const void *bytes, size_t size)
{
	XXH128_hash_t hash = XXH3_128bits(bytes, size);

	return (struct digest){hash.low64, hash.high64};
}

struct digest digest_text(struct text text)
{
	return digest_of(text.at, text.size);
}

static XXH3_state_t *begin(void)
{
	XXH3_state_t *state = XXH3_createState();

	if (!state)
		memory_exhausted(sizeof(struct digest));
	XXH3_128bits_reset(state);
	return state;
}

static struct digest end(XXH3_state_t *state)
{
	XXH128_hash_t hash = XXH3_128bits_digest(state);

	XXH3_freeState(state);
	return (struct digest){hash.low64, hash.high64};
}

struct digest digest_parts(const struct text *parts, size_t count)
{
	XXH3_state_t *state = begin();

	for (size_t i = 0; i < count; i++)
		XXH3_128bits_update(state, parts[i].at, parts[i].size);
	return end(state);
}

bool digest_file(int fd, uint64_t offset, uint64_t size, struct digest *digest)
{
	enum { CHUNK = 1 << 16 };
	XXH3_state_t *state = begin();
	char bytes[CHUNK];
	ssize_t got = 1;

	while (size && (got > 0 || (got < 0 && errno == EINTR))) {
		got = pread(fd, bytes, size < CHUNK ? (size_t)size : CHUNK, (off_t)offset);
		if (got > 0) {
			XXH3_128bits_update(state, bytes, (size_t)got);
			offset += (uint64_t)got;
			size -= (uint64_t)got;
		}
	}
	*digest = end(state);
	return size == 0;
}

struct digest digest_join(struct digest a, struct digest b)
{
	struct digest both[2] = {a, b};

	return digest_of(both, sizeof both);
}

bool digest_equal(struct digest a, struct digest b)
{
	return a.low == b.low && a.high == b.high;
}

void digest_hex(char *hex, struct digest digest, size_t digits)
{
	XXH128_canonical_t bytes;
	char all[2 * sizeof bytes + 1];

	XXH128_canonicalFromHash(&bytes, (XXH128_hash_t){digest.low, digest.high});
	text_hex(all, bytes.digest, sizeof bytes.digest);
	memcpy(hex, all, digits);
	hex[digits] = '\0';
}
