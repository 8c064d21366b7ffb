#include "publish/manifest.h"

#include <string.h>
#include <time.h>

enum { HEX = 2 * sizeof(struct checksum) };

/* How entries become a list: before the first, between two, after the last. */
static const struct form {
	struct text first, between, last;
} forms[] = {
    [LIST_SUMS] = {TEXT_INIT(""), TEXT_INIT("\n"), TEXT_INIT("\n")},
    [LIST_MIRROR] = {TEXT_INIT("\n"), TEXT_INIT(",\n"), TEXT_INIT("\n]}\n")},
};

#define ENTRY_START TEXT("{\"path\": \"")
#define ENTRY_SIZE TEXT("\", \"size\": ")
#define ENTRY_HEX TEXT(", \"sha256\": \"")
#define ENTRY_END TEXT("\"}")

/* ---- reading */

struct text list_entries(enum list list, struct text bytes)
{
	size_t head = list == LIST_MIRROR ? text_find_byte(bytes, '\n') : 0;
	struct text last = forms[list].last;

	if (!text_ends_with(bytes, last))
		return TEXT("");
	size_t end = bytes.size - last.size, start = head + forms[list].first.size;
	return start < end ? text_slice(bytes, start, end - start) : TEXT("");
}

/* The path of an entry, read byte by byte. */
struct path_reader {
	const char *at, *end;
	enum list list;
	bool escaped;
};

static struct path_reader path_of(enum list list, struct text entry)
{
	struct path_reader path = {
	    .at = entry.at, .end = entry.at + entry.size, .list = list, .escaped = true};
	size_t skipped = ENTRY_START.size;

	if (list == LIST_SUMS) {
		path.escaped = text_starts_with(entry, TEXT("\\"));
		skipped = (size_t)HEX + 2 + path.escaped;
	}
	path.at += skipped < entry.size ? skipped : entry.size;
	return path;
}

static int hex_value(char digit)
{
	return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

/* -1: at the end. */
static int next_byte(struct path_reader *path)
{
	if (path->at == path->end || (path->list == LIST_MIRROR && *path->at == '"'))
		return -1;
	char byte = *path->at++;
	if (byte != '\\' || !path->escaped || path->at == path->end)
		return (unsigned char)byte;
	byte = *path->at++;
	if (path->list == LIST_SUMS)
		return byte == 'n' ? '\n' : byte == 'r' ? '\r' : byte;
	if (byte != 'u' || path->end - path->at < 4)
		return (unsigned char)byte;
	path->at += 4; /* "00" and two digits */
	return 16 * hex_value(path->at[-2]) + hex_value(path->at[-1]);
}

/* Below 0: ENTRY is of a file before PATH. */
static int compare(enum list list, struct text entry, struct text path)
{
	struct path_reader own = path_of(list, entry);

	for (size_t i = 0; i < path.size; i++) {
		int difference = next_byte(&own) - (unsigned char)path.at[i];
		if (difference)
			return difference;
	}
	return next_byte(&own) >= 0;
}

/* The entry at START, without what separates it from the next. */
static struct text entry_at(enum list list, struct text entries, size_t start)
{
	struct text rest = text_slice(entries, start, entries.size - start);
	size_t line = text_find_byte(rest, '\n');

	return line == SIZE_MAX ? rest : text_slice(rest, 0, line + 1 - forms[list].between.size);
}

/* The offset of the entry after that at START. */
static size_t after(enum list list, struct text entries, size_t start)
{
	size_t end = start + entry_at(list, entries, start).size;

	return end < entries.size ? end + forms[list].between.size : end;
}

/* The offset of the first entry at or after FROM that is not before PATH. SAME: it is PATH's. */
static size_t place_of(enum list list, struct text entries, size_t from, struct text path,
		       bool *same)
{
	size_t to = entries.size;

	*same = false;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		size_t line = text_find_last_byte(text_slice(entries, from, middle - from), '\n');
		middle = line == SIZE_MAX ? from : from + line + 1;
		int order = compare(list, entry_at(list, entries, middle), path);
		if (order < 0) {
			from = after(list, entries, middle);
			continue;
		}
		*same = order == 0;
		to = middle;
	}
	return from;
}

bool list_find(enum list list, struct text entries, struct text path, struct text *entry)
{
	bool same;
	size_t place = place_of(list, entries, 0, path, &same);

	*entry = same ? entry_at(list, entries, place) : TEXT("");
	return same;
}

uint64_t mirror_entry_size(struct text entry)
{
	struct path_reader path = path_of(LIST_MIRROR, entry);
	uint64_t size = 0;

	while (next_byte(&path) >= 0)
		;
	if ((size_t)(path.end - path.at) < ENTRY_SIZE.size)
		return 0;
	for (path.at += ENTRY_SIZE.size; path.at < path.end && *path.at >= '0' && *path.at <= '9';
	     path.at++)
		size = 10 * size + (uint64_t)(*path.at - '0');
	return size;
}

/* ---- writing; all of an entry has room before it is written: they are many */

static char *put(char *at, struct text text)
{
	memcpy(at, text.at, text.size);
	return at + text.size;
}

/* And a NUL, which is overwritten. */
static char *put_hex(char *at, const struct checksum *checksum)
{
	text_hex(at, checksum->sha256, sizeof checksum->sha256);
	return at + HEX;
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

static char *put_sum(char *at, const struct published_file *file)
{
	bool odd = is_odd(file->path);

	if (odd)
		*at++ = '\\';
	at = put(put_hex(at, &file->checksum), TEXT("  "));
	return odd ? put_escaped_name(at, file->path) : put(at, file->path);
}

/* RFC 8259, 7. At most six bytes for one. */
static char *put_json(char *at, struct text text)
{
	unsigned odd = 0;

	for (size_t i = 0; i < text.size; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		odd |= byte < 0x20 || byte == '"' || byte == '\\';
	}
	if (!odd)
		return put(at, text);
	for (size_t i = 0; i < text.size; i++) {
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

static char *put_entry(char *at, enum list list, const struct published_file *file)
{
	if (list == LIST_SUMS)
		return put_sum(at, file);
	at = put(put_json(put(at, ENTRY_START), file->path), ENTRY_SIZE);
	at = put(put_number(at, file->size), ENTRY_HEX);
	return put(put_hex(at, &file->checksum), ENTRY_END);
}

/* The entries of what is written. */
static void write_fresh(struct buffer *out, enum list list, const struct file_change *changes,
			size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (changes[i].removed)
			continue;
		char *at = buffer_reserve(out, 160 + 6 * changes[i].file.path.size);
		if (out->size)
			at = put(at, forms[list].between);
		out->size = (size_t)(put_entry(at, list, &changes[i].file) - out->at);
	}
}

void mirror_head(const char *commit, int64_t time, uint64_t bytes, struct buffer *out)
{
	time_t seconds = (time_t)time;
	struct tm utc = {.tm_year = 70, .tm_mday = 1}; /* a year that tm cannot hold: 1970 */

	gmtime_r(&seconds, &utc);
	buffer_printf(out,
		      "{\"format\": 1, \"commit\": \"%s\", \"time\": "
		      "\"%04d-%02d-%02dT%02d:%02d:%02dZ\", \"bytes\": %ju, \"files\": [",
		      commit, utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
		      utc.tm_min, utc.tm_sec, (uintmax_t)bytes);
}

/* ---- merging */

static void add_part(struct merged_list *merged, struct text part)
{
	if (!part.size)
		return;
	merged->parts = arena_grow(&merged->arena, merged->parts, merged->count, sizeof part);
	merged->parts[merged->count++] = part;
}

static void add_run(struct merged_list *merged, enum list list, struct text run, size_t first)
{
	if (!run.size)
		return;
	add_part(merged, merged->count > first ? forms[list].between : forms[list].first);
	add_part(merged, run);
}

/* From START to before END, where the next entry or the end is. */
static struct text run_of(enum list list, struct text entries, size_t start, size_t end)
{
	size_t separator = end < entries.size ? forms[list].between.size : 0;

	return start < end ? text_slice(entries, start, end - start - separator) : TEXT("");
}

void list_merge(struct merged_list *merged, enum list list, struct text entries,
		const struct file_change *changes, size_t count, struct text head)
{
	struct text run, waiting = {NULL, 0}; /* of fresh entries */
	size_t from = 0, next = 0;
	bool same;

	*merged = (struct merged_list){0};
	write_fresh(&merged->fresh, list, changes, count);
	struct text fresh = buffer_view(&merged->fresh);
	add_part(merged, head);
	size_t first = merged->count;
	for (size_t i = 0; i < count; i++) {
		size_t place = place_of(list, entries, from, changes[i].file.path, &same);
		if ((run = run_of(list, entries, from, place)).size) {
			add_run(merged, list, waiting, first);
			add_run(merged, list, run, first);
			waiting = TEXT("");
		}
		from = same ? after(list, entries, place) : place;
		if (changes[i].removed)
			continue;
		run = entry_at(list, fresh, next);
		waiting = waiting.size
			      ? text_make(waiting.at, (size_t)(run.at + run.size - waiting.at))
			      : run;
		next = after(list, fresh, next);
	}
	add_run(merged, list, waiting, first);
	add_run(merged, list, run_of(list, entries, from, entries.size), first);
	add_part(merged, forms[list].last);
}

void list_free(struct merged_list *merged)
{
	buffer_free(&merged->fresh);
	arena_free(&merged->arena);
}
