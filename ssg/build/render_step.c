#include "build/render_step.h"

#include "build/output.h"
#include "render/site_feed.h"
#include "render/site_map.h"
#include "render/sitemap.h"

enum { TASK_SECONDS = 10, MEMORY = 1 << 30 };

/* Tasks are numbered: pages, feeds, assets, then the one for sitemap and robots.txt. */
struct rendering {
	const struct render_step *step;
	const struct model *model;
	struct buffer bytes; /* of the file being made */
};

enum task_kind { TASK_PAGE, TASK_FEED, TASK_ASSET, TASK_MAP };

static enum task_kind kind_of(const struct model *model, size_t task, size_t *index)
{
	*index = task;
	if (*index < model->page_count)
		return TASK_PAGE;
	*index -= model->page_count;
	if (*index < model->feed_count)
		return TASK_FEED;
	*index -= model->feed_count;
	return *index < model->asset_count ? TASK_ASSET : TASK_MAP;
}

/* ---- in a worker */

static void write_asset(struct rendering *rendering, const struct asset *asset, struct buffer *out,
			struct diagnostics *d)
{
	struct text bytes = asset->embedded;

	if (asset->file) {
		if (snapshot_read(rendering->model->snapshot, asset->file, &rendering->bytes, d) !=
		    STATUS_OK)
			return;
		bytes = buffer_view(&rendering->bytes);
	}
	output_write(rendering->step->next_fd, asset->output, bytes, out, d);
}

struct map_files {
	const struct rendering *rendering;
	struct buffer *out;
	struct diagnostics *d;
};

static void write_map(void *self, struct text name, struct text bytes)
{
	struct map_files *files = self;

	output_write(files->rendering->step->next_fd, name, bytes, files->out, files->d);
}

static void write_maps(struct rendering *rendering, struct buffer *out, struct diagnostics *d)
{
	struct map_files files = {rendering, out, d};

	site_map_write(rendering->model, write_map, &files);
	robots_write(rendering->model->config->base_url, &rendering->bytes);
	write_map(&files, TEXT("robots.txt"), buffer_view(&rendering->bytes));
}

static void run(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	struct rendering *rendering = self;
	const struct model *model = rendering->model;
	size_t index;

	buffer_clear(&rendering->bytes);
	switch (kind_of(model, task, &index)) {
	case TASK_PAGE:
		if (renderer_page(rendering->step->renderer, &model->pages[index],
				  &rendering->bytes, d))
			output_write(rendering->step->next_fd, model->pages[index].path,
				     buffer_view(&rendering->bytes), out, d);
		break;
	case TASK_FEED:
		site_feed_write(model, &model->feeds[index], &rendering->bytes);
		output_write(rendering->step->next_fd, model->feeds[index].path,
			     buffer_view(&rendering->bytes), out, d);
		break;
	case TASK_ASSET:
		write_asset(rendering, &model->assets[index], out, d);
		break;
	case TASK_MAP:
		write_maps(rendering, out, d);
		break;
	}
}

/* ---- in the supervisor, which is the site worker */

static struct place place(void *self, size_t task)
{
	const struct rendering *rendering = self;
	const struct model *model = rendering->model;
	size_t index;

	switch (kind_of(model, task, &index)) {
	case TASK_PAGE:
		return model->pages[index].place;
	case TASK_FEED:
		return model->feeds[index].place;
	case TASK_ASSET:
		return (struct place){.path = model->assets[index].path};
	default:
		return (struct place){.path = TEXT("")};
	}
}

static void tell(void *self, size_t finished, size_t tasks)
{
	const struct rendering *rendering = self;

	progress_set(rendering->step->progress, finished, tasks);
}

enum status render_step(const struct render_step *step, struct buffer *out, struct diagnostics *d)
{
	const struct model *model = step->renderer->model;
	struct rendering rendering = {.step = step, .model = model};
	struct results results = {0};
	struct job job = {
	    .name = "render",
	    .tasks = model->page_count + model->feed_count + model->asset_count + 1,
	    .workers = step->workers,
	    .task_seconds = TASK_SECONDS,
	    .memory = MEMORY,
	    .jail = step->jail,
	    .self = &rendering,
	    .run = run,
	    .place = place,
	    .progress = tell,
	};
	enum status status = workers_run(&job, &results, d);

	for (size_t i = 0; i < results.count; i++)
		buffer_text(out, results.tasks[i].bytes);
	results_free(&results);
	return status;
}
