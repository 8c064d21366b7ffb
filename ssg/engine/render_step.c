#include "engine/render_step.h"

#include "publish/written.h"
#include "render/feed_file.h"
#include "render/sitemap_file.h"
#include "render/sitemap_xml.h"
#include "render/weight.h"
#include "site/sitemap_plan.h"
#include "workers/pulse.h"

#include <string.h>
#include <time.h>

enum {
	MEMORY = 1 << 30,
	SLOW_FAILURES_MAX = 10,
	TASKS_WORTH_A_WORKER = 32, /* it starts in the time of as many pages */
	DEATHS_MAX = 1,
};
static const double SLOW_SECONDS = 0.2;

#define SITEMAP TEXT("sitemap.xml")
#define ROBOTS TEXT("robots.txt")

enum item_kind {
	ITEM_MAP,
	ITEM_MAP_INDEX,
	ITEM_ROBOTS,
	ITEM_PAGE,
	ITEM_FEED,
	ITEM_FILE,
	ITEM_ASSET
};
enum { ITEM_KINDS = ITEM_ASSET + 1 };

/* An output file of the site. */
struct item {
	enum item_kind kind;
	uint32_t index;  /* of the page, feed, file, asset or sitemap in the model */
	uint32_t number; /* among all files */
	uint32_t before; /* its number in the traces of the last build; TRACE_NONE: it is new */
	uint64_t inputs; /* digest of what it is made from, except what it reads while it is made */
	enum trace_decision decision;
};

struct rendering {
	const struct render_step *step;
	const struct model *model;
	struct arena arena;
	uint32_t first[ITEM_KINDS + 1]; /* number of the first file per kind */
	struct item *todo;
	size_t todo_count;
	struct rendered *rendered;
	/* used in a worker only: */
	struct weight weight;
	const struct item *item;
	struct buffer bytes;   /* of the file being made */
	struct buffer written; /* of the task */
	uint64_t digest;       /* of the file's bytes; 0 if it could not be made */
};

/* The result of a task begins with this; then come four runs of bytes, each padded to a multiple
 * of 8. */
struct result {
	uint64_t written, numbers, names, problems; /* sizes */
	uint64_t digest;
};

static struct text path_of(struct rendering *rendering, const struct item *item)
{
	const struct model *model = rendering->model;

	switch (item->kind) {
	case ITEM_PAGE:
		return model->pages[item->index].path;
	case ITEM_FEED:
		return model->feeds[item->index].path;
	case ITEM_FILE:
		return model->files[item->index].path;
	case ITEM_ASSET:
		return model->assets[item->index].output;
	case ITEM_MAP:
		return site_map_name(model->site_maps, item->index, &rendering->arena);
	case ITEM_MAP_INDEX:
		return SITEMAP;
	case ITEM_ROBOTS:
		break;
	}
	return ROBOTS;
}

/* ---- in a worker */

/* A file whose bytes have not changed is not written: it keeps its time and inode. */
static void write_file(struct rendering *rendering, struct text path, struct text bytes,
		       struct diagnostics *d)
{
	const struct traces *traces = rendering->step->traces;
	uint32_t before = rendering->item->before;
	uint64_t digest = digest_text(bytes).low;

	if ((before == TRACE_NONE || traces->outputs[before].entry->digest != digest) &&
	    output_write(rendering->step->next_fd, path, bytes, &rendering->written, d) !=
		STATUS_OK)
		return;
	rendering->digest = digest ? digest : 1;
}

static void write_asset(struct rendering *rendering, const struct asset *asset,
			struct diagnostics *d)
{
	struct text bytes = asset->embedded;

	if (asset->file) {
		if (snapshot_read(rendering->model->snapshot, asset->file, &rendering->bytes, d) !=
		    STATUS_OK)
			return;
		bytes = buffer_view(&rendering->bytes);
	}
	weight_asset(&rendering->weight, asset, bytes, d);
	write_file(rendering, asset->output, bytes, d);
}

static void write_page(struct rendering *rendering, const struct page *page, struct diagnostics *d)
{
	if (!renderer_page(rendering->step->renderer, page, &rendering->bytes, d))
		return;
	weight_page(&rendering->weight, page, buffer_view(&rendering->bytes), d);
	write_file(rendering, page->path, buffer_view(&rendering->bytes), d);
}

static void note_feed(struct rendering *rendering, const struct feed_plan *feed)
{
	struct reads *reads = &rendering->step->renderer->reads;
	work_id works[FEED_ENTRIES_MAX];
	size_t count = feeds_works(rendering->model, feed, works);

	for (size_t i = 0; i < count; i++) {
		reads_note(reads, READ_FIELDS, works[i], feed->lang);
		reads_note(reads, READ_TITLE, works[i], feed->lang);
		reads_note(reads, READ_BODY, works[i], feed->lang);
		reads_note(reads, READ_HISTORY, works[i], feed->lang);
	}
}

static void note_map(struct rendering *rendering, uint32_t index)
{
	const struct site_maps *maps = rendering->model->site_maps;

	for (uint32_t at = maps->first[index]; at < maps->first[index + 1]; at++) {
		const struct page *page = &rendering->model->pages[maps->pages[at]];
		if (page->work != NONE)
			reads_note(&rendering->step->renderer->reads, READ_HISTORY, page->work,
				   page->lang);
	}
}

static void make(struct rendering *rendering, const struct item *item, struct diagnostics *d)
{
	const struct model *model = rendering->model;
	struct buffer *bytes = &rendering->bytes;
	struct text path = path_of(rendering, item);

	switch (item->kind) {
	case ITEM_PAGE:
		write_page(rendering, &model->pages[item->index], d);
		return;
	case ITEM_ASSET:
		write_asset(rendering, &model->assets[item->index], d);
		return;
	case ITEM_FEED:
		note_feed(rendering, &model->feeds[item->index]);
		site_feed_write(model, &model->feeds[item->index], bytes);
		break;
	case ITEM_FILE:
		if (!renderer_file(rendering->step->renderer, &model->files[item->index], bytes, d))
			return;
		break;
	case ITEM_MAP:
		note_map(rendering, item->index);
		site_map_write(model, item->index, bytes);
		break;
	case ITEM_MAP_INDEX:
		site_map_index_write(model, bytes);
		break;
	case ITEM_ROBOTS:
		robots_write(model->config->base_url, bytes);
		break;
	}
	write_file(rendering, path, buffer_view(bytes), d);
}

static void add_event(struct rendering *rendering, const struct item *item, uint64_t begun)
{
	struct event_log *events = rendering->step->events;

	if (!events)
		return;
	if (item->kind == ITEM_PAGE)
		event_end(events, begun, EVENT_PAGE, path_of(rendering, item),
			  rendering->model->pages[item->index].layout);
	else
		event_end(events, begun, EVENT_FILE, path_of(rendering, item), TEXT(""));
}

static double cpu_seconds(void)
{
	struct timespec time = {0};

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* A plugin that never ends does so on every page: after a few of them, gives up. */
static bool is_hopeless(const struct rendering *rendering)
{
	const struct progress *progress = rendering->step->progress;
	/* In this order: other workers may begin and end pages in between. */
	uint64_t begun = atomic_load(&progress->begun), ended = atomic_load(&progress->ended);

	return atomic_load(&progress->slow_failures) >= SLOW_FAILURES_MAX ||
	       begun >= ended + rendering->step->workers + DEATHS_MAX;
}

static void add_run(struct text run, struct buffer *out)
{
	buffer_text(out, run);
	buffer_align(out, 8);
}

static void render_task(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	struct rendering *rendering = self;
	struct progress *progress = rendering->step->progress;
	struct reads *reads = &rendering->step->renderer->reads;
	struct buffer problems = {0};
	double started = cpu_seconds();

	if (is_hopeless(rendering))
		return;
	rendering->item = &rendering->todo[task];
	rendering->digest = 0;
	buffer_clear(&rendering->bytes);
	buffer_clear(&rendering->written);
	reads_clear(reads);
	atomic_fetch_add(&progress->begun, 1);
	uint64_t begun = event_begin(rendering->step->events);
	make(rendering, rendering->item, d);
	add_event(rendering, rendering->item, begun);
	atomic_fetch_add(&progress->ended, 1);
	if (d->errors && cpu_seconds() - started > SLOW_SECONDS)
		atomic_fetch_add(&progress->slow_failures, 1);
	if (d->count)
		diagnostics_write(d, &problems);
	struct result result = {rendering->written.size, reads->numbers.size, reads->names.size,
				problems.size, rendering->digest};
	buffer_add(out, &result, sizeof result);
	add_run(buffer_view(&rendering->written), out);
	add_run(buffer_view(&reads->numbers), out);
	add_run(buffer_view(&reads->names), out);
	add_run(buffer_view(&problems), out);
	buffer_free(&problems);
}

/* ---- in the site worker, which starts the others */

static struct place render_task_place(void *self, size_t task)
{
	const struct rendering *rendering = self;
	const struct item *item = &rendering->todo[task];

	const struct page *page;

	switch (item->kind) {
	case ITEM_PAGE:
		page = &rendering->model->pages[item->index];
		return page->place.path.size ? page->place : (struct place){.path = page->path};
	case ITEM_FEED:
		return rendering->model->feeds[item->index].place;
	case ITEM_FILE:
		return rendering->model->files[item->index].place;
	case ITEM_ASSET:
		return (struct place){.path = rendering->model->assets[item->index].path};
	case ITEM_MAP:
	case ITEM_MAP_INDEX:
	case ITEM_ROBOTS:
		break;
	}
	return (struct place){.path = TEXT("")};
}

static void render_progress(void *self, size_t finished, size_t tasks)
{
	const struct rendering *rendering = self;

	progress_set(rendering->step->progress, finished, tasks);
}

static uint64_t inputs_of(const struct rendering *rendering, const struct item *item)
{
	const struct model *model = rendering->model;
	struct digests *digests = rendering->step->digests;

	switch (item->kind) {
	case ITEM_PAGE:
		return digests_page(digests, &model->pages[item->index]);
	case ITEM_FEED:
		return digests_feed(digests, &model->feeds[item->index]);
	case ITEM_FILE:
		return digests_file(digests, &model->files[item->index]);
	case ITEM_ASSET:
		return digests_asset(&model->assets[item->index]);
	case ITEM_MAP:
		return digests_site_map(digests, item->index);
	case ITEM_MAP_INDEX:
		return model->site_maps->count;
	case ITEM_ROBOTS:
		break;
	}
	return 0;
}

/* Why ITEM has to be made; MADE_NOTHING if the output of the last build is still valid. */
static enum trace_decision decide(const struct traces *traces, const struct item *item)
{
	if (traces->now.decision != MADE_READS)
		return (enum trace_decision)traces->now.decision;
	if (item->before == TRACE_NONE)
		return MADE_NEW;
	if (traces->outputs[item->before].entry->inputs != item->inputs)
		return MADE_INPUTS;
	return traces_reads_hold(traces, item->before) ? MADE_NOTHING : MADE_READS;
}

/* Keeps the last build's output of file INDEX of KIND if it is still valid; else queues it. */
static void plan_file(struct rendering *rendering, enum item_kind kind, uint32_t index,
		      struct diagnostics *d)
{
	struct traces *traces = rendering->step->traces;
	struct item item = {.kind = kind, .index = index, .number = rendering->first[kind] + index};

	pulse_tick();
	if (traces->same_model) { /* then its inputs are the same too */
		item.before = traces->items[item.number];
		item.inputs = traces->outputs[item.before].entry->inputs;
	} else {
		item.before = traces_find(traces, path_of(rendering, &item));
		item.inputs = inputs_of(rendering, &item);
	}
	item.decision = decide(traces, &item);
	if (item.decision == MADE_NOTHING) {
		traces_keep(traces, item.number, item.before);
		diagnostics_read(d, traces->outputs[item.before].problems);
		rendering->rendered->kept_count++;
		return;
	}
	rendering->todo =
	    arena_grow(&rendering->arena, rendering->todo, rendering->todo_count, sizeof item);
	rendering->todo[rendering->todo_count++] = item;
}

/* Goes through a page in all its languages, then the next page: workers that create files in the
 * same folder at the same time wait for each other in the kernel. */
static void plan_pages(struct rendering *rendering, struct diagnostics *d)
{
	const struct model *model = rendering->model;
	bool *planned = arena_array(&rendering->arena, model->page_count + 1, sizeof *planned);

	for (uint32_t first = 0; first < model->page_count; first++)
		for (uint32_t i = first; !planned[i]; i = model->pages[i].next) {
			planned[i] = true;
			plan_file(rendering, ITEM_PAGE, i, d);
		}
}

/* Expensive kinds come first, so that no worker is left alone with one at the end. */
static void plan_all(struct rendering *rendering, struct diagnostics *d)
{
	for (int kind = 0; kind < ITEM_KINDS; kind++) {
		uint32_t count = rendering->first[kind + 1] - rendering->first[kind];
		if (kind == ITEM_PAGE)
			plan_pages(rendering, d);
		else
			for (uint32_t i = 0; i < count; i++)
				plan_file(rendering, (enum item_kind)kind, i, d);
	}
}

static void number_files(const struct model *model, uint32_t first[ITEM_KINDS + 1])
{
	const size_t counts[ITEM_KINDS] = {
	    [ITEM_MAP] = model->site_maps->count,
	    [ITEM_MAP_INDEX] = model->site_maps->count > 1,
	    [ITEM_ROBOTS] = 1,
	    [ITEM_PAGE] = model->page_count,
	    [ITEM_FEED] = model->feed_count,
	    [ITEM_FILE] = model->file_count,
	    [ITEM_ASSET] = model->asset_count,
	};

	first[0] = 0;
	for (int kind = 0; kind < ITEM_KINDS; kind++)
		first[kind + 1] = first[kind] + (uint32_t)counts[kind];
}

uint32_t render_step_count(const struct model *model)
{
	uint32_t first[ITEM_KINDS + 1];

	number_files(model, first);
	return first[ITEM_KINDS];
}

/* Removes a padded run of SIZE bytes from BYTES. */
static struct text take_run(struct text *bytes, uint64_t size)
{
	struct text run = text_slice(*bytes, 0, size);

	*bytes = text_slice(*bytes, (run.size + 7) / 8 * 8, bytes->size);
	return run;
}

/* BYTES come from a worker, which is not trusted: each size is checked. */
static void take_result(struct rendering *rendering, const struct item *item, struct text bytes)
{
	struct trace_made made = {
	    .path = path_of(rendering, item), .inputs = item->inputs, .decision = item->decision};
	struct result result;

	if (bytes.size < sizeof result)
		return;
	memcpy(&result, bytes.at, sizeof result);
	bytes = text_slice(bytes, sizeof result, bytes.size);
	struct text written = take_run(&bytes, result.written);
	made.numbers = take_run(&bytes, result.numbers);
	made.names = take_run(&bytes, result.names);
	made.problems = take_run(&bytes, result.problems);
	made.digest = result.digest;
	if (!made.digest)
		return; /* the worker reported why */
	rendering->rendered->kept_count += !written.size;
	buffer_text(&rendering->rendered->written, written);
	traces_add(rendering->step->traces, item->number, &made);
}

static void take_results(struct rendering *rendering, const struct results *results,
			 struct diagnostics *d)
{
	size_t left_out = 0;

	for (size_t i = 0; i < results->count; i++) {
		take_result(rendering, &rendering->todo[i], results->tasks[i].bytes);
		left_out += results->tasks[i].finished && !results->tasks[i].bytes.size;
	}
	if (left_out)
		diag_error(d, "E-DEADLINE", (struct place){.path = TEXT("")},
			   "%zu more files were not made: too many pages before them met a limit",
			   left_out);
}

enum status render_step(const struct render_step *step, struct rendered *rendered,
			struct diagnostics *d)
{
	const struct model *model = step->renderer->model;
	struct rendering rendering = {.step = step, .model = model, .rendered = rendered};
	struct results results = {0};
	struct job job = {
	    .name = "render",
	    .workers = step->workers,
	    .memory = MEMORY,
	    .jail = step->jail,
	    .self = &rendering,
	    .run = render_task,
	    .place = render_task_place,
	    .progress = render_progress,
	};
	enum status status = STATUS_OK;

	weight_open(&rendering.weight, model);
	number_files(model, rendering.first);
	plan_all(&rendering, d);
	job.tasks = rendering.todo_count;
	if (job.workers > 1 + job.tasks / TASKS_WORTH_A_WORKER)
		job.workers = (unsigned)(1 + job.tasks / TASKS_WORTH_A_WORKER);
	if (job.tasks)
		status = workers_run(&job, &results, d);
	take_results(&rendering, &results, d);
	results_free(&results);
	weight_close(&rendering.weight);
	buffer_free(&rendering.bytes);
	buffer_free(&rendering.written);
	arena_free(&rendering.arena);
	return status;
}

void rendered_free(struct rendered *rendered)
{
	buffer_free(&rendered->written);
}
