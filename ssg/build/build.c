#include "build/build.h"

#include "build/content_step.h"
#include "build/history_step.h"
#include "build/output.h"
#include "build/settings_step.h"
#include "build/site_step.h"
#include "publish/checksums.h"
#include "publish/generation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LOCK_SECONDS = 60 };

#define MIRROR TEXT("mirror.json")

struct build {
	const struct build_options *options;
	struct build_report *report;
	struct diagnostics *d;
	struct arena arena;
	struct snapshot *snapshot;
	struct jail jail; /* for reading */
	struct progress *progress;
	struct generation generation;
	struct settings settings;
	struct history_step history;
	struct store store; /* of records */
	struct content content;
	struct results site;
	struct published_file *files;
	size_t file_count;
};

static uint64_t now(void)
{
	struct timespec time = {0};

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

/* ---- reading */

static enum status open_all(struct build *build)
{
	const struct build_options *options = build->options;
	enum status status;

	build->progress = progress_make();
	if (!build->progress) {
		diag_errno(build->d, "sharing memory", NULL);
		return STATUS_MACHINE;
	}
	progress_step(build->progress, STEP_SOURCE);
	status = options->worktree
		     ? snapshot_open_worktree(build->snapshot, options->site, build->d)
		     : snapshot_open(build->snapshot, options->site, options->rev, build->d);
	if (status == STATUS_USAGE || status == STATUS_MACHINE)
		return status;
	build->jail.read_paths = snapshot_read_paths(build->snapshot, &build->arena);
	build->report->walls = jail_available();
	if (build->snapshot->shallow) {
		diag_warning(
		    build->d, "W-SHALLOW", (struct place){.path = TEXT("")},
		    "the repository is a shallow clone: dates and authors from its history "
		    "would be wrong, and are left out");
		diag_hint(build->d, "git fetch --unshallow");
	}
	return generation_begin(&build->generation, options->out, LOCK_SECONDS, build->d);
}

static enum status read_history(struct build *build)
{
	if (build->snapshot->shallow)
		return STATUS_OK;
	progress_step(build->progress, STEP_HISTORY);
	return history_step(&build->history, build->snapshot, build->generation.state_fd,
			    build->options->fresh, build->options->workers, &build->jail, build->d);
}

/* STATUS_CONTENT: there are errors, and more could be found by going on. */
static enum status read_all(struct build *build)
{
	enum status status;

	progress_step(build->progress, STEP_SETTINGS);
	status = settings_step(&build->settings, build->snapshot, &build->jail, build->d);
	if (status == STATUS_MACHINE || !build->settings.root)
		return status == STATUS_OK ? STATUS_CONTENT : status;
	status = read_history(build);
	if (status == STATUS_MACHINE)
		return status;
	progress_step(build->progress, STEP_CONTENT);
	store_open(&build->store, build->generation.state_fd, "content",
		   content_stamp(build->snapshot), build->options->fresh);
	return content_step(&build->content, build->snapshot, build->settings.root, &build->store,
			    build->options->workers, &build->jail, build->progress,
			    &build->options->watch, build->d);
}

static enum status make_site(struct build *build)
{
	struct site_step step = {
	    .snapshot = build->snapshot,
	    .settings = build->settings.root,
	    .content = &build->content,
	    .history = buffer_view(&build->history.bytes),
	    .generation = &build->generation,
	    .workers = build->options->workers,
	    .progress = build->progress,
	    .watch = &build->options->watch,
	    .failed = build->d->errors != 0,
	};

	return site_step_run(&step, &build->site, build->d);
}

/* ---- publishing */

static int by_path(const void *left, const void *right)
{
	const struct published_file *a = left, *b = right;

	return text_compare(a->path, b->path);
}

/* The language that the page at PATH is in; empty: none. */
static struct text language_of(struct text path)
{
	size_t slash = text_find_byte(path, '/');

	if (slash == SIZE_MAX || !text_ends_with(path, TEXT(".html")) ||
	    text_starts_with(path, TEXT("assets/")))
		return TEXT("");
	return text_slice(path, 0, slash);
}

static void count_page(struct build_report *report, struct text lang)
{
	struct language_pages *last = &report->languages[report->language_count];

	if (!lang.size)
		return;
	for (size_t i = 0; i < report->language_count; i++)
		if (text_equal(report->languages[i].lang, lang)) {
			report->languages[i].pages++;
			return;
		}
	report->languages =
	    arena_grow(&report->arena, report->languages, report->language_count, sizeof *last);
	report->languages[report->language_count++] =
	    (struct language_pages){arena_text(&report->arena, lang), 1};
}

/* What the site worker says it has written. */
static enum status take_files(struct build *build)
{
	struct text results = build->site.count ? build->site.tasks[0].bytes : TEXT("");
	struct published_file file;

	while (output_next(&results, &file)) {
		build->files =
		    arena_grow(&build->arena, build->files, build->file_count, sizeof file);
		build->files[build->file_count++] = file;
		build->report->bytes += file.size;
		count_page(build->report, language_of(file.path));
	}
	build->report->files = build->file_count;
	if (!results.size)
		return STATUS_OK;
	diag_machine(build->d, "collecting", "the list of written files", "it is damaged");
	return STATUS_MACHINE;
}

static enum status write_list(struct build *build, struct text name, struct text bytes)
{
	struct arena arena = {0};
	enum status status = generation_write(build->generation.next_fd, arena_string(&arena, name),
					      bytes, build->d);

	arena_free(&arena);
	return status;
}

static enum status write_lists(struct build *build)
{
	const struct snapshot *snapshot = build->snapshot;
	struct buffer mirror = {0}, sums = {0};
	enum status status;

	if (build->file_count)
		qsort(build->files, build->file_count, sizeof *build->files, by_path);
	mirror_json_write(build->files, build->file_count, snapshot->commit, snapshot->time,
			  &mirror);
	build->files =
	    arena_grow(&build->arena, build->files, build->file_count, sizeof *build->files);
	build->files[build->file_count++] =
	    (struct published_file){MIRROR, mirror.size, checksum_of(buffer_view(&mirror))};
	qsort(build->files, build->file_count, sizeof *build->files, by_path);
	checksums_write(build->files, build->file_count, &sums);
	status = write_list(build, MIRROR, buffer_view(&mirror));
	if (status == STATUS_OK)
		status = write_list(build, TEXT("SHA256SUMS"), buffer_view(&sums));
	buffer_free(&mirror);
	buffer_free(&sums);
	return status;
}

static enum status publish(struct build *build)
{
	enum status status;

	progress_step(build->progress, STEP_PUBLISH);
	if ((status = take_files(build)) != STATUS_OK || (status = write_lists(build)) != STATUS_OK)
		return status;
	status = generation_publish(&build->generation, build->d);
	if (status != STATUS_OK)
		return status;
	if (!build->snapshot->shallow)
		history_step_keep(&build->history, build->generation.state_fd);
	store_keep(&build->store);
	return STATUS_OK;
}

/* ---- all of it */

static enum status run(struct build *build)
{
	enum status status = open_all(build);

	if (status != STATUS_OK)
		return status;
	status = read_all(build);
	if (status == STATUS_MACHINE || !build->settings.root)
		return status;
	status = make_site(build);
	if (status == STATUS_MACHINE)
		return status;
	status = diagnostics_status(build->d);
	return status == STATUS_OK ? publish(build) : status;
}

static void measure(struct build *build, uint64_t started)
{
	struct build_report *report = build->report;
	uint64_t end = now();

	report->seconds = (double)(end - started) / 1e9;
	for (int i = STEPS - 1; i >= 0 && build->progress; i--) {
		uint64_t begun = atomic_load(&build->progress->started[i]);
		if (!begun || begun > end)
			continue;
		report->steps[i] = (double)(end - begun) / 1e9;
		end = begun;
	}
}

enum status build_run(const struct build_options *options, struct build_report *report,
		      struct diagnostics *d)
{
	struct build build = {.options = options, .report = report, .d = d};
	uint64_t started = now();

	*report = (struct build_report){0};
	build.snapshot = &report->snapshot;
	build.generation =
	    (struct generation){.state_fd = -1, .next_fd = -1, .lock_fd = -1, .folder_fd = -1};
	enum status status = run(&build);
	measure(&build, started);
	results_free(&build.site);
	content_free(&build.content);
	store_close(&build.store);
	history_step_free(&build.history);
	settings_free(&build.settings);
	generation_end(&build.generation);
	progress_free(build.progress);
	arena_free(&build.arena);
	diagnostics_sort(d);
	return status;
}

void build_report_free(struct build_report *report)
{
	snapshot_close(&report->snapshot);
	arena_free(&report->arena);
}
