#include "build/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char magic[8] = "ssg-st1";

enum { ALIGNMENT = 8 };

/* A file: this, then a directory of COUNT parts, then their bytes, each aligned. */
struct header {
	char magic[8];
	struct digest stamp;
	struct digest directory; /* of the parts */
	uint64_t count;
	uint64_t size; /* of the whole file */
};

struct part {
	struct digest key;
	struct digest bytes;
	uint64_t offset;
	uint64_t size;
};

struct store_entry {
	struct digest key;
	struct text bytes;
	const struct part *part; /* of a file; NULL: added */
	bool used;
	bool checked;
};

static struct text key_text(const struct digest *key)
{
	return text_make((const char *)key, sizeof *key);
}

static size_t padded(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* ---- reading */

static bool is_whole(const struct store *store, const struct store_file *file)
{
	const struct header *header = (const void *)file->at;

	if (file->size < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0 ||
	    !digest_equal(header->stamp, store->stamp) || header->size != file->size ||
	    header->count > (file->size - sizeof *header) / sizeof(struct part))
		return false;
	const struct part *parts = (const void *)(header + 1);
	if (!digest_equal(digest_of(parts, header->count * sizeof *parts), header->directory))
		return false;
	for (uint64_t i = 0; i < header->count; i++)
		if (parts[i].offset > file->size || parts[i].size > file->size - parts[i].offset ||
		    parts[i].offset % ALIGNMENT)
			return false;
	return true;
}

static void add_entry(struct store *store, struct store_entry entry)
{
	store->entries =
	    arena_grow(&store->arena, store->entries, store->entry_count, sizeof entry);
	store->entries[store->entry_count++] = entry;
}

static void take_file(struct store *store, const struct store_file *file)
{
	const struct header *header = (const void *)file->at;
	const struct part *parts = (const void *)(header + 1);

	for (uint64_t i = 0; i < header->count; i++) {
		struct text bytes = {file->at + parts[i].offset, parts[i].size};
		add_entry(store,
			  (struct store_entry){parts[i].key, bytes, &parts[i], false, false});
		map_put(&store->by_key, key_text(&parts[i].key), store->entry_count - 1);
		store->in_files += padded(parts[i].size);
	}
}

static bool map_file(struct store *store, const char *name, struct store_file *file)
{
	int fd = openat(store->folder_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;
	void *at = MAP_FAILED;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
		at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (at == MAP_FAILED)
		return false;
	file->at = at;
	file->size = (size_t)status.st_size;
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

static void file_name(const struct store *store, unsigned number, char name[64])
{
	snprintf(name, 64, "%s.%u", store->name, number);
}

static int by_number(const void *left, const void *right)
{
	unsigned a = *(const unsigned *)left, b = *(const unsigned *)right;

	return (a > b) - (a < b);
}

/* The numbers of the store's files, in order. */
static unsigned *list_numbers(struct store *store, size_t *count)
{
	int copy = openat(store->folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = copy < 0 ? NULL : fdopendir(copy);
	unsigned *numbers = NULL, number;
	struct dirent *entry;

	*count = 0;
	while (folder && (entry = readdir(folder)))
		if (read_number(store, entry->d_name, &number)) {
			numbers = arena_grow(&store->arena, numbers, *count, sizeof *numbers);
			numbers[(*count)++] = number;
		}
	if (folder)
		closedir(folder);
	if (*count)
		qsort(numbers, *count, sizeof *numbers, by_number);
	return numbers;
}

void store_open(struct store *store, int folder_fd, const char *name, struct digest stamp,
		bool fresh)
{
	size_t count;
	char path[64];

	*store = (struct store){.folder_fd = folder_fd, .name = name, .stamp = stamp};
	const unsigned *numbers = list_numbers(store, &count);
	for (size_t i = 0; i < count; i++) {
		struct store_file file = {.number = numbers[i]};
		store->next_number = numbers[i] + 1;
		file_name(store, numbers[i], path);
		bool mapped =
		    !fresh && store->file_count < STORE_FILES_MAX && map_file(store, path, &file);
		if (mapped && is_whole(store, &file)) {
			store->files[store->file_count++] = file;
			take_file(store, &file);
			continue;
		}
		if (mapped)
			munmap((void *)(uintptr_t)file.at, file.size);
		unlinkat(folder_fd, path, 0); /* of no use to anybody */
	}
}

void store_close(struct store *store)
{
	for (size_t i = 0; i < store->file_count; i++)
		munmap((void *)(uintptr_t)store->files[i].at, store->files[i].size);
	map_free(&store->by_key);
	arena_free(&store->arena);
}

bool store_find(struct store *store, struct digest key, struct text *bytes)
{
	size_t i = map_get(&store->by_key, key_text(&key));

	if (i == MAP_NONE)
		return false;
	struct store_entry *entry = &store->entries[i];
	if (!entry->checked && entry->part &&
	    !digest_equal(digest_text(entry->bytes), entry->part->bytes))
		return false;
	if (!entry->used && entry->part)
		store->found_from_files += padded(entry->bytes.size);
	entry->checked = true;
	entry->used = true;
	*bytes = entry->bytes;
	return true;
}

void store_add(struct store *store, struct digest key, struct text bytes)
{
	struct digest *kept = arena_alloc(&store->arena, sizeof *kept);

	*kept = key;
	add_entry(store, (struct store_entry){key, bytes, NULL, true, true});
	map_put(&store->by_key, key_text(kept), store->entry_count - 1);
}

/* ---- writing */

static bool write_all(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size) {
		ssize_t written = write(fd, at, size);
		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			at += written;
			size -= (size_t)written;
		}
	}
	return true;
}

/* Does ENTRY go to the file being written? ALL: also what other files have. */
static bool is_wanted(const struct store *store, size_t i, bool all)
{
	const struct store_entry *entry = &store->entries[i];

	return entry->used && (all || !entry->part) &&
	       map_get(&store->by_key, key_text(&entry->key)) == i;
}

static bool write_bytes(const struct store *store, int fd, bool all)
{
	static const char zeros[ALIGNMENT];
	bool good = true;

	for (size_t i = 0; i < store->entry_count && good; i++) {
		struct text bytes = store->entries[i].bytes;
		if (is_wanted(store, i, all))
			good = write_all(fd, bytes.at, bytes.size) &&
			       write_all(fd, zeros, padded(bytes.size) - bytes.size);
	}
	return good;
}

static void write_file(struct store *store, int fd, bool all, bool *good)
{
	struct part *parts = arena_array(&store->arena, store->entry_count + 1, sizeof *parts);
	struct header header = {.stamp = store->stamp};

	for (size_t i = 0; i < store->entry_count; i++)
		if (is_wanted(store, i, all))
			parts[header.count++] = (struct part){
			    .key = store->entries[i].key,
			    .bytes = digest_text(store->entries[i].bytes),
			    .size = store->entries[i].bytes.size,
			};
	header.size = sizeof header + header.count * sizeof *parts;
	for (uint64_t i = 0; i < header.count; i++) {
		parts[i].offset = header.size;
		header.size += padded(parts[i].size);
	}
	memcpy(header.magic, magic, sizeof magic);
	header.directory = digest_of(parts, header.count * sizeof *parts);
	*good = write_all(fd, &header, sizeof header) &&
		write_all(fd, parts, header.count * sizeof *parts) && write_bytes(store, fd, all);
}

static void remove_files(const struct store *store)
{
	char name[64];

	for (size_t i = 0; i < store->file_count; i++) {
		file_name(store, store->files[i].number, name);
		unlinkat(store->folder_fd, name, 0);
	}
}

void store_keep(struct store *store)
{
	/* All anew when there are many files, or more than half of what they hold is not used. */
	bool all = store->file_count >= STORE_FILES_MAX - 1 ||
		   store->found_from_files < store->in_files / 2;
	bool anything = false, good = false;
	char name[64], fresh[80];

	for (size_t i = 0; i < store->entry_count && !anything; i++)
		anything = is_wanted(store, i, all);
	if (!anything)
		return;
	file_name(store, store->next_number, name);
	snprintf(fresh, sizeof fresh, "new-%s", name);
	int fd = openat(store->folder_fd, fresh,
			O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return;
	write_file(store, fd, all, &good);
	if (close(fd) < 0 || !good ||
	    renameat(store->folder_fd, fresh, store->folder_fd, name) < 0) {
		unlinkat(store->folder_fd, fresh, 0);
		return;
	}
	if (all)
		remove_files(store);
}
