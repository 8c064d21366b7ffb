#include "publish/checksums.h"

#include <nettle/sha2.h>
#include <string.h>
#include <time.h>

_Static_assert(sizeof(struct checksum) == SHA256_DIGEST_SIZE, "a SHA-256 digest");

struct checksum checksum_of(struct text bytes)
{
	struct sha256_ctx hash;
	struct checksum checksum;

	sha256_init(&hash);
	sha256_update(&hash, bytes.size, (const uint8_t *)bytes.at);
	sha256_digest(&hash, sizeof checksum.sha256, checksum.sha256);
	return checksum;
}

/* All of a line has room before it is written: lines are many. */
static char *put(char *at, struct text text)
{
	memcpy(at, text.at, text.size);
	return at + text.size;
}

/* And a NUL, to be written over. */
static char *put_hex(char *at, const struct checksum *checksum)
{
	text_hex(at, checksum->sha256, sizeof checksum->sha256);
	return at + 2 * sizeof checksum->sha256;
}

static bool is_odd(struct text path)
{
	return text_find_byte(path, '\\') != SIZE_MAX || text_find_byte(path, '\n') != SIZE_MAX ||
	       text_find_byte(path, '\r') != SIZE_MAX;
}

static char *put_escaped_name(char *at, struct text path)
{
	for (size_t i = 0; i < path.size; i++) {
		char byte = path.at[i];
		if (byte == '\\' || byte == '\n' || byte == '\r')
			*at++ = '\\';
		*at++ = byte == '\n' ? 'n' : byte == '\r' ? 'r' : byte;
	}
	return at;
}

void checksums_write(const struct published_file *files, size_t count, struct buffer *out)
{
	for (size_t i = 0; i < count; i++) {
		struct text path = files[i].path;
		if (text_is(path, "SHA256SUMS"))
			continue;
		bool odd = is_odd(path);
		char *at = buffer_reserve(out, 80 + 2 * path.size);
		if (odd)
			*at++ = '\\';
		at = put(put_hex(at, &files[i].checksum), TEXT("  "));
		at = odd ? put_escaped_name(at, path) : put(at, path);
		*at++ = '\n';
		out->size = (size_t)(at - out->at);
	}
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

/* RFC 8259, 7. At most six bytes for one. */
static char *put_json_string(char *at, struct text text)
{
	unsigned odd = 0;

	*at++ = '"';
	for (size_t i = 0; i < text.size; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		odd |= byte < 0x20 || byte == '"' || byte == '\\';
	}
	if (!odd)
		at = put(at, text);
	for (size_t i = 0; odd && i < text.size; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		if (byte < 0x20) {
			at = put(at, TEXT("\\u00"));
			text_hex(at, &byte, 1);
			at += 2;
			continue;
		}
		if (byte == '"' || byte == '\\')
			*at++ = '\\';
		*at++ = (char)byte;
	}
	*at++ = '"';
	return at;
}

static char *put_number(char *at, uint64_t number)
{
	char digits[20];
	size_t first = sizeof digits;

	do
		digits[--first] = (char)('0' + number % 10);
	while (number /= 10);
	return put(at, text_make(digits + first, sizeof digits - first));
}

static bool lists_files(struct text path)
{
	return text_is(path, "SHA256SUMS") || text_is(path, "mirror.json");
}

void mirror_json_write(const struct published_file *files, size_t count, const char *commit,
		       int64_t time, struct buffer *out)
{
	time_t seconds = (time_t)time;
	struct tm utc = {.tm_year = 70, .tm_mday = 1}; /* a year that tm cannot hold: 1970 */
	uint64_t bytes = 0;
	struct text separator = TEXT("\n");

	gmtime_r(&seconds, &utc);
	for (size_t i = 0; i < count; i++)
		if (!lists_files(files[i].path))
			bytes += files[i].size;
	buffer_printf(out,
		      "{\"format\": 1, \"commit\": \"%s\", \"time\": "
		      "\"%04d-%02d-%02dT%02d:%02d:%02dZ\", \"bytes\": %ju, \"files\": [",
		      commit, utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
		      utc.tm_min, utc.tm_sec, (uintmax_t)bytes);
	for (size_t i = 0; i < count; i++) {
		if (lists_files(files[i].path))
			continue;
		char *at = buffer_reserve(out, 160 + 6 * files[i].path.size);
		at = put(put(at, separator), TEXT("{\"path\": "));
		at = put(put_json_string(at, files[i].path), TEXT(", \"size\": "));
		at = put(put_number(at, files[i].size), TEXT(", \"sha256\": \""));
		at = put(put_hex(at, &files[i].checksum), TEXT("\"}"));
		out->size = (size_t)(at - out->at);
		separator = TEXT(",\n");
	}
	buffer_string(out, "\n]}\n");
}
