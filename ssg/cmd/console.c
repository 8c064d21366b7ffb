#include "cmd/console.h"

#include "base/embedded.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- how far */

/* Nothing for the first half second: most builds need no line. */
static void show_progress(void *self, const struct progress *progress)
{
	enum { TICKS_BEFORE = 5 };
	struct progress_line *line = self;
	uint64_t finished = atomic_load(&progress->finished);
	uint64_t tasks = atomic_load(&progress->tasks);

	if (line->ticks++ < TICKS_BEFORE)
		return;
	line->shown = true;
	fprintf(stderr, "\r\x1b[K%s%s%s", line->what ? line->what : "", line->what ? ": " : "",
		progress_name(atomic_load(&progress->step)));
	if (tasks && finished <= tasks)
		fprintf(stderr, " %llu/%llu", (unsigned long long)finished,
			(unsigned long long)tasks);
	fflush(stderr);
}

struct progress_watch progress_line_watch(struct progress_line *line)
{
	return (struct progress_watch){isatty(STDERR_FILENO) ? show_progress : NULL, line};
}

void progress_line_clear(struct progress_line *line)
{
	if (line->shown)
		fprintf(stderr, "\r\x1b[K");
	line->shown = false;
}

/* ---- problems */

bool seen_in_colour(FILE *out)
{
	return isatty(fileno(out)) && !getenv("NO_COLOR");
}

struct commit_files {
	struct build_report *report;
	size_t prefix; /* bytes of paths before those of the commit */
};

/* The file under a message: of the site, or of those in the program. */
static struct text source_of(void *self, struct text path)
{
	const struct commit_files *files = self;
	struct build_report *report = files->report;
	struct diagnostics ignored = {0};
	struct buffer bytes = {0};
	struct text source = TEXT("");

	if (!report)
		return source;
	path = text_slice(path, files->prefix, path.size);
	const struct file *file = snapshot_find(&report->snapshot, path);
	for (size_t i = 0; i < embedded_count && !file; i++)
		if (text_is(path, embedded_files[i].path))
			source = text_make((const char *)embedded_files[i].bytes,
					   embedded_files[i].size);
	if (file && snapshot_read(&report->snapshot, file, &bytes, &ignored) == STATUS_OK)
		source = arena_text(&report->arena, buffer_view(&bytes));
	buffer_free(&bytes);
	diagnostics_free(&ignored);
	return source;
}

/* Copies the problems; paths get REVISION in front. */
static void copy_of_revision(const struct diagnostics *d, const char *revision,
			     struct diagnostics *copy, struct arena *arena)
{
	*copy = *d;
	copy->list = arena_array(arena, d->count + 1, sizeof *copy->list);
	for (size_t i = 0; i < d->count; i++) {
		struct place *place = &copy->list[i].place;
		copy->list[i] = d->list[i];
		if (place->path.size)
			place->path =
			    arena_printf(arena, "%s:%.*s", revision, TEXT_ARGS(place->path));
		else if (copy->list[i].severity != SEVERITY_FATAL)
			place->path = text_of(revision);
	}
}

void problems_print(const struct diagnostics *d, struct build_report *report, const char *revision,
		    bool json)
{
	struct commit_files files = {report, revision ? text_of(revision).size + 1 : 0};
	struct diagnostics shown = *d;
	struct arena arena = {0};

	if (revision)
		copy_of_revision(d, revision, &shown, &arena);
	if (json)
		diagnostics_print_json(&shown, stderr);
	else
		diagnostics_print(&shown, stderr, seen_in_colour(stderr),
				  (struct line_source){source_of, &files});
	arena_free(&arena);
}

/* ---- words */

void print_number(size_t number, const char *noun)
{
	printf("%zu %s%s", number, noun, number == 1 ? "" : "s");
}

void print_counts(const struct diagnostics *d)
{
	size_t warnings = d->count + d->unlisted - d->errors;

	if (d->errors) {
		print_number(d->errors, "error");
		printf(", ");
	}
	print_number(warnings, "warning");
}
