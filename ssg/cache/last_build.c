#include "cache/last_build.h"

#include "publish/manifest.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "last"
#define PREVIOUS "previous"

static const char magic[8] = "ssg-lb6";

enum { RUNS = 3, ALIGNMENT = 8 };

/* Followed by the runs, each padded to a multiple of 8. */
struct header {
	char magic[8];
	struct digest rest; /* of all behind this field, and of the runs */
	struct digest out_sums, out_mirror, previous_sums;
	struct digest whole, stamp;
	uint64_t files, bytes;
	uint64_t previous_known;
	uint64_t sizes[RUNS]; /* delta, counts, problems */
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

/* Maps the list NAME of the generation at PATH below FOLDER. Its digest; zero: there is none. */
static struct digest open_list(struct state_file *file, int folder, const char *path,
			       const char *name)
{
	char full[600];

	snprintf(full, sizeof full, "%s/%s", path, name);
	return state_file_map(file, folder, full) ? digest_text(file->bytes)
						  : (struct digest){0, 0};
}

/* Of the SHA256SUMS of previous/; zero: there is none. */
static struct digest sums_of_previous(const struct generation *g)
{
	struct state_file sums;
	struct digest digest = open_list(&sums, g->state_fd, PREVIOUS, SUMS_NAME);

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
	last->files = header->files;
	last->bytes = header->bytes;
	last->out_mirror = header->out_mirror;
	last->delta = runs[0];
	last->counts = runs[1];
	last->problems = runs[2];
}

void last_build_open(struct last_build *last, const struct generation *g, bool fresh)
{
	*last = (struct last_build){.known = false};
	last->out_sums = open_list(&last->sums_file, g->folder_fd, g->name, SUMS_NAME);
	if (fresh)
		return;
	open_named(last, g, FILE_NAME, last->out_sums);
}

void last_build_open_rest(struct last_build *last, const struct generation *g)
{
	const struct header *header = (const void *)last->file.bytes.at;

	if (!last->known)
		return;
	struct digest mirror = open_list(&last->mirror_file, g->folder_fd, g->name, MIRROR_NAME);
	last->known = digest_equal(last->out_mirror, mirror);
	last->previous_known = last->known && header->previous_known &&
			       digest_equal(header->previous_sums, sums_of_previous(g));
	last->sums = last->sums_file.bytes;
	last->mirror = last->mirror_file.bytes;
}

void last_build_close(struct last_build *last)
{
	state_file_unmap(&last->file);
	state_file_unmap(&last->sums_file);
	state_file_unmap(&last->mirror_file);
}

void last_build_keep(const struct generation *g, const struct last_build *now,
		     const struct last_build *last)
{
	const struct text runs[RUNS] = {now->delta, now->counts, now->problems};
	struct state_writer writer;
	struct state_file file;
	struct header header = {
	    .out_sums = now->out_sums,
	    .out_mirror = now->out_mirror,
	    .files = now->files,
	    .bytes = now->bytes,
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
	if (state_writer_place(&writer, &file))
		state_file_unmap(&file);
}
