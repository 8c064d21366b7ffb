#include "engine/site_step.h"

#include "cache/last_build.h"
#include "cache/site_image.h"
#include "engine/render_step.h"
#include "engine/site_make.h"
#include "publish/written.h"
#include "workers/pulse.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const size_t memory_limit = (size_t)16 << 30;

/* ---- the output */

static enum status make_folder(struct site *site, struct map *made, struct text path,
			       struct diagnostics *d)
{
	size_t slash = text_find_last_byte(path, '/');
	struct text folder = text_slice(path, 0, slash);

	if (slash == SIZE_MAX || map_get(made, folder) != MAP_NONE)
		return STATUS_OK;
	map_put(made, folder, 0);
	return generation_folder(site->step->generation, folder, d);
}

static enum status make_folders(struct site *site, struct diagnostics *d)
{
	const struct model *model = &site->made->model;
	struct map made = {0};
	enum status status = STATUS_OK;

	for (size_t i = 0; i < model->page_count && status == STATUS_OK; i++)
		status = make_folder(site, &made, model->pages[i].path, d);
	for (size_t i = 0; i < model->feed_count && status == STATUS_OK; i++)
		status = make_folder(site, &made, model->feeds[i].path, d);
	for (size_t i = 0; i < model->file_count && status == STATUS_OK; i++)
		status = make_folder(site, &made, model->files[i].path, d);
	for (size_t i = 0; i < model->asset_count && status == STATUS_OK; i++)
		status = make_folder(site, &made, model->assets[i].output, d);
	map_free(&made);
	return status;
}

enum { RUNS = 3 };

/* The result of the one task: this, then the runs, each a multiple of 8. */
struct header {
	uint64_t sizes[RUNS]; /* written, removed, patch */
	uint64_t kept_count, image_used, new_pages, given_up;
};

/* What the last build had and this one has not. */
static void list_removed(const struct rendered *rendered, struct buffer *removed)
{
	struct published_file file = {.size = 0};
	size_t at = 0;

	while (page_memory_gone(&rendered->memory, &at, &file.path))
		output_add(&file, removed);
}

static void hand_over(const struct site *site, struct rendered *rendered, struct buffer *out)
{
	struct buffer removed = {0}, patch = {0};
	bool whole = rendered->memory.whole;

	pulse_tick();
	list_removed(rendered, &removed);
	bool good = page_memory_end(&rendered->memory, site->step->fresh_pages, &patch);
	struct header header = {{rendered->written.size, removed.size, patch.size},
				rendered->kept_count,
				site->changed != NULL,
				whole && good,
				false};
	buffer_add(out, &header, sizeof header);
	buffer_text(out, buffer_view(&rendered->written));
	buffer_text(out, buffer_view(&removed));
	buffer_text(out, buffer_view(&patch));
	buffer_free(&removed);
	buffer_free(&patch);
}

static void give_up(const struct site *site, struct buffer *out)
{
	struct header header = {.image_used = site->changed != NULL, .given_up = true};

	buffer_add(out, &header, sizeof header);
}

/* The repository, and OUT if something is known of its files. */
static const char **read_paths(const struct site_step *step, struct arena *arena)
{
	const char **repository = snapshot_read_paths(step->snapshot, arena);
	size_t count = 0;

	while (repository[count])
		count++;
	const char **paths = arena_array(arena, count + 2, sizeof *paths);
	memcpy(paths, repository, count * sizeof *paths);
	if (step->memory.base.size)
		paths[count] = step->generation->out_path;
	return paths;
}

static void write_output(struct site *site, struct digests *digests, struct buffer *out,
			 struct diagnostics *d)
{
	const struct site_step *step = site->step;
	struct arena arena = {0};
	struct jail jail = {
	    .read_paths = read_paths(step, &arena),
	    .write_path = step->generation->next_path,
	};
	struct page_memory memory;
	struct rendered rendered = {0};
	struct render_step render = {
	    .renderer = &site->renderer,
	    .digests = digests,
	    .name = {site_image_name(site), site->presentation},
	    .memory = &memory,
	    .out_fd =
		open(step->generation->out_path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
	    .next_fd = step->generation->next_fd,
	    .workers = step->workers,
	    .jail = &jail,
	    .progress = step->progress,
	    .events = step->events,
	    .may_give_up = step->may_give_up,
	    .anew = step->anew,
	};

	pulse_tick();
	page_memory_find(&memory, step->memory, digests, &render.name);
	pulse_tick();
	/* A few files make their folders themselves. */
	if ((step->memory.base.size && !step->anew) || make_folders(site, d) == STATUS_OK) {
		progress_step(step->progress, STEP_RENDER);
		render_step(&render, &rendered, d);
		if (rendered.given_up)
			give_up(site, out);
		else
			hand_over(site, &rendered, out);
	}
	if (render.out_fd >= 0)
		close(render.out_fd);
	rendered_free(&rendered);
	page_memory_free(&memory);
	arena_free(&arena);
}

/* All that pages can read; from an image, what no text of today has to do with. */
static void open_digests(struct site *site, struct digests *digests)
{
	const struct model *model = &site->made->model;
	const struct collation *collation = &site->renderer.reader.collation;
	const struct presentation *presentation = &site->renderer.presentation;

	if (site->changed)
		digests_open_changed(
		    digests, model, collation, presentation,
		    &(struct digests_before){site->made->digests, site->changed, site->touched});
	else
		digests_open(digests, model, collation, presentation);
}

static void give(struct site *site, struct buffer *out, struct diagnostics *d)
{
	const struct site_step *step = site->step;
	struct digests digests;

	pulse_tick();
	open_digests(site, &digests);
	pulse_tick();
	if (step->question) {
		explain_step(step->question, &site->renderer, &digests, out, d);
	} else if (!step->failed && !d->errors) {
		if (!site->changed)
			site_image_keep(site, &digests);
		write_output(site, &digests, out, d);
	}
	digests_close(&digests);
}

static enum status make(struct site *site, struct diagnostics *d)
{
	bool found = site_image_find(site);
	enum status status;

	if (!found)
		site_make_settings(site);
	if ((status = site_make_surroundings(site, d)) != STATUS_OK)
		return status;
	if (found)
		site_image_renew(site, &site->problems);
	else if ((status = site_make_model(site, &site->problems)) != STATUS_OK)
		return status;
	site_make_renderer(site, d);
	if (!found)
		site_make_pages(site, &site->problems);
	site_make_ready(site, d);
	return STATUS_OK;
}

static void run(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	const struct site_step *step = self;
	struct site site = {.step = step};

	(void)task;
	if (!step->question) /* it is not about an image */
		site_image_set_key(&site);
	enum status status = make(&site, d);
	diagnostics_add(d, &site.problems);
	if (status == STATUS_OK)
		give(&site, out, d);
	if (!step->workers) /* a worker has no time for it */
		site_free(&site);
}

/* ---- in the supervisor */

static struct place place(void *self, size_t task)
{
	const struct site_step *step = self;
	char bytes[256];
	struct text doing = progress_read_doing(step->progress, bytes);

	(void)task;
	/* Kept with the generation, as a diagnostic copies it only later. */
	return (struct place){.path = arena_text(&step->generation->arena, doing)};
}

static void tell(void *self, size_t finished, size_t tasks)
{
	const struct site_step *step = self;

	(void)finished; /* one task: what it is at, it says itself */
	(void)tasks;
	progress_show(step->progress, step->watch);
}

static enum status read_result(struct site_output *output, struct diagnostics *d)
{
	struct text bytes = output->results.count ? output->results.tasks[0].bytes : TEXT("");
	struct text *runs[RUNS] = {&output->written, &output->removed, &output->patch};
	struct header header;

	if (!bytes.size)
		return STATUS_OK; /* errors were reported, nothing was written */
	if (bytes.size < sizeof header)
		goto damaged;
	memcpy(&header, bytes.at, sizeof header);
	bytes = text_slice(bytes, sizeof header, bytes.size);
	for (size_t i = 0; i < RUNS; i++) {
		*runs[i] = text_slice(bytes, 0, header.sizes[i]);
		if (runs[i]->size != header.sizes[i])
			goto damaged;
		bytes = text_slice(bytes, header.sizes[i], bytes.size);
	}
	output->kept_count = header.kept_count;
	output->image_used = header.image_used;
	output->new_pages = header.new_pages;
	output->given_up = header.given_up;
	return STATUS_OK;
damaged:
	diag_machine(d, "collecting", "the list of written files", "it is damaged");
	return STATUS_MACHINE;
}

/* Without the zeros that results are padded with. */
static struct text trimmed(struct text bytes)
{
	while (bytes.size && !bytes.at[bytes.size - 1])
		bytes.size--;
	return bytes;
}

/* ---- what the worker writes to the state directory */

static void open_files(struct site_step *step)
{
	const int state = step->generation->state_fd, how = O_NOFOLLOW | O_CLOEXEC;

	step->image = step->fresh_image = step->fresh_pages = -1;
	if (step->question)
		return;
	if (!step->fresh) {
		step->image_sealed = seals_hold(step->seals, SITE_IMAGE_NAME);
		step->image = openat(state, SITE_IMAGE_NAME, O_RDONLY | how);
	}
	step->fresh_image = openat(state, SITE_IMAGE_FRESH, O_RDWR | O_CREAT | O_TRUNC | how, 0644);
	step->fresh_pages = openat(state, PAGES_FRESH, O_RDWR | O_CREAT | O_TRUNC | how, 0644);
}

/* A new base counts when what was made is published: cache/last_build.h. */
static void close_pages(const struct site_step *step, bool written)
{
	if (step->fresh_pages >= 0)
		close(step->fresh_pages);
	if (step->fresh_pages >= 0 && !written)
		unlinkat(step->generation->state_fd, PAGES_FRESH, 0);
}

/* The fresh one counts if the worker has written it; USED: it has found the other good. */
static void close_images(const struct site_step *step, bool used)
{
	const int state = step->generation->state_fd;

	if (step->image >= 0)
		close(step->image);
	if (step->fresh_image < 0)
		return;
	if (!site_image_is_whole(step->fresh_image) ||
	    renameat(state, SITE_IMAGE_FRESH, state, SITE_IMAGE_NAME) < 0)
		unlinkat(state, SITE_IMAGE_FRESH, 0);
	else
		seals_set_written(step->seals, SITE_IMAGE_NAME);
	if (used)
		seals_set(step->seals, SITE_IMAGE_NAME);
	close(step->fresh_image);
}

enum status site_step_run(const struct site_step *step, struct site_output *output,
			  struct diagnostics *d)
{
	struct arena arena = {0};
	struct site_step own = *step;
	struct jail jail = {
	    .read_paths = read_paths(step, &arena),
	    .write_path = step->question ? NULL : step->generation->next_path,
	    .may_fork = true,
	};
	struct job job = {
	    .name = "site",
	    .tasks = 1,
	    .workers = step->workers ? 1 : 0,
	    .memory = memory_limit,
	    .jail = &jail,
	    .self = &own,
	    .run = run,
	    .place = place,
	    .progress = tell,
	};

	*output = (struct site_output){0};
	if (!step->workers) /* it is written to, and may be used a second time */
		own.memory.base = arena_text(&arena, step->memory.base);
	progress_step(step->progress, STEP_SITE);
	open_files(&own);
	enum status status = workers_run(&job, &output->results, d);
	if (status == STATUS_OK && !step->question)
		status = read_result(output, d);
	close_images(&own, output->image_used);
	close_pages(&own, output->new_pages);
	if (status == STATUS_OK && step->question)
		output->answer = trimmed(output->results.tasks[0].bytes);
	arena_free(&arena);
	return status;
}

void site_output_free(struct site_output *output)
{
	results_free(&output->results);
}
