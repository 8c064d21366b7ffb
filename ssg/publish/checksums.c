#include "publish/checksums.h"

#include <nettle/sha2.h>

_Static_assert(sizeof(struct checksum) == SHA256_DIGEST_SIZE, "a SHA-256 digest");

struct checksum checksum_of(struct text bytes)
{
	return checksum_of_parts(&bytes, 1);
}

struct checksum checksum_of_parts(const struct text *parts, size_t count)
{
	struct sha256_ctx hash;
	struct checksum checksum;

	sha256_init(&hash);
	for (size_t i = 0; i < count; i++)
		sha256_update(&hash, parts[i].size, (const uint8_t *)parts[i].at);
	sha256_digest(&hash, sizeof checksum.sha256, checksum.sha256);
	return checksum;
}

static int hex_digit(char byte)
{
	return byte >= '0' && byte <= '9'   ? byte - '0'
	       : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
					    : -1;
}

static bool read_hex(struct text hex, struct checksum *checksum)
{
	for (size_t i = 0; i < sizeof checksum->sha256; i++) {
		int high = hex_digit(hex.at[2 * i]), low = hex_digit(hex.at[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		checksum->sha256[i] = (unsigned char)(16 * high + low);
	}
	return true;
}

static struct text unescaped(struct arena *arena, struct text name)
{
	char *plain = arena_alloc(arena, name.size + 1);
	size_t size = 0;

	for (size_t i = 0; i < name.size; i++) {
		char byte = name.at[i];
		if (byte == '\\' && i + 1 < name.size) {
			byte = name.at[++i];
			byte = byte == 'n' ? '\n' : byte == 'r' ? '\r' : byte;
		}
		plain[size++] = byte;
	}
	return text_make(plain, size);
}

bool checksums_next(struct text *sums, struct arena *arena, struct published_file *file)
{
	enum { HEX = 2 * SHA256_DIGEST_SIZE, NAME = HEX + 2 };
	size_t end = text_find_byte(*sums, '\n');
	struct text line = text_slice(*sums, 0, end);
	bool escaped = text_starts_with(line, TEXT("\\"));

	line = text_slice(line, escaped, line.size);
	if (end == SIZE_MAX || line.size <= NAME || line.at[HEX] != ' ' || line.at[HEX + 1] != ' ')
		return false;
	*file = (struct published_file){.path = text_slice(line, NAME, line.size)};
	if (!read_hex(line, &file->checksum))
		return false;
	if (escaped)
		file->path = unescaped(arena, file->path);
	*sums = text_slice(*sums, end + 1, sums->size);
	return true;
}
