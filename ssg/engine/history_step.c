#include "engine/history_step.h"

#include <unistd.h>

#define BASE_NAME "history"
#define SINCE_NAME "history-since"

enum {
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

/* Writes the history for the next build. Mapped from there, it takes no memory. */
static void keep(struct history_step *step, bool continues, int state_fd, struct seals *seals)
{
	struct state_file *file = continues ? &step->since : &step->base, written;
	const char *name = continues ? SINCE_NAME : BASE_NAME;
	struct state_writer writer;

	state_writer_open(&writer, state_fd, name);
	state_writer_add(&writer, buffer_view(&step->made));
	if (!state_writer_place(&writer, &written))
		return;
	state_file_unmap(file);
	*file = written;
	*(continues ? &step->bytes.since : &step->bytes.base) = written.bytes;
	buffer_free(&step->made);
	if (continues)
		return;
	unlinkat(state_fd, SINCE_NAME, 0); /* of the base that was there before */
	if (seals)
		seals_set_written(seals, BASE_NAME);
}

static enum status join(struct history_step *step, const struct results *results, bool *continues,
			struct diagnostics *d)
{
	struct arena arena = {0};
	struct text *slices = arena_array(&arena, results->count + 1, sizeof *slices);

	for (size_t i = 0; i < results->count; i++)
		slices[i] = results->tasks[i].bytes;
	enum status status =
	    history_join(&step->plan, slices, results->count, &step->made, continues, d);
	struct text made = buffer_view(&step->made);
	step->bytes = *continues ? (struct history_bytes){.base = step->base.bytes, .since = made}
				 : (struct history_bytes){.base = made};
	arena_free(&arena);
	return status;
}

static enum status walk(struct history_step *step, bool *continues, unsigned workers,
			const struct jail *jail, struct diagnostics *d)
{
	struct results results = {0};
	struct job job = {
	    .name = "history",
	    .workers = workers,
	    .memory = MEMORY,
	    .jail = jail,
	    .self = step,
	    .run = run,
	    .place = place,
	};

	size_t slices = workers ? (size_t)workers * SLICES_A_WORKER : 1;
	size_t even = step->plan.count / slices + 1;
	step->slice = even > SLICE_MIN ? even : SLICE_MIN;
	job.tasks = (step->plan.count + step->slice - 1) / step->slice;
	enum status status = workers_run(&job, &results, d);
	if (status == STATUS_OK)
		status = join(step, &results, continues, d);
	results_free(&results);
	return status;
}

/* What an earlier build has left. */
static enum status plan(struct history_step *step, const struct snapshot *snapshot, int state_fd,
			enum store_mode mode, struct seals *seals, struct diagnostics *d)
{
	bool whole = seals_hold(seals, BASE_NAME); /* before it is mapped */

	if (mode != STORE_FRESH) {
		state_file_map(&step->base, state_fd, BASE_NAME);
		state_file_map(&step->since, state_fd, SINCE_NAME);
	}
	step->bytes = (struct history_bytes){step->base.bytes, step->since.bytes, whole};
	enum status status = history_plan_open(&step->plan, snapshot, &step->bytes, d);
	if (seals && step->plan.base.size)
		seals_set(seals, BASE_NAME);
	if (!step->plan.since.size)
		step->bytes.since = TEXT("");
	return status;
}

enum status history_step(struct history_step *step, const struct snapshot *snapshot, int state_fd,
			 enum store_mode mode, struct seals *seals, unsigned workers,
			 const struct jail *jail, struct diagnostics *d)
{
	bool continues = false;

	*step = (struct history_step){.slice = 0};
	enum status status = plan(step, snapshot, state_fd, mode, seals, d);
	bool walked = status == STATUS_OK && step->plan.count;
	if (walked)
		status = walk(step, &continues, workers, jail, d);
	history_plan_close(&step->plan);
	if (walked && status == STATUS_OK && mode != STORE_ONLY_READS)
		keep(step, continues, state_fd, seals);
	return status;
}

void history_step_free(struct history_step *step)
{
	state_file_unmap(&step->base);
	state_file_unmap(&step->since);
	buffer_free(&step->made);
}
