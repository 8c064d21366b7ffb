#include "build/render_step.h"

#include "build/output.h"
#include "render/site_feed.h"
#include "render/site_map.h"
#include "render/sitemap.h"
#include "render/weight.h"
#include "site/site_maps.h"

#include <string.h>
#include <time.h>

enum {
	TASK_SECONDS = 5, /* a page takes a thousandth of it; and for a page that lists many: */
	PAGES_A_SECOND = 50000,
	MEMORY = 1 << 30,
	SLOW_FAILURES_MAX = 10,
	TASKS_WORTH_A_WORKER = 32, /* it starts in the time of as many pages */
	DEATHS_MAX = 1,
};
static const double SLOW_SECONDS = 0.2;

#define SITEMAP TEXT("sitemap.xml")
#define ROBOTS TEXT("robots.txt")

enum item_kind {
	ITEM_PAGE,
	ITEM_FEED,
	ITEM_FILE,
	ITEM_ASSET,
	ITEM_MAP,
	ITEM_MAP_INDEX,
	ITEM_ROBOTS
};

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
	uint32_t planned;
	struct item *todo;
	size_t todo_count;
	struct rendered *rendered;
	struct weight weight;  /* in a worker, like what follows */
	struct buffer bytes;   /* of the file being made */
	struct buffer written; /* of the task */
};

/* A task's result: three runs, each a multiple of 8. */
struct result {
	uint64_t written, fixed, named; /* sizes, the last two without padding */
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

static void write_page(struct rendering *rendering, const struct page *page, struct diagnostics *d)
{
	if (!renderer_page(rendering->step->renderer, page, &rendering->bytes, d))
		return;
	weight_page(&rendering->weight, page, buffer_view(&rendering->bytes), d);
	output_write(rendering->step->next_fd, page->path, buffer_view(&rendering->bytes),
		     &rendering->written, d);
}

static void make(struct rendering *rendering, const struct item *item, struct diagnostics *d)
{
	const struct model *model = rendering->model;
	int next_fd = rendering->step->next_fd;

	switch (item->kind) {
	case ITEM_PAGE:
		write_page(rendering, &model->pages[item->index], d);
		break;
	case ITEM_FEED:
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

/* The first file that was written says which it was. */
static void add_event(const struct rendering *rendering, const struct item *item, uint64_t begun)
{
	struct event_log *events = rendering->step->events;
	struct text written = buffer_view(&rendering->written);
	const struct page *page = &rendering->model->pages[item->index];
	struct published_file file;

	if (item->kind == ITEM_PAGE)
		event_end(events, begun, EVENT_PAGE, page->path, page->layout);
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
	struct reads *reads = &rendering->step->renderer->reads;
	double started = cpu_seconds();

	if (is_hopeless(rendering))
		return;
	buffer_clear(&rendering->bytes);
	buffer_clear(&rendering->written);
	reads_clear(reads);
	atomic_fetch_add(&progress->begun, 1);
	uint64_t begun = event_begin(rendering->step->events);
	make(rendering, &rendering->todo[task], d);
	add_event(rendering, &rendering->todo[task], begun);
	atomic_fetch_add(&progress->ended, 1);
	if (d->errors && cpu_seconds() - started > SLOW_SECONDS)
		atomic_fetch_add(&progress->slow_failures, 1);
	struct result result = {rendering->written.size, reads->fixed.size, reads->named.size};
	buffer_add(out, &result, sizeof result);
	buffer_text(out, buffer_view(&rendering->written));
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

/* Is what ITEM is made from in the model alone? */
static bool is_of_model(const struct item *item)
{
	return item->kind != ITEM_FEED && item->kind != ITEM_MAP;
}

static uint64_t inputs_of(const struct rendering *rendering, const struct item *item)
{
	const struct model *model = rendering->model;
	struct digests *digests = rendering->step->digests;
	uint64_t known;

	if (is_of_model(item) && page_memory_inputs(rendering->step->memory, item->number, &known))
		return known;
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

/* Keeps the file PATH if it is still right. */
static void plan(struct rendering *rendering, enum item_kind kind, uint32_t index, struct text path)
{
	struct item item = {.kind = kind, .index = index, .number = rendering->planned++};
	struct published_file file;

	item.inputs = inputs_of(rendering, &item);
	if (page_memory_keeps(rendering->step->memory, item.number, path, item.inputs, &file)) {
		rendering->rendered->kept_count++;
		if (!rendering->step->memory->same_model)
			output_add(&file, &rendering->rendered->kept);
		page_memory_add_kept(&rendering->rendered->memory, item.number, &file, item.inputs);
		return;
	}
	rendering->todo =
	    arena_grow(&rendering->arena, rendering->todo, rendering->todo_count, sizeof item);
	rendering->todo[rendering->todo_count++] = item;
}

/* First what takes long, so that no worker is left alone with it at the end. */
static void plan_maps(struct rendering *rendering)
{
	const struct site_maps *maps = rendering->model->site_maps;

	for (uint32_t i = 0; i < maps->count; i++)
		plan(rendering, ITEM_MAP, i, site_map_name(maps, i, &rendering->arena));
	if (maps->count > 1)
		plan(rendering, ITEM_MAP_INDEX, 0, SITEMAP);
	plan(rendering, ITEM_ROBOTS, 0, ROBOTS);
}

/* A page in all its languages, then the next: workers that make files in one folder at the same
 * time wait for each other in the kernel. */
static void plan_pages(struct rendering *rendering)
{
	const struct model *model = rendering->model;
	bool *planned = arena_array(&rendering->arena, model->page_count + 1, sizeof *planned);

	for (uint32_t first = 0; first < model->page_count; first++)
		for (uint32_t i = first; !planned[i]; i = model->pages[i].next) {
			planned[i] = true;
			plan(rendering, ITEM_PAGE, i, model->pages[i].path);
		}
}

static void plan_all(struct rendering *rendering)
{
	const struct model *model = rendering->model;

	plan_maps(rendering);
	plan_pages(rendering);
	for (uint32_t i = 0; i < model->feed_count; i++)
		plan(rendering, ITEM_FEED, i, model->feeds[i].path);
	for (uint32_t i = 0; i < model->file_count; i++)
		plan(rendering, ITEM_FILE, i, model->files[i].path);
	for (uint32_t i = 0; i < model->asset_count; i++)
		plan(rendering, ITEM_ASSET, i, model->assets[i].output);
}

/* How many plan_all plans. */
static size_t count_files(const struct model *model)
{
	return model->site_maps->count + (model->site_maps->count > 1) + 1 + model->page_count +
	       model->feed_count + model->file_count + model->asset_count;
}

/* From a worker, so each size is checked. */
static void take(struct rendering *rendering, const struct item *item, struct text bytes)
{
	struct result result;
	struct published_file file;

	if (bytes.size < sizeof result)
		return;
	memcpy(&result, bytes.at, sizeof result);
	bytes = text_slice(bytes, sizeof result, bytes.size);
	struct text written = text_slice(bytes, 0, result.written);
	bytes = text_slice(bytes, written.size, bytes.size);
	struct text fixed =
	    text_slice(bytes, 0, result.fixed / sizeof(uint32_t) * sizeof(uint32_t));
	bytes = text_slice(bytes, (fixed.size + 7) / 8 * 8, bytes.size);
	struct text named = text_slice(bytes, 0, result.named);
	buffer_text(&rendering->rendered->written, written);
	while (output_next(&written, &file))
		page_memory_add(&rendering->rendered->memory, item->number, &file, item->inputs,
				fixed, named);
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
	    .task_seconds = TASK_SECONDS + (double)model->page_count / PAGES_A_SECOND,
	    .memory = MEMORY,
	    .jail = step->jail,
	    .self = &rendering,
	    .run = run,
	    .place = place,
	    .progress = tell,
	};
	enum status status = STATUS_OK;

	weight_open(&rendering.weight, model);
	page_memory_begin(&rendered->memory, step->digests, step->model_name,
			  (uint32_t)count_files(model), step->memory);
	plan_all(&rendering);
	job.tasks = rendering.todo_count;
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
	weight_close(&rendering.weight);
	arena_free(&rendering.arena);
	return status;
}

void rendered_free(struct rendered *rendered)
{
	buffer_free(&rendered->written);
	buffer_free(&rendered->kept);
}
