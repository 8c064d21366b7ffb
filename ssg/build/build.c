#include "build/build.h"

#include "base/value.h"
#include "build/last_build.h"
#include "build/output.h"
#include "build/reading.h"
#include "build/site_step.h"
#include "build/stamps.h"
#include "publish/checksums.h"
#include "publish/generation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LOCK_SECONDS = 60 };

#define MIRROR TEXT("mirror.json")
#define SUMS TEXT("SHA256SUMS")

struct build {
	const struct build_options *options;
	struct build_report *report;
	struct diagnostics *d;
	struct arena arena;
	struct snapshot *snapshot;
	struct jail jail; /* for reading */
	struct progress *progress;
	struct generation generation;
	struct reading reading;
	struct site_output site;
	struct last_build last, now;
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

/* Of a work tree all files; of a commit, for now, which it is. */
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
		     : snapshot_find_commit(build->snapshot, options->site, options->rev, build->d);
	if (status == STATUS_USAGE || status == STATUS_MACHINE)
		return status;
	status = generation_begin(&build->generation, options->out, LOCK_SECONDS, build->d);
	build->generation.unsynced = options->temporary;
	return status;
}

/* Is OUT what would be built? */
static bool is_up_to_date(struct build *build)
{
	last_build_open(&build->last, &build->generation, build->options->fresh);
	build->now.whole = stamp_of_all(build->snapshot);
	return !build->d->errors && build->last.known &&
	       digest_equal(build->last.whole, build->now.whole);
}

static enum status list_files(struct build *build)
{
	enum status status = STATUS_OK;

	if (!build->options->worktree)
		status = snapshot_list(build->snapshot, build->d);
	build->jail.read_paths = snapshot_read_paths(build->snapshot, &build->arena);
	if (build->snapshot->shallow) {
		diag_warning(
		    build->d, "W-SHALLOW", (struct place){.path = TEXT("")},
		    "the repository is a shallow clone: dates and authors from its history "
		    "would be wrong, and are left out");
		diag_hint(build->d, "git fetch --unshallow");
	}
	build->now.stamp = stamp_of_pages(build->snapshot);
	return status;
}

static enum status make_site(struct build *build)
{
	struct site_step step = {
	    .snapshot = build->snapshot,
	    .stamp = build->now.stamp,
	    .settings = &build->reading.settings,
	    .content = &build->reading.content,
	    .history = build->reading.history.bytes,
	    .generation = &build->generation,
	    .workers = build->options->workers,
	    .progress = build->progress,
	    .watch = &build->options->watch,
	    .events = build->options->events,
	    .fresh = build->options->fresh,
	    .failed = build->d->errors != 0,
	};

	if (build->last.known && digest_equal(build->last.stamp, build->now.stamp))
		step.memory = build->last.memory;
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

/* Old addresses have folders of their own. */
static bool is_language(const struct build *build, struct text code)
{
	const struct value *languages =
	    value_get(value_get(build->reading.settings.root, "site"), "languages");

	for (size_t i = 0; i < value_count(languages); i++) {
		const struct value *item = value_item(languages, i);
		if (text_equal(value_get_text(item, "code", value_text(item)), code))
			return true;
	}
	return !value_count(languages);
}

static void count_page(struct build_report *report, struct text lang)
{
	if (!lang.size)
		return;
	for (size_t i = 0; i < report->language_count; i++)
		if (text_equal(report->languages[i].lang, lang)) {
			report->languages[i].pages++;
			return;
		}
	report->languages = arena_grow(&report->arena, report->languages, report->language_count,
				       sizeof *report->languages);
	report->languages[report->language_count++] =
	    (struct language_pages){arena_text(&report->arena, lang), 1};
}

/* Adds the files of LIST, which a worker made, to those that will be published. */
static void take_files(struct build *build, struct text list)
{
	struct published_file file;

	while (output_next(&list, &file)) {
		build->files =
		    arena_grow(&build->arena, build->files, build->file_count, sizeof file);
		build->files[build->file_count++] = file;
		build->report->bytes += file.size;
		if (is_language(build, language_of(file.path)))
			count_page(build->report, language_of(file.path));
	}
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
		status = write_list(build, SUMS, buffer_view(&sums));
	buffer_free(&mirror);
	buffer_free(&sums);
	return status;
}

/* ---- of the old generation what has not changed */

/* The paths of a list of files, with their number. */
static struct text *paths_of(struct build *build, struct text list, size_t *count)
{
	struct published_file file;
	struct text *paths = NULL;

	*count = 0;
	while (output_next(&list, &file)) {
		paths = arena_grow(&build->arena, paths, *count, sizeof *paths);
		paths[(*count)++] = file.path;
	}
	return paths;
}

/* Each file that has not changed as a link to the one in OUT. */
static enum status link_kept(struct build *build)
{
	struct text list = build->site.kept;
	struct published_file file;
	struct arena arena = {0};
	enum status status = STATUS_OK;

	while (status == STATUS_OK && output_next(&list, &file))
		if (!generation_keep(&build->generation, arena_string(&arena, file.path))) {
			diag_errno(build->d, "keeping", arena_string(&arena, file.path));
			status = STATUS_MACHINE;
		}
	arena_free(&arena);
	return status;
}

/* previous/ is OUT but for the delta of the last build: that, and what this build changes, is all
 * that has to be brought forward. */
static enum status bring_forward(struct build *build)
{
	struct generation_delta delta = {0};
	size_t written, removed, stale;
	struct map here = {0};
	struct text *new_files = paths_of(build, build->site.written, &written);
	struct text *gone = paths_of(build, build->site.removed, &removed);
	const struct text *last = paths_of(build, build->last.delta, &stale);
	struct text *kept = arena_array(&build->arena, stale + 1, sizeof *kept);

	for (size_t i = 0; i < build->file_count; i++)
		map_put(&here, build->files[i].path, 1);
	for (size_t i = 0; new_files && i < written; i++)
		map_put(&here, new_files[i], 2);
	for (size_t i = 0; i < stale; i++) {
		size_t where = map_get(&here, last[i]);
		if (where == 1)
			kept[delta.kept_count++] = last[i];
		if (where != MAP_NONE)
			continue;
		gone = arena_grow(&build->arena, gone, removed, sizeof *gone);
		gone[removed++] = last[i];
	}
	const struct text lists[] = {MIRROR, SUMS};
	for (size_t i = 0; i < 2; i++) {
		new_files = arena_grow(&build->arena, new_files, written, sizeof *new_files);
		new_files[written++] = lists[i];
	}
	delta.written = new_files;
	delta.written_count = written;
	delta.kept = kept;
	delta.removed = gone;
	delta.removed_count = removed;
	enum status status = generation_forward(&build->generation, &delta, build->d);
	map_free(&here);
	return status;
}

static struct text counts_of(struct build *build)
{
	struct buffer counts = {0};

	for (size_t i = 0; i < build->report->language_count; i++) {
		struct published_file entry = {.path = build->report->languages[i].lang,
					       .size = build->report->languages[i].pages};
		output_add(&entry, &counts);
	}
	struct text kept = arena_text(&build->arena, buffer_view(&counts));
	buffer_free(&counts);
	return kept;
}

/* What the next build has to know. */
static void remember(struct build *build)
{
	struct last_build *now = &build->now;
	struct buffer delta = {0}, problems = {0};

	reading_tidy(&build->reading);
	/* Without memory, all was written: previous/ may be anything. */
	now->previous_known = build->last.known && build->site.kept.size;
	buffer_text(&delta, build->site.written);
	buffer_text(&delta, build->site.removed);
	diagnostics_write(build->d, &problems);
	now->delta = now->previous_known ? buffer_view(&delta) : TEXT("");
	now->memory = build->site.memory;
	now->counts = counts_of(build);
	now->problems = buffer_view(&problems);
	last_build_keep(&build->generation, now, &build->last);
	buffer_free(&delta);
	buffer_free(&problems);
}

static enum status publish(struct build *build)
{
	enum status status;

	progress_step(build->progress, STEP_PUBLISH);
	take_files(build, build->site.written);
	build->report->written = build->file_count;
	take_files(build, build->site.kept);
	build->report->files = build->file_count;
	if ((status = write_lists(build)) != STATUS_OK)
		return status;
	if (build->last.previous_known && build->site.written.size < build->site.kept.size)
		status = bring_forward(build);
	else
		status = link_kept(build);
	if (status == STATUS_OK)
		status = generation_publish(&build->generation, build->d);
	if (status == STATUS_OK)
		remember(build);
	return status;
}

/* ---- all of it */

/* OUT is what would be built: says what that build said, with the lines that it is about. */
static void repeat(struct build *build)
{
	struct text list = build->last.counts;
	struct diagnostics unheard = {0}; /* they are among those remembered */
	struct published_file entry;

	while (output_next(&list, &entry))
		for (uint64_t i = 0; i < entry.size; i++)
			count_page(build->report, entry.path);
	diagnostics_read(build->d, build->last.problems);
	if (build->d->count && !build->options->worktree)
		snapshot_list(build->snapshot, &unheard);
	diagnostics_free(&unheard);
	build->report->unchanged = true;
}

static enum status run(struct build *build)
{
	enum status status = open_all(build);

	build->report->walls = jail_available();
	if (status != STATUS_OK)
		return status;
	if (is_up_to_date(build)) {
		repeat(build);
		return STATUS_OK;
	}
	status = list_files(build);
	if (status == STATUS_MACHINE)
		return status;
	build->reading = (struct reading){
	    .snapshot = build->snapshot,
	    .jail = &build->jail,
	    .state_fd = build->generation.state_fd,
	    .mode = build->options->fresh ? STORE_FRESH : STORE_KEEPS,
	    .workers = build->options->workers,
	    .progress = build->progress,
	    .events = build->options->events,
	    .watch = &build->options->watch,
	};
	status = reading_run(&build->reading, build->d);
	if (status == STATUS_MACHINE || !build->reading.settings.root)
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

	report->started = started;
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
	site_output_free(&build.site);
	last_build_close(&build.last);
	reading_free(&build.reading);
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
