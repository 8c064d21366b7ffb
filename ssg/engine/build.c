#include "engine/build.h"

#include "base/value.h"
#include "engine/listing_step.h"
#include "engine/publish_step.h"
#include "engine/reading.h"
#include "engine/site_step.h"
#include "engine/stamps.h"
#include "publish/written.h"

#include "cache/last_build.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	LOCK_SECONDS = 60,
	MOSTLY_WRITTEN = 8, /* files written for each that is kept */
};

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
	struct log traces, model;
	struct log_writer traces_writer, model_writer;
	struct publish_step publish;
};

static uint64_t now(void)
{
	struct timespec time = {0};

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

/* ---- reading */

/* Opens a work tree with all its files. Of a commit only its id is looked up: its files are listed
 * when the site turns out to have changed. */
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

static enum log_use use_of(const struct build *build)
{
	return build->options->fresh ? LOG_USE_NONE : LOG_USE_ALL;
}

/* True if OUT was built from the same inputs. */
static bool is_up_to_date(struct build *build)
{
	last_build_open(&build->last, &build->generation, stamp_of_program(),
			build->options->fresh);
	build->now.inputs = stamp_of_all(build->snapshot);
	return !build->d->errors && build->last.known &&
	       digest_equal(build->last.inputs, build->now.inputs);
}

/* The files of a work tree are known already. */
static enum status list_files(struct build *build, struct diagnostics *d)
{
	if (build->options->worktree)
		return STATUS_OK;
	return listing_step(&build->report->listing, build->snapshot, build->generation.state_fd,
			    use_of(build), d);
}

static enum status find_files(struct build *build)
{
	enum status status = list_files(build, build->d);

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

/* ---- the site */

/* Opens the traces up to the build that made OUT; traces of any later build do not count. */
static void open_traces(struct build *build)
{
	struct log *log = &build->traces;
	size_t known = 0;

	log_open(log, build->generation.state_fd, "traces", stamp_of_program());
	for (size_t i = 0; i < log->count && build->last.known; i++)
		if (digest_equal(log->segments[i].label, build->last.out_sums))
			known = i + 1;
	log_cut(log, known);
}

static struct text last_files(const struct log *log)
{
	for (size_t i = log->count; i-- > 0;)
		if (log->segments[i].runs[TRACE_FILES].size)
			return log->segments[i].runs[TRACE_FILES];
	return TEXT("");
}

/* Decides whether outputs of the last build may be kept, and notes the reason if not. */
static void begin_traces(struct build *build, struct site_step *step)
{
	const struct log *log = &build->traces;
	struct trace_head before, *now = &step->now;
	struct buffer files = {0}, causes = {0};

	*now = (struct trace_head){.stamp = build->now.stamp, .decision = MADE_FIRST};
	memcpy(now->commit, build->snapshot->commit, sizeof build->snapshot->commit);
	step->traces_mode = traces_mode(log, now->stamp);
	if (step->traces_mode == LOG_REPLACE)
		stamp_list_files(build->snapshot, &files);
	if (traces_read_head(log, &before)) {
		now->decision = digest_equal(before.stamp, now->stamp) ? MADE_READS : MADE_ALL;
		memcpy(now->before, before.commit, sizeof now->before);
	}
	if (now->decision == MADE_ALL)
		stamp_compare_files(last_files(log), buffer_view(&files), &causes);
	step->trace_settings =
	    (struct trace_settings){arena_text(&build->arena, buffer_view(&files)),
				    arena_text(&build->arena, buffer_view(&causes))};
	buffer_free(&files);
	buffer_free(&causes);
	log_begin(&build->traces_writer, &build->traces, step->traces_mode);
	log_lend(&build->traces_writer, &step->traces_lent);
}

/* The worker's new model is kept even if the build fails later: it has its own key. */
static void end_model(struct build *build, struct site_step *step)
{
	struct log_writer *writer = &build->model_writer;

	log_take_back(writer, &step->model_lent, build->site.model_sizes, MODEL_RUNS);
	if (build->site.model_sizes[MODEL_HEAD])
		log_commit(writer, step->stamp);
	else
		log_drop(writer);
}

static enum status make_site(struct build *build)
{
	struct site_step step = {
	    .snapshot = build->snapshot,
	    .stamp = build->now.stamp,
	    .settings = &build->reading.settings,
	    .content = &build->reading.content,
	    .history = build->reading.history.parts,
	    .generation = &build->generation,
	    .workers = build->options->workers,
	    .progress = build->progress,
	    .watch = &build->options->watch,
	    .events = build->options->events,
	    .model_log = &build->model,
	    .traces_log = &build->traces,
	    .failed = build->d->errors != 0,
	};

	open_traces(build);
	begin_traces(build, &step);
	log_open(&build->model, build->generation.state_fd, "model", stamp_of_program());
	if (build->options->fresh)
		log_cut(&build->model, 0);
	log_begin(&build->model_writer, &build->model, LOG_REPLACE);
	log_lend(&build->model_writer, &step.model_lent);
	enum status status = site_step_run(&step, &build->site, build->d);
	end_model(build, &step);
	log_take_back(&build->traces_writer, &step.traces_lent, build->site.traces_sizes,
		      TRACE_RUNS);
	return status;
}

/* ---- publishing */

/* The language folder of the page at PATH; empty if PATH is not a page. */
static struct text language_of(struct text path)
{
	size_t slash = text_find_byte(path, '/');

	if (slash == SIZE_MAX || !text_ends_with(path, TEXT(".html")) ||
	    text_starts_with(path, TEXT("assets/")))
		return TEXT("");
	return text_slice(path, 0, slash);
}

/* False for the folders of old addresses. */
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

static void add_pages(struct build_report *report, struct text lang, size_t count)
{
	size_t i = 0;

	while (i < report->language_count && !text_equal(report->languages[i].lang, lang))
		i++;
	if (i == report->language_count) {
		report->languages = arena_grow(&report->arena, report->languages,
					       report->language_count++, sizeof *report->languages);
		report->languages[i] =
		    (struct language_pages){.lang = arena_text(&report->arena, lang)};
	}
	report->languages[i].pages += count; /* COUNT may be negative */
}

static void add_last_pages(struct build *build)
{
	struct text list = build->last.counts;
	struct published_file entry;

	while (output_next(&list, &entry))
		add_pages(build->report, entry.path, entry.size);
}

/* Sorts languages as their pages are sorted in SHA256SUMS. */
static int by_folder(const void *left, const void *right)
{
	const struct language_pages *a = left, *b = right;
	size_t common = a->lang.size < b->lang.size ? a->lang.size : b->lang.size;
	int order = memcmp(a->lang.at, b->lang.at, common);

	char left_next = a->lang.size > common ? a->lang.at[common] : '/';
	char right_next = b->lang.size > common ? b->lang.at[common] : '/';

	return order ? order : (unsigned char)left_next - (unsigned char)right_next;
}

/* Drops languages without pages and sorts the others. */
static void tidy_languages(struct build_report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->language_count; i++)
		if (report->languages[i].pages)
			report->languages[count++] = report->languages[i];
	report->language_count = count;
	if (count)
		qsort(report->languages, count, sizeof *report->languages, by_folder);
}

/* Counts pages per language: those of the last build, plus the changes. Changes are sorted by path,
 * so those of one language stand together. */
static void count_files(struct build *build)
{
	struct build_report *report = build->report;
	const struct publish_step *publish = &build->publish;
	struct text lang = TEXT(""), entry;
	bool counted = false;

	report->files = publish->files;
	report->written = publish->written;
	report->bytes = publish->bytes;
	if (publish->sums.size)
		add_last_pages(build);
	for (size_t i = 0; i < publish->changes.count; i++) {
		const struct file_change *change = &publish->changes.list[i];
		struct text own = language_of(change->file.path);
		if (!text_equal(own, lang)) {
			lang = own;
			counted = lang.size && is_language(build, lang);
		}
		if (!counted)
			continue;
		bool before = list_find(LIST_SUMS, publish->sums, change->file.path, &entry);
		add_pages(report, lang, (size_t)!change->removed - before);
	}
	tidy_languages(report);
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

/* Writes what the next build needs to the state directory. */
static void remember(struct build *build)
{
	struct last_build *now = &build->now;
	struct buffer delta = {0}, problems = {0};

	reading_tidy(&build->reading);
	/* If nearly all files were written, a list of the differences is not worth its size. */
	now->previous_known =
	    build->last.known && build->publish.written / MOSTLY_WRITTEN < build->site.kept_count;
	buffer_text(&delta, build->site.written);
	buffer_text(&delta, build->site.removed);
	diagnostics_write(build->d, &problems);
	now->delta = now->previous_known ? buffer_view(&delta) : TEXT("");
	now->files = build->publish.files;
	now->bytes = build->publish.bytes;
	now->out_sums = build->publish.sums_digest;
	now->out_mirror = build->publish.mirror_digest;
	now->counts = counts_of(build);
	now->problems = buffer_view(&problems);
	last_build_keep(&build->last, now);
	if (build->site.traces_sizes[TRACE_HEAD])
		log_commit(&build->traces_writer, build->publish.sums_digest);
	buffer_free(&delta);
	buffer_free(&problems);
}

static enum status publish(struct build *build)
{
	build->publish = (struct publish_step){.snapshot = build->snapshot,
					       .generation = &build->generation,
					       .site = &build->site,
					       .last = &build->last};
	progress_step(build->progress, STEP_PUBLISH);
	enum status status = publish_step_run(&build->publish, build->d);
	if (status != STATUS_OK)
		return status;
	count_files(build);
	remember(build);
	return STATUS_OK;
}

/* ---- all of it */

/* Nothing has changed: repeats the warnings of the build that made OUT, with their lines. */
static void repeat(struct build *build)
{
	struct diagnostics ignored = {0}; /* the remembered warnings include them */

	add_last_pages(build);
	diagnostics_read(build->d, build->last.problems);
	if (build->d->count)
		list_files(build, &ignored);
	diagnostics_free(&ignored);
	build->report->unchanged = true;
}

static enum status run(struct build *build)
{
	enum status status = open_all(build);

	build->report->walls = build->options->workers ? jail_available() : 0;
	if (status != STATUS_OK)
		return status;
	if (is_up_to_date(build)) {
		repeat(build);
		return STATUS_OK;
	}
	last_build_open_rest(&build->last, &build->generation);
	status = find_files(build);
	if (status == STATUS_MACHINE)
		return status;
	build->reading = (struct reading){
	    .snapshot = build->snapshot,
	    .jail = &build->jail,
	    .state_fd = build->generation.state_fd,
	    .use = use_of(build),
	    .workers = build->options->workers,
	    .progress = build->progress,
	    .events = build->options->events,
	    .watch = &build->options->watch,
	};
	status = reading_run(&build->reading, build->d);
	if (status == STATUS_MACHINE || !build->reading.settings.root ||
	    build->reading.content.unstarted)
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
	publish_step_free(&build.publish);
	site_output_free(&build.site);
	last_build_close(&build.last);
	reading_free(&build.reading);
	generation_end(&build.generation);
	progress_free(build.progress);
	log_drop(&build.traces_writer);
	log_drop(&build.model_writer);
	log_close(&build.traces);
	log_close(&build.model);
	arena_free(&build.arena);
	diagnostics_sort(d);
	return status;
}

void build_report_free(struct build_report *report)
{
	snapshot_close(&report->snapshot);
	log_close(&report->listing);
	arena_free(&report->arena);
}
