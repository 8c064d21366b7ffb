#include "engine/render_step.h"

#include "engine/earlier_pages.h"
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
	MANY_FILES = 1024, /* to make them anew costs more than to begin again */
	NEARLY_ALL = 8,    /* for each that is kept, so many others */
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

/* A file. */
struct item {
	enum item_kind kind;
	uint32_t index;  /* of the page, feed, file, asset or sitemap in the model */
	uint32_t number; /* among all files */
	uint64_t inputs; /* what it is made from, besides what a page reads on the way */
};

struct rendering {
	const struct render_step *step;
	const struct model *model;
	struct arena arena;
	uint32_t first[ITEM_KINDS + 1]; /* files are numbered kind by kind */
	bool *kept;                     /* by number, in the model of the last build; else NULL */
	struct item *todo;
	size_t todo_count;
	struct rendered *rendered;
	struct weight weight; /* in a worker, like what follows */
	struct earlier_pages earlier;
	struct buffer bytes;   /* of the file being made */
	struct buffer written; /* of the task */
};

/* A task's result: four runs, each a multiple of 8. */
struct result {
	uint64_t written, parts, fixed, named; /* sizes, the last two without padding */
	uint64_t digest;                       /* of the page, if it has parts */
};

/* ---- in a worker */

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
	output_write(rendering->step->next_fd, asset->output, bytes, &rendering->written, d);
}

static void write_page(struct rendering *rendering, const struct item *item, struct diagnostics *d)
{
	const struct page *page = &rendering->model->pages[item->index];
	struct renderer *renderer = rendering->step->renderer;
	bool earlier =
	    earlier_page_read(&rendering->earlier, item->number, page->path, &renderer->reads);

	renderer->earlier = earlier ? &rendering->earlier.parts : NULL;
	if (!renderer_page(renderer, page, &rendering->bytes, d))
		return;
	weight_page(&rendering->weight, page, buffer_view(&rendering->bytes), d);
	output_write(rendering->step->next_fd, page->path, buffer_view(&rendering->bytes),
		     &rendering->written, d);
}

/* What feeds and sitemaps say of documents is theirs to trace: in the same model, that alone can
 * make them others. */
static void note_feed(struct rendering *rendering, const struct feed_plan *feed)
{
	struct reads *reads = &rendering->step->renderer->reads;
	work_id works[FEED_ENTRIES_MAX];
	size_t count = feeds_works(rendering->model, feed, works);

	for (size_t i = 0; i < count; i++) {
		reads_note(reads, READ_LISTING, works[i], feed->lang);
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
	int next_fd = rendering->step->next_fd;

	switch (item->kind) {
	case ITEM_PAGE:
		write_page(rendering, item, d);
		break;
	case ITEM_FEED:
		note_feed(rendering, &model->feeds[item->index]);
		site_feed_write(model, &model->feeds[item->index], &rendering->bytes);
		output_write(next_fd, model->feeds[item->index].path,
			     buffer_view(&rendering->bytes), &rendering->written, d);
		break;
	case ITEM_FILE:
		if (renderer_file(rendering->step->renderer, &model->files[item->index],
				  &rendering->bytes, d))
			output_write(next_fd, model->files[item->index].path,
				     buffer_view(&rendering->bytes), &rendering->written, d);
		break;
	case ITEM_ASSET:
		write_asset(rendering, &model->assets[item->index], d);
		break;
	case ITEM_MAP:
		note_map(rendering, item->index);
		site_map_write(model, item->index, &rendering->bytes);
		output_write(next_fd,
			     site_map_name(model->site_maps, item->index, &rendering->arena),
			     buffer_view(&rendering->bytes), &rendering->written, d);
		break;
	case ITEM_MAP_INDEX:
		site_map_index_write(model, &rendering->bytes);
		output_write(next_fd, SITEMAP, buffer_view(&rendering->bytes), &rendering->written,
			     d);
		break;
	case ITEM_ROBOTS:
		robots_write(model->config->base_url, &rendering->bytes);
		output_write(next_fd, ROBOTS, buffer_view(&rendering->bytes), &rendering->written,
			     d);
		break;
	}
}

static void add_page_event(const struct rendering *rendering, const struct page *page,
			   uint64_t begun)
{
	struct arena arena = {0};
	struct text layout = page->layout;

	if (rendering->step->renderer->earlier)
		layout = arena_printf(&arena, "%.*s, in part", TEXT_ARGS(layout));
	event_end(rendering->step->events, begun, EVENT_PAGE, page->path, layout);
	arena_free(&arena);
}

/* The first file that was written says which it was. */
static void add_event(const struct rendering *rendering, const struct item *item, uint64_t begun)
{
	struct event_log *events = rendering->step->events;
	struct text written = buffer_view(&rendering->written);
	struct published_file file;

	if (!events)
		return;
	if (item->kind == ITEM_PAGE)
		add_page_event(rendering, &rendering->model->pages[item->index], begun);
	else if (output_next(&written, &file))
		event_end(events, begun, EVENT_FILE, file.path, TEXT(""));
}

static double cpu_seconds(void)
{
	struct timespec time = {0};

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* A plugin that never ends does so on every page: after a few the others need not be tried. */
static bool is_hopeless(const struct rendering *rendering)
{
	const struct progress *progress = rendering->step->progress;
	/* In this order: others may begin and end pages in between. */
	uint64_t begun = atomic_load(&progress->begun), ended = atomic_load(&progress->ended);

	return atomic_load(&progress->slow_failures) >= SLOW_FAILURES_MAX ||
	       begun >= ended + rendering->step->workers + DEATHS_MAX;
}

static void run(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	struct rendering *rendering = self;
	struct progress *progress = rendering->step->progress;
	struct renderer *renderer = rendering->step->renderer;
	struct reads *reads = &renderer->reads;
	double started = cpu_seconds();

	if (is_hopeless(rendering))
		return;
	buffer_clear(&rendering->bytes);
	buffer_clear(&rendering->written);
	buffer_clear(&renderer->parts);
	reads_clear(reads);
	atomic_fetch_add(&progress->begun, 1);
	uint64_t begun = event_begin(rendering->step->events);
	make(rendering, &rendering->todo[task], d);
	add_event(rendering, &rendering->todo[task], begun);
	atomic_fetch_add(&progress->ended, 1);
	if (d->errors && cpu_seconds() - started > SLOW_SECONDS)
		atomic_fetch_add(&progress->slow_failures, 1);
	struct result result = {rendering->written.size, renderer->parts.size, reads->fixed.size,
				reads->named.size, 0};
	if (renderer->parts.size)
		result.digest = digest_text(buffer_view(&rendering->bytes)).low;
	buffer_add(out, &result, sizeof result);
	buffer_text(out, buffer_view(&rendering->written));
	buffer_text(out, buffer_view(&renderer->parts));
	buffer_text(out, buffer_view(&reads->fixed));
	buffer_align(out, 8);
	buffer_text(out, buffer_view(&reads->named));
	buffer_align(out, 8);
}

/* ---- in the supervisor, which is the site worker */

static struct place place(void *self, size_t task)
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

static void tell(void *self, size_t finished, size_t tasks)
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

/* Is ITEM, in another model, still right? Then it is remembered once more. */
static bool is_kept(struct rendering *rendering, const struct item *item)
{
	struct text path = path_of(rendering, item);

	if (!page_memory_keeps(rendering->step->memory, path, item->inputs))
		return false;
	page_memory_add_kept(&rendering->rendered->memory, item->number, path, item->inputs);
	return true;
}

/* In the same model ITEM is still right. */
static void keep(struct rendering *rendering, const struct item *item)
{
	page_memory_add_kept(&rendering->rendered->memory, item->number, path_of(rendering, item),
			     rendering->step->memory->files[item->number].inputs);
}

/* Keeps file INDEX of a kind if it is still right. */
static void plan(struct rendering *rendering, enum item_kind kind, uint32_t index)
{
	struct item item = {.kind = kind, .index = index, .number = rendering->first[kind] + index};

	pulse_tick();
	if (rendering->kept && rendering->kept[item.number]) {
		rendering->rendered->kept_count++;
		if (rendering->rendered->memory.whole)
			keep(rendering, &item);
		return;
	}
	item.inputs = inputs_of(rendering, &item);
	if (!rendering->kept && is_kept(rendering, &item)) {
		rendering->rendered->kept_count++;
		return;
	}
	rendering->todo =
	    arena_grow(&rendering->arena, rendering->todo, rendering->todo_count, sizeof item);
	rendering->todo[rendering->todo_count++] = item;
}

/* A page in all its languages, then the next: workers that make files in one folder at the same
 * time wait for each other in the kernel. What is kept need not be looked at. */
static void plan_pages(struct rendering *rendering)
{
	const struct model *model = rendering->model;
	bool *planned = arena_array(&rendering->arena, model->page_count + 1, sizeof *planned);
	const bool *kept = rendering->kept ? rendering->kept + rendering->first[ITEM_PAGE] : NULL;

	for (uint32_t first = 0; first < model->page_count; first++)
		for (uint32_t i = first; !planned[i]; i = model->pages[i].next) {
			planned[i] = true;
			plan(rendering, ITEM_PAGE, i);
			if (kept && kept[first])
				break;
		}
}

/* First what takes long, so that no worker is left alone with it at the end. */
static void plan_all(struct rendering *rendering)
{
	for (int kind = 0; kind < ITEM_KINDS; kind++) {
		uint32_t count = rendering->first[kind + 1] - rendering->first[kind];
		if (kind == ITEM_PAGE)
			plan_pages(rendering);
		else
			for (uint32_t i = 0; i < count; i++)
				plan(rendering, (enum item_kind)kind, i);
	}
}

static void number_files(struct rendering *rendering)
{
	const struct model *model = rendering->model;
	const size_t counts[ITEM_KINDS] = {
	    [ITEM_MAP] = model->site_maps->count,
	    [ITEM_MAP_INDEX] = model->site_maps->count > 1,
	    [ITEM_ROBOTS] = 1,
	    [ITEM_PAGE] = model->page_count,
	    [ITEM_FEED] = model->feed_count,
	    [ITEM_FILE] = model->file_count,
	    [ITEM_ASSET] = model->asset_count,
	};

	for (int kind = 0; kind < ITEM_KINDS; kind++)
		rendering->first[kind + 1] = rendering->first[kind] + (uint32_t)counts[kind];
}

/* From a worker, so each size is checked. */
static void take(struct rendering *rendering, const struct item *item, struct text bytes)
{
	struct memory_made made;
	struct result result;
	struct published_file file;

	if (bytes.size < sizeof result)
		return;
	memcpy(&result, bytes.at, sizeof result);
	bytes = text_slice(bytes, sizeof result, bytes.size);
	struct text written = text_slice(bytes, 0, result.written);
	bytes = text_slice(bytes, written.size, bytes.size);
	made.digest = result.digest;
	made.parts = text_slice(bytes, 0, result.parts);
	bytes = text_slice(bytes, made.parts.size, bytes.size);
	made.fixed = text_slice(bytes, 0, result.fixed / sizeof(uint32_t) * sizeof(uint32_t));
	bytes = text_slice(bytes, (made.fixed.size + 7) / 8 * 8, bytes.size);
	made.named = text_slice(bytes, 0, result.named);
	buffer_text(&rendering->rendered->written, written);
	while (output_next(&written, &file))
		page_memory_add(&rendering->rendered->memory, item->number, file.path, item->inputs,
				&made);
}

static bool is_nearly_all(const struct rendering *rendering)
{
	return rendering->todo_count >= MANY_FILES &&
	       rendering->rendered->kept_count <= rendering->todo_count / NEARLY_ALL;
}

enum status render_step(const struct render_step *step, struct rendered *rendered,
			struct diagnostics *d)
{
	const struct model *model = step->renderer->model;
	struct rendering rendering = {.step = step,
				      .model = model,
				      .rendered = rendered,
				      .earlier = {.memory = step->memory, .out_fd = step->out_fd}};
	struct results results = {0};
	struct job job = {
	    .name = "render",
	    .workers = step->workers,
	    .memory = MEMORY,
	    .jail = step->jail,
	    .self = &rendering,
	    .run = run,
	    .place = place,
	    .progress = tell,
	};
	enum status status = STATUS_OK;

	weight_open(&rendering.weight, model);
	number_files(&rendering);
	page_memory_begin(&rendered->memory, step->digests, &step->name,
			  rendering.first[ITEM_KINDS], step->memory, step->anew);
	if (step->memory->same_model) {
		rendering.kept = arena_array(&rendering.arena, rendering.first[ITEM_KINDS] + 1,
					     sizeof *rendering.kept);
		page_memory_mark(step->memory, rendering.kept);
	}
	plan_all(&rendering);
	rendered->given_up = step->may_give_up && is_nearly_all(&rendering);
	job.tasks = rendered->given_up ? 0 : rendering.todo_count;
	if (job.workers > 1 + job.tasks / TASKS_WORTH_A_WORKER)
		job.workers = (unsigned)(1 + job.tasks / TASKS_WORTH_A_WORKER);
	if (job.tasks)
		status = workers_run(&job, &results, d);
	size_t left_out = 0;
	for (size_t i = 0; i < results.count; i++) {
		take(&rendering, &rendering.todo[i], results.tasks[i].bytes);
		left_out += results.tasks[i].finished && !results.tasks[i].bytes.size;
	}
	if (left_out)
		diag_error(d, "E-DEADLINE", (struct place){.path = TEXT("")},
			   "%zu more files were not made: too many pages before them met a limit",
			   left_out);
	results_free(&results);
	earlier_pages_close(&rendering.earlier);
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
