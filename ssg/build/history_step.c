#include "build/history_step.h"

#define FILE_NAME "history"

enum {
	TASK_SECONDS = 60,
	MEMORY = 1 << 30,
	SLICES_A_WORKER = 4, /* commits differ in cost: the last worker should not be waited for */
	SLICE_MIN = 64,
};

static void run(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	const struct history_step *step = self;
	size_t first = task * step->slice;
	size_t left = step->plan.count - first;

	history_slice(&step->plan, first, left < step->slice ? left : step->slice, out, d);
}

static struct place place(void *self, size_t task)
{
	(void)self;
	(void)task;
	return (struct place){.path = TEXT("")};
}

static enum status join(struct history_step *step, const struct results *results,
			struct diagnostics *d)
{
	struct arena arena = {0};
	struct text *slices = arena_array(&arena, results->count + 1, sizeof *slices);

	for (size_t i = 0; i < results->count; i++)
		slices[i] = results->tasks[i].bytes;
	enum status status = history_join(&step->plan, slices, results->count, &step->made, d);
	arena_free(&arena);
	return status;
}

/* Writes the history for the next build. Mapped from there, it takes no memory. */
static void keep(struct history_step *step, int state_fd)
{
	struct state_writer writer;

	state_writer_open(&writer, state_fd, FILE_NAME);
	state_writer_add(&writer, buffer_view(&step->made));
	if (!state_writer_place(&writer, &step->file))
		return;
	step->bytes = step->file.bytes;
	buffer_free(&step->made);
}

static enum status walk(struct history_step *step, unsigned workers, const struct jail *jail,
			struct diagnostics *d)
{
	struct results results = {0};
	enum status status = STATUS_OK;
	struct job job = {
	    .name = "history",
	    .workers = workers,
	    .task_seconds = TASK_SECONDS,
	    .memory = MEMORY,
	    .jail = jail,
	    .self = step,
	    .run = run,
	    .place = place,
	};

	size_t even = step->plan.count / ((size_t)workers * SLICES_A_WORKER) + 1;
	step->slice = even > SLICE_MIN ? even : SLICE_MIN;
	job.tasks = (step->plan.count + step->slice - 1) / step->slice;
	if (job.tasks)
		status = workers_run(&job, &results, d);
	if (status == STATUS_OK)
		status = join(step, &results, d);
	results_free(&results);
	return status;
}

enum status history_step(struct history_step *step, const struct snapshot *snapshot, int state_fd,
			 enum store_mode mode, unsigned workers, const struct jail *jail,
			 struct diagnostics *d)
{
	*step = (struct history_step){0};
	if (mode != STORE_FRESH)
		state_file_map(&step->remembered, state_fd, FILE_NAME);
	enum status status = history_plan_open(&step->plan, snapshot, step->remembered.bytes, d);
	if (status == STATUS_OK)
		status = walk(step, workers, jail, d);
	history_plan_close(&step->plan);
	if (status == STATUS_OK) {
		step->bytes = buffer_view(&step->made);
		if (mode != STORE_ONLY_READS)
			keep(step, state_fd);
	}
	state_file_unmap(&step->remembered);
	return status;
}

void history_step_free(struct history_step *step)
{
	state_file_unmap(&step->file);
	buffer_free(&step->made);
}
