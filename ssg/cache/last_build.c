#include "cache/last_build.h"

#include "base/file.h"
#include "publish/manifest.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define FILE_NAME "last"
#define PREVIOUS "previous"

enum last_run { RUN_HEAD, RUN_DELTA, RUN_COUNTS, RUN_PROBLEMS };

struct head {
	struct digest out_sums, out_mirror, previous_sums;
	struct digest inputs, stamp;
	uint64_t files, bytes;
	uint64_t previous_known;
};

static struct text map(int folder, const char *path)
{
	int fd = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct text bytes = fd < 0 ? TEXT("") : file_map(fd, 0);

	if (fd >= 0)
		close(fd);
	return bytes;
}

/* Maps the list NAME of the generation at PATH below FOLDER. Returns its digest; zero if there is
 * none. */
static struct digest open_list(struct text *list, int folder, const char *path, const char *name)
{
	char full[600];

	snprintf(full, sizeof full, "%s/%s", path, name);
	*list = map(folder, full);
	return list->size ? digest_text(*list) : (struct digest){0, 0};
}

/* The digest of the SHA256SUMS of previous/; zero if there is none. */
static struct digest sums_of_previous(const struct generation *g)
{
	struct text sums;
	struct digest digest = open_list(&sums, g->state_fd, PREVIOUS, SUMS_NAME);

	file_unmap(sums);
	return digest;
}

static const struct head *head_of(const struct last_build *last)
{
	return (const void *)last->log.segments[0].runs[RUN_HEAD].at;
}

/* Opens the log NAME. It is known if it belongs to a generation with OUT_SUMS. */
static void open_named(struct last_build *last, const struct generation *g, const char *name,
		       struct digest program, struct digest out_sums)
{
	log_open(&last->log, g->state_fd, name, program);
	if (!last->log.count || !digest_equal(head_of(last)->out_sums, out_sums))
		return;
	const struct head *head = head_of(last);
	const struct text *runs = last->log.segments[0].runs;
	last->known = true;
	last->inputs = head->inputs;
	last->stamp = head->stamp;
	last->files = head->files;
	last->bytes = head->bytes;
	last->out_mirror = head->out_mirror;
	last->delta = runs[RUN_DELTA];
	last->counts = runs[RUN_COUNTS];
	last->problems = runs[RUN_PROBLEMS];
}

void last_build_open(struct last_build *last, const struct generation *g, struct digest program,
		     bool fresh)
{
	*last = (struct last_build){.known = false};
	last->out_sums = open_list(&last->sums, g->folder_fd, g->name, SUMS_NAME);
	open_named(last, g, FILE_NAME, program, last->out_sums);
	last->known = last->known && !fresh;
}

void last_build_open_rest(struct last_build *last, const struct generation *g)
{
	if (!last->known)
		return;
	struct digest mirror = open_list(&last->mirror, g->folder_fd, g->name, MIRROR_NAME);
	last->known = digest_equal(last->out_mirror, mirror);
	last->previous_known = last->known && head_of(last)->previous_known &&
			       digest_equal(head_of(last)->previous_sums, sums_of_previous(g));
}

void last_build_close(struct last_build *last)
{
	log_close(&last->log);
	file_unmap(last->sums);
	file_unmap(last->mirror);
}

void last_build_keep(struct last_build *last, const struct last_build *now)
{
	struct log_writer writer;
	struct head head = {
	    .out_sums = now->out_sums,
	    .out_mirror = now->out_mirror,
	    .files = now->files,
	    .bytes = now->bytes,
	    .previous_sums = last->out_sums,
	    .inputs = now->inputs,
	    .stamp = now->stamp,
	    .previous_known = now->previous_known,
	};

	log_begin(&writer, &last->log, LOG_REPLACE);
	log_add_run(&writer, text_make((const char *)&head, sizeof head));
	log_add_run(&writer, now->delta);
	log_add_run(&writer, now->counts);
	log_add_run(&writer, now->problems);
	log_commit(&writer, now->out_sums);
}
