#include "base/digest.h"

#include "base/memory.h"

#include <string.h>
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

struct digest digest_parts(const struct text *parts, size_t count)
{
	XXH3_state_t *state = XXH3_createState();

	if (!state)
		memory_exhausted(sizeof *parts);
	XXH3_128bits_reset(state);
	for (size_t i = 0; i < count; i++)
		XXH3_128bits_update(state, parts[i].at, parts[i].size);
	XXH128_hash_t hash = XXH3_128bits_digest(state);
	XXH3_freeState(state);
	return (struct digest){hash.low64, hash.high64};
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
