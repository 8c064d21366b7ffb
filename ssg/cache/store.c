#include "cache/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char magic[8] = "ssg-st3";

enum {
	ALIGNMENT = 8,
	SLOTS_NEAR = 4096, /* a table as small as this is in the processor's cache */
};

/* A file: this, the bytes of COUNT parts, each aligned, and at its end the directory: the parts,
 * and a table of SLOTS numbers to find them by their keys. */
struct header {
	char magic[8];
	struct digest stamp;
	struct digest directory;
	uint64_t count, slots;
	uint64_t size; /* of the whole file */
};

struct store_part {
	struct digest key;
	struct digest label;
	struct digest bytes;
	uint64_t offset;
	uint64_t size;
};

enum mark { USED = 1, DAMAGED = 2 };

static size_t padded(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* ---- reading */

/* Where FILE's directory begins; 0: it is not whole. */
static size_t find_directory(const struct store *store, struct text file, bool sealed)
{
	const struct header *header = (const void *)file.at;

	if (file.size < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0 ||
	    !digest_equal(header->stamp, store->stamp) || header->size != file.size)
		return 0;
	size_t room = file.size - sizeof *header;
	if (header->count > room / sizeof(struct store_part) ||
	    header->slots > room / sizeof(uint32_t) || header->slots <= header->count ||
	    header->slots & (header->slots - 1))
		return 0;
	size_t size = header->count * sizeof(struct store_part) + header->slots * sizeof(uint32_t);
	if (size > room || (file.size - size) % ALIGNMENT)
		return 0;
	if (!sealed &&
	    !digest_equal(digest_of(file.at + file.size - size, size), header->directory))
		return 0;
	return file.size - size;
}

static struct text bytes_of(const struct store_file *file, const struct store_part *part)
{
	return text_slice(file->file.bytes, part->offset, part->size);
}

/* SEALED: nobody has written to it since it was last checked. */
static bool take_file(struct store *store, struct state_file file, unsigned number, bool sealed)
{
	const struct header *header = (const void *)file.bytes.at;
	size_t end = find_directory(store, file.bytes, sealed);
	struct store_file taken = {.file = file, .number = number, .whole = true};

	if (!end)
		return false;
	taken.parts = (const void *)(file.bytes.at + end);
	taken.part_count = header->count;
	taken.slots = (const void *)(taken.parts + header->count);
	taken.slot_count = header->slots;
	for (size_t i = 0; i < taken.part_count; i++) {
		const struct store_part *part = &taken.parts[i];
		if (part->offset > end || part->size > end - part->offset ||
		    part->offset % ALIGNMENT)
			return false;
		taken.size += padded(part->size);
	}
	taken.marks = calloc(taken.part_count + 1, 1);
	if (!taken.marks)
		memory_exhausted(taken.part_count);
	for (size_t i = 0; i < taken.part_count && !sealed; i++)
		if (!digest_equal(digest_text(bytes_of(&taken, &taken.parts[i])),
				  taken.parts[i].bytes)) {
			taken.marks[i] = DAMAGED;
			taken.whole = false;
		}
	store->files[store->file_count++] = taken;
	return true;
}

/* The number of "content.3"; false: another file. */
static bool read_number(const struct store *store, const char *name, unsigned *number)
{
	size_t size = strlen(store->name);
	char *end;

	if (strncmp(name, store->name, size) != 0 || name[size] != '.' || name[size + 1] < '0' ||
	    name[size + 1] > '9')
		return false;
	*number = (unsigned)strtoul(name + size + 1, &end, 10);
	return !*end && *number < UINT_MAX;
}

static void file_name(const struct store *store, unsigned number, char name[STATE_NAME_MAX])
{
	snprintf(name, STATE_NAME_MAX, "%s.%u", store->name, number);
}

static int by_number(const void *left, const void *right)
{
	unsigned a = *(const unsigned *)left, b = *(const unsigned *)right;

	return (a > b) - (a < b);
}

/* The numbers of the store's files, in order. */
static unsigned *list_numbers(const struct store *store, struct arena *arena, size_t *count)
{
	int copy = openat(store->folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = copy < 0 ? NULL : fdopendir(copy);
	unsigned *numbers = NULL, number;
	struct dirent *entry;

	*count = 0;
	while (folder && (entry = readdir(folder)))
		if (read_number(store, entry->d_name, &number)) {
			numbers = arena_grow(arena, numbers, *count, sizeof *numbers);
			numbers[(*count)++] = number;
		}
	if (folder)
		closedir(folder);
	if (*count)
		qsort(numbers, *count, sizeof *numbers, by_number);
	return numbers;
}

static bool open_file(struct store *store, const char *name, unsigned number, struct seals *seals)
{
	bool sealed = seals_hold(seals, name); /* before it is mapped: it is never written again */
	struct state_file file;

	if (store->mode == STORE_FRESH || store->file_count == STORE_FILES_MAX ||
	    !state_file_map(&file, store->folder_fd, name))
		return false;
	if (take_file(store, file, number, sealed))
		return true;
	state_file_unmap(&file);
	return false;
}

void store_open(struct store *store, int folder_fd, const char *name, struct digest stamp,
		enum store_mode mode, struct seals *seals)
{
	struct arena arena = {0};
	char path[STATE_NAME_MAX];
	size_t count;

	*store = (struct store){.folder_fd = folder_fd, .name = name, .stamp = stamp, .mode = mode};
	const unsigned *numbers = list_numbers(store, &arena, &count);
	for (size_t i = 0; i < count; i++) {
		store->next_number = numbers[i] + 1;
		file_name(store, numbers[i], path);
		if (!open_file(store, path, numbers[i], seals) && mode != STORE_ONLY_READS)
			unlinkat(folder_fd, path, 0); /* of no use to anybody */
	}
	arena_free(&arena);
}

static void close_file(struct store_file *file)
{
	free(file->marks);
	state_file_unmap(&file->file);
}

void store_close(struct store *store)
{
	for (size_t i = 0; i < store->file_count; i++)
		close_file(&store->files[i]);
	if (store->added.size)
		state_writer_drop(&store->writer);
	buffer_free(&store->added);
}

/* ---- finding */

/* Keys are digests: their bits are as good as any hash. */
static const struct store_part *look_up(const struct store_file *file, struct digest key)
{
	size_t mask = file->slot_count - 1;

	for (size_t slot = key.low & mask; file->slots[slot]; slot = (slot + 1) & mask) {
		size_t i = file->slots[slot] - 1;
		if (i >= file->part_count)
			break;
		if (digest_equal(file->parts[i].key, key))
			return &file->parts[i];
	}
	return NULL;
}

void store_expect(const struct store *store, const struct digest *keys, size_t count)
{
	for (size_t f = 0; f < store->file_count; f++) {
		const struct store_file *file = &store->files[f];
		size_t mask = file->slot_count - 1;
		for (size_t i = 0; i < count && mask >= SLOTS_NEAR; i++)
			__builtin_prefetch(&file->slots[keys[i].low & mask]);
		for (size_t i = 0; i < count && mask >= SLOTS_NEAR; i++) {
			size_t part = file->slots[keys[i].low & mask];
			if (part && part <= file->part_count)
				__builtin_prefetch(&file->parts[part - 1]);
		}
	}
}

/* The oldest one, which is the largest as a rule, where KEY is whole. */
static struct store_file *find_file(struct store *store, struct digest key,
				    const struct store_part **part)
{
	for (size_t i = 0; i < store->file_count; i++) {
		struct store_file *file = &store->files[i];
		*part = look_up(file, key);
		if (*part && file->marks[*part - file->parts] != DAMAGED)
			return file;
	}
	return NULL;
}

bool store_find(struct store *store, struct digest key, struct stored *found)
{
	const struct store_part *part;
	struct store_file *file = find_file(store, key, &part);

	if (!file)
		return false;
	unsigned char *mark = &file->marks[part - file->parts];
	if (*mark != USED)
		file->used += padded(part->size);
	*mark = USED;
	*found = (struct stored){bytes_of(file, part), part->label};
	return true;
}

/* ---- writing */

static void begin(struct store *store, struct state_writer *writer, unsigned number)
{
	static const struct header none;
	char name[STATE_NAME_MAX];

	file_name(store, number, name);
	state_writer_open(writer, store->mode == STORE_ONLY_READS ? -1 : store->folder_fd, name);
	state_writer_add(writer, text_make((const char *)&none, sizeof none));
}

static void add_part(struct state_writer *writer, struct buffer *parts, struct store_part part,
		     struct text bytes)
{
	part.offset = writer->size;
	buffer_add(parts, &part, sizeof part);
	state_writer_add(writer, bytes);
	state_writer_align(writer, ALIGNMENT);
}

/* At most a quarter of the slots are taken: most keys are in the first one that is looked at. */
static uint32_t *make_slots(const struct store_part *parts, size_t count, size_t *slots)
{
	for (*slots = 4; *slots < 4 * count;)
		*slots *= 2;
	uint32_t *table = calloc(*slots, sizeof *table);
	if (!table)
		memory_exhausted(*slots);
	for (size_t i = 0; i < count; i++) {
		size_t slot = parts[i].key.low & (*slots - 1);
		while (table[slot])
			slot = (slot + 1) & (*slots - 1);
		table[slot] = (uint32_t)i + 1;
	}
	return table;
}

/* Writes the directory of PARTS, which becomes it, and then the header: the file is whole. */
static bool end(struct store *store, struct state_writer *writer, struct buffer *parts,
		struct state_file *file)
{
	struct header header = {.stamp = store->stamp,
				.count = parts->size / sizeof(struct store_part)};
	size_t slots;

	uint32_t *table = make_slots((const void *)parts->at, header.count, &slots);
	buffer_add(parts, table, slots * sizeof *table);
	free(table);
	memcpy(header.magic, magic, sizeof magic);
	header.directory = digest_text(buffer_view(parts));
	header.slots = slots;
	header.size = writer->size + parts->size;
	state_writer_add(writer, buffer_view(parts));
	state_writer_set(writer, 0, text_make((const char *)&header, sizeof header));
	return state_writer_place(writer, file);
}

void store_add(struct store *store, struct digest key, const struct stored *made)
{
	struct store_part part = {.key = key,
				  .label = made->label,
				  .bytes = digest_text(made->bytes),
				  .size = made->bytes.size};

	if (!store->added.size)
		begin(store, &store->writer, store->next_number);
	add_part(&store->writer, &store->added, part, made->bytes);
}

bool store_settle(struct store *store)
{
	struct state_file file;

	if (!store->added.size)
		return true;
	bool good = end(store, &store->writer, &store->added, &file);
	int error = errno;
	buffer_free(&store->added);
	if (!good || !take_file(store, file, store->next_number, true)) {
		if (good)
			state_file_unmap(&file);
		errno = good ? EIO : error;
		return false;
	}
	struct store_file *taken = &store->files[store->file_count - 1];
	memset(taken->marks, USED, taken->part_count);
	taken->used = taken->size;
	store->next_number++;
	return true;
}

/* ---- tidying */

/* The first of the files that are to become one; file_count: none. */
static size_t first_untidy(const struct store *store)
{
	size_t count = store->file_count, first = 0;
	uint64_t size = 0, used = 0;

	for (size_t i = 0; i < count; i++) {
		size += store->files[i].size;
		used += store->files[i].used;
	}
	if (used < size / 2)
		return 0;
	if (count < STORE_FILES_MAX - 1)
		return count;
	/* A large file that small ones follow stays: a build should not cost what the site weighs.
	 */
	for (size -= store->files[0].size; first + 2 < count && store->files[first].size > size;)
		size -= store->files[++first].size;
	return first;
}

static void write_used(struct store *store, size_t first, struct state_writer *writer,
		       struct buffer *parts)
{
	const struct store_part *newest;

	for (size_t i = first; i < store->file_count; i++) {
		const struct store_file *file = &store->files[i];
		for (size_t p = 0; p < file->part_count; p++)
			if (file->marks[p] & USED &&
			    find_file(store, file->parts[p].key, &newest) == file)
				add_part(writer, parts, file->parts[p],
					 bytes_of(file, &file->parts[p]));
	}
}

/* Makes one file of those from FIRST on. Gives its number; those files are gone. */
static bool merge_files(struct store *store, size_t first, unsigned *number)
{
	struct buffer parts = {0};
	struct state_writer writer;
	struct state_file file;
	char name[STATE_NAME_MAX];
	bool merged = false;

	*number = store->next_number++;
	begin(store, &writer, *number);
	write_used(store, first, &writer, &parts);
	if (!parts.size) {
		state_writer_drop(&writer);
	} else if (end(store, &writer, &parts, &file)) {
		state_file_unmap(&file);
		merged = true;
		for (size_t i = first; i < store->file_count; i++) {
			file_name(store, store->files[i].number, name);
			unlinkat(store->folder_fd, name, 0);
		}
	}
	buffer_free(&parts);
	return merged;
}

static void seal(const struct store *store, struct seals *seals, unsigned number)
{
	char name[STATE_NAME_MAX];

	file_name(store, number, name);
	seals_set(seals, name);
}

void store_tidy(struct store *store, struct seals *seals)
{
	size_t first = first_untidy(store);
	unsigned merged;

	if (store->mode == STORE_ONLY_READS)
		return;
	if (first < store->file_count && merge_files(store, first, &merged))
		seal(store, seals, merged);
	for (size_t i = 0; i < store->file_count; i++)
		if (store->files[i].whole)
			seal(store, seals, store->files[i].number);
}
