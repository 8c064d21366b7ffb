#include "engine/site_step.h"

#include "engine/render_step.h"
#include "engine/site_make.h"
#include "engine/site_reuse.h"
#include "publish/written.h"
#include "workers/pulse.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const size_t memory_limit = (size_t)16 << 30;

/* ---- the output */

/* The result of the one task begins with this; then come ->written and ->removed of struct
 * site_output. */
struct header {
	uint64_t written_size, removed_size; /* multiples of 8 */
	uint64_t kept_count;
	uint64_t model_sizes[MODEL_RUNS], traces_sizes[TRACE_RUNS];
};

static void list_removed(struct traces *traces, struct buffer *removed)
{
	struct published_file file = {.size = 0};
	size_t at = 0;

	while (traces_gone(traces, &at, &file.path))
		output_add(&file, removed);
}

static void write_output(struct site *site, struct header *header, struct buffer *out,
			 struct diagnostics *d)
{
	const struct site_step *step = site->step;
	struct arena arena = {0};
	struct buffer removed = {0};
	struct traces traces;
	struct rendered rendered = {0};
	struct jail jail = {
	    .read_paths = snapshot_read_paths(step->snapshot, &arena),
	    .write_path = step->generation->next_path,
	};
	struct render_step render = {
	    .renderer = &site->renderer,
	    .digests = &site->digests,
	    .traces = &traces,
	    .next_fd = step->generation->next_fd,
	    .workers = step->workers,
	    .jail = &jail,
	    .progress = step->progress,
	    .events = step->events,
	};
	struct trace_head now = step->now;

	now.model = site->model_name;
	now.item_count = render_step_count(&site->model);
	pulse_tick();
	traces_open(&traces, step->traces_log, &site->digests, &now);
	progress_step(step->progress, STEP_RENDER);
	render_step(&render, &rendered, d);
	pulse_tick();
	list_removed(&traces, &removed);
	if (!d->errors && !traces_write(&traces, step->traces_mode, &step->trace_settings,
					&step->traces_lent, header->traces_sizes))
		memset(header->traces_sizes, 0, sizeof header->traces_sizes);
	header->written_size = rendered.written.size;
	header->removed_size = removed.size;
	header->kept_count = rendered.kept_count;
	buffer_add(out, header, sizeof *header);
	buffer_text(out, buffer_view(&rendered.written));
	buffer_text(out, buffer_view(&removed));
	buffer_free(&removed);
	rendered_free(&rendered);
	traces_close(&traces);
	arena_free(&arena);
}

static void give(struct site *site, struct buffer *out, struct diagnostics *d)
{
	const struct site_step *step = site->step;
	struct header header = {0};

	if (step->question) {
		explain_step(step->question, &site->renderer, &site->digests, out, d);
		return;
	}
	if (step->failed || d->errors || site->problems.errors)
		return;
	pulse_tick();
	if (!site->kept.model)
		site_reuse_keep(site, header.model_sizes);
	write_output(site, &header, out, d);
}

/* Gives a model without pages, from records. */
static enum status make_model(struct site *site)
{
	site->kept.model = NULL;
	return site_make_model(site, &site->problems);
}

static enum status make(struct site *site, struct diagnostics *d)
{
	enum status status;

	site_make_settings(site);
	if ((status = site_make_theme(site, d)) != STATUS_OK)
		return status;
	pulse_tick();
	site_reuse_set_inputs(site);
	bool found = site_reuse_find(site);
	if (!found && (status = make_model(site)) != STATUS_OK)
		return status;
	site_make_renderer(site, d);
	if (found && !site_reuse_holds(site, &site->problems)) {
		found = false;
		site_reuse_forget(site);
		if ((status = make_model(site)) != STATUS_OK)
			return status;
	}
	if (!found)
		site_make_pages(site, &site->problems);
	site_make_ready(site, d);
	pulse_tick();
	if (!found)
		site_reuse_open_digests(site);
	return STATUS_OK;
}

static void site_task(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	const struct site_step *step = self;
	struct site site = {.step = step};

	(void)task;
	enum status status = make(&site, d);
	if (status == STATUS_OK)
		give(&site, out, d);
	diagnostics_add(d, &site.problems);
	if (!step->workers) /* a worker ends by _exit, which is faster */
		site_free(&site);
}

/* ---- in the supervisor */

static struct place site_task_place(void *self, size_t task)
{
	const struct site_step *step = self;
	char bytes[256];
	struct text doing = progress_read_doing(step->progress, bytes);

	(void)task;
	/* The generation's arena keeps it until a diagnostic copies it. */
	return (struct place){.path = arena_text(&step->generation->arena, doing)};
}

static void site_progress(void *self, size_t finished, size_t tasks)
{
	const struct site_step *step = self;

	(void)finished; /* there is one task, which shows its own progress */
	(void)tasks;
	progress_show(step->progress, step->watch);
}

static enum status read_result(struct site_output *output, struct diagnostics *d)
{
	struct text bytes = output->results.count ? output->results.tasks[0].bytes : TEXT("");
	struct header header;

	if (!bytes.size)
		return STATUS_OK; /* the worker reported errors and wrote nothing */
	if (bytes.size >= sizeof header) {
		memcpy(&header, bytes.at, sizeof header);
		bytes = text_slice(bytes, sizeof header, bytes.size);
		output->written = text_slice(bytes, 0, header.written_size);
		output->removed = text_slice(bytes, header.written_size, header.removed_size);
		output->kept_count = header.kept_count;
		memcpy(output->model_sizes, header.model_sizes, sizeof header.model_sizes);
		memcpy(output->traces_sizes, header.traces_sizes, sizeof header.traces_sizes);
		if (output->written.size == header.written_size &&
		    output->removed.size == header.removed_size)
			return STATUS_OK;
	}
	diag_machine(d, "collecting", "the list of written files", "it is damaged");
	return STATUS_MACHINE;
}

/* Removes the zeros that results are padded with. */
static struct text trimmed(struct text bytes)
{
	while (bytes.size && !bytes.at[bytes.size - 1])
		bytes.size--;
	return bytes;
}

enum status site_step_run(const struct site_step *step, struct site_output *output,
			  struct diagnostics *d)
{
	struct arena arena = {0};
	struct jail jail = {
	    .read_paths = snapshot_read_paths(step->snapshot, &arena),
	    .write_path = step->question ? NULL : step->generation->next_path,
	    .may_fork = true,
	};
	struct job job = {
	    .name = "site",
	    .tasks = 1,
	    .workers = step->workers ? 1 : 0,
	    .memory = memory_limit,
	    .jail = &jail,
	    .self = (void *)(uintptr_t)step,
	    .run = site_task,
	    .place = site_task_place,
	    .progress = site_progress,
	};

	*output = (struct site_output){0};
	progress_step(step->progress, STEP_SITE);
	enum status status = workers_run(&job, &output->results, d);
	if (status == STATUS_OK && !step->question)
		status = read_result(output, d);
	if (status == STATUS_OK && step->question)
		output->answer = trimmed(output->results.tasks[0].bytes);
	arena_free(&arena);
	return status;
}

void site_output_free(struct site_output *output)
{
	results_free(&output->results);
}
