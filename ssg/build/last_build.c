#include "build/last_build.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "last"
#define BEFORE_NAME "before-last"
#define PREVIOUS "previous"

static const char magic[8] = "ssg-lb3";

enum { RUNS = 5, ALIGNMENT = 8 };

/* Followed by the runs, each padded to a multiple of 8. */
struct header {
	char magic[8];
	struct digest rest; /* of all behind this field, and of the runs */
	struct digest out_sums, previous_sums;
	struct digest whole, stamp;
	uint64_t previous_known;
	uint64_t sizes[RUNS]; /* delta, files, memory, counts, problems */
};

static size_t padded(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static struct digest rest_of(const struct header *header, const struct text runs[RUNS])
{
	size_t from = offsetof(struct header, out_sums);
	struct digest rest = digest_of((const char *)header + from, sizeof *header - from);

	for (int i = 0; i < RUNS; i++)
		rest = digest_join(rest, digest_text(runs[i]));
	return rest;
}

/* Of the SHA256SUMS of the generation at PATH below FOLDER; zero: there is none. */
static struct digest sums_of(int folder, const char *path)
{
	struct digest digest = {0, 0};
	struct state_file sums;
	char name[600];

	snprintf(name, sizeof name, "%s/SHA256SUMS", path);
	if (state_file_map(&sums, folder, name))
		digest = digest_text(sums.bytes);
	state_file_unmap(&sums);
	return digest;
}

/* Finds the runs. */
static bool is_whole(struct text file, struct text runs[RUNS])
{
	const struct header *header = (const void *)file.at;
	size_t end = sizeof *header;

	if (file.size < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0)
		return false;
	for (int i = 0; i < RUNS; i++) {
		if (header->sizes[i] > file.size - end)
			return false;
		runs[i] = text_slice(file, end, header->sizes[i]);
		end += padded(header->sizes[i]);
		if (end > file.size)
			return false;
	}
	return end == file.size && digest_equal(header->rest, rest_of(header, runs));
}

/* Opens the file NAME, if it is of a generation with OUT_SUMS. */
static void open_named(struct last_build *last, const struct generation *g, const char *name,
		       struct digest out_sums)
{
	struct text runs[RUNS];

	if (!state_file_map(&last->file, g->state_fd, name))
		return;
	const struct header *header = (const void *)last->file.bytes.at;
	if (!is_whole(last->file.bytes, runs) || !digest_equal(header->out_sums, out_sums))
		return;
	last->known = true;
	last->whole = header->whole;
	last->stamp = header->stamp;
	last->delta = runs[0];
	last->files = runs[1];
	last->memory = runs[2];
	last->counts = runs[3];
	last->problems = runs[4];
}

void last_build_open(struct last_build *last, const struct generation *g, bool fresh)
{
	*last = (struct last_build){.out_sums = sums_of(g->folder_fd, g->name)};
	if (fresh)
		return;
	open_named(last, g, FILE_NAME, last->out_sums);
	const struct header *header = (const void *)last->file.bytes.at;
	last->previous_known = last->known && header->previous_known &&
			       digest_equal(header->previous_sums, sums_of(g->state_fd, PREVIOUS));
}

void last_build_open_before(struct last_build *before, const struct generation *g)
{
	*before = (struct last_build){0};
	open_named(before, g, BEFORE_NAME, sums_of(g->state_fd, PREVIOUS));
}

void last_build_close(struct last_build *last)
{
	state_file_unmap(&last->file);
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
	const struct text runs[RUNS] = {now->delta, now->files, now->memory, now->counts,
					now->problems};
	struct state_writer writer;
	struct state_file file;
	struct header header = {
	    .out_sums = now->out_sums,
	    .previous_sums = last->out_sums,
	    .whole = now->whole,
	    .stamp = now->stamp,
	    .previous_known = now->previous_known,
	};

	memcpy(header.magic, magic, sizeof magic);
	for (int i = 0; i < RUNS; i++)
		header.sizes[i] = runs[i].size;
	header.rest = rest_of(&header, runs);
	state_writer_open(&writer, g->state_fd, FILE_NAME);
	state_writer_add(&writer, text_make((const char *)&header, sizeof header));
	for (int i = 0; i < RUNS; i++) {
		state_writer_add(&writer, runs[i]);
		state_writer_align(&writer, ALIGNMENT);
	}
	keep_before(g, last);
	if (state_writer_place(&writer, &file))
		state_file_unmap(&file);
}
