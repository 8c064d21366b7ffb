#include "build/last_build.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "last"
#define BEFORE_NAME "before-last"
#define PREVIOUS "previous"

static const char magic[8] = "ssg-lb1";

enum { RUNS = 4, ALIGNMENT = 8 };

/* Followed by the runs, each padded to a multiple of 8. */
struct header {
	char magic[8];
	struct digest rest; /* of all behind this field */
	struct digest out_sums, previous_sums;
	struct digest whole, stamp;
	uint64_t previous_known;
	uint64_t sizes[RUNS]; /* delta, memory, counts, problems */
};

static size_t padded(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static struct digest rest_of(const void *file, size_t size)
{
	size_t from = offsetof(struct header, out_sums);

	return digest_of((const char *)file + from, size - from);
}

/* Maps the file PATH below FOLDER for reading. NULL: it is not there, or empty. */
static const void *map_file(int folder, const char *path, size_t *size)
{
	int fd = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;
	void *at = MAP_FAILED;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
		at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (at == MAP_FAILED)
		return NULL;
	*size = (size_t)status.st_size;
	return at;
}

/* Of the SHA256SUMS of the generation at PATH below FOLDER; zero: there is none. */
static struct digest sums_of(int folder, const char *path)
{
	struct digest digest = {0, 0};
	char name[600];
	size_t size;

	snprintf(name, sizeof name, "%s/SHA256SUMS", path);
	const void *sums = map_file(folder, name, &size);
	if (sums) {
		digest = digest_of(sums, size);
		munmap((void *)(uintptr_t)sums, size);
	}
	return digest;
}

static bool is_whole(const struct header *header, size_t size)
{
	size_t end = sizeof *header;

	if (size < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0)
		return false;
	for (int i = 0; i < RUNS; i++) {
		if (header->sizes[i] > size - end)
			return false;
		end += padded(header->sizes[i]);
		if (end > size)
			return false;
	}
	return end == size && digest_equal(header->rest, rest_of(header, size));
}

/* Opens the file NAME, if it is of a generation with OUT_SUMS. */
static void open_named(struct last_build *last, const struct generation *g, const char *name,
		       struct digest out_sums)
{
	struct text *runs[RUNS] = {&last->delta, &last->memory, &last->counts, &last->problems};

	last->mapped = map_file(g->state_fd, name, &last->mapped_size);
	const struct header *header = last->mapped;
	if (!header || !is_whole(header, last->mapped_size) ||
	    !digest_equal(header->out_sums, out_sums))
		return;
	last->known = true;
	last->whole = header->whole;
	last->stamp = header->stamp;
	const char *at = (const char *)(header + 1);
	for (int i = 0; i < RUNS; i++) {
		*runs[i] = text_make(at, header->sizes[i]);
		at += padded(header->sizes[i]);
	}
}

void last_build_open(struct last_build *last, const struct generation *g, bool fresh)
{
	*last = (struct last_build){0};
	if (fresh)
		return;
	open_named(last, g, FILE_NAME, sums_of(g->folder_fd, g->name));
	const struct header *header = last->mapped;
	last->previous_known = last->known && header && header->previous_known &&
			       digest_equal(header->previous_sums, sums_of(g->state_fd, PREVIOUS));
}

void last_build_open_before(struct last_build *before, const struct generation *g)
{
	*before = (struct last_build){0};
	open_named(before, g, BEFORE_NAME, sums_of(g->state_fd, PREVIOUS));
}

void last_build_close(struct last_build *last)
{
	if (last->mapped)
		munmap((void *)(uintptr_t)last->mapped, last->mapped_size);
}

static bool write_all(int fd, struct text bytes)
{
	while (bytes.size) {
		ssize_t size = write(fd, bytes.at, bytes.size);
		if (size < 0 && errno != EINTR)
			return false;
		if (size > 0)
			bytes = text_slice(bytes, (size_t)size, bytes.size);
	}
	return true;
}

/* What the build went by, for whoever asks why it did what it did. */
static void keep_before(const struct generation *g, const struct last_build *last)
{
	if (!last->known || renameat(g->state_fd, FILE_NAME, g->state_fd, BEFORE_NAME) < 0)
		unlinkat(g->state_fd, BEFORE_NAME, 0);
}

void last_build_keep(const struct generation *g, const struct last_build *now,
		     const struct last_build *last)
{
	static const char fresh[] = "new-" FILE_NAME;
	const struct text runs[RUNS] = {now->delta, now->memory, now->counts, now->problems};
	struct header header = {
	    .out_sums = sums_of(g->folder_fd, g->name),
	    .previous_sums = sums_of(g->state_fd, PREVIOUS),
	    .whole = now->whole,
	    .stamp = now->stamp,
	    .previous_known = now->previous_known,
	};
	struct buffer bytes = {0};

	memcpy(header.magic, magic, sizeof magic);
	for (int i = 0; i < RUNS; i++)
		header.sizes[i] = runs[i].size;
	buffer_add(&bytes, &header, sizeof header);
	for (int i = 0; i < RUNS; i++) {
		buffer_text(&bytes, runs[i]);
		buffer_align(&bytes, ALIGNMENT);
	}
	struct header *placed = (void *)bytes.at;
	placed->rest = rest_of(placed, bytes.size);
	int fd =
	    openat(g->state_fd, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd >= 0) {
		bool good = write_all(fd, buffer_view(&bytes));
		keep_before(g, last);
		if (close(fd) < 0 || !good ||
		    renameat(g->state_fd, fresh, g->state_fd, FILE_NAME) < 0)
			unlinkat(g->state_fd, fresh, 0);
	}
	buffer_free(&bytes);
}
