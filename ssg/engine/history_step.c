#include "engine/history_step.h"

#include "engine/stamps.h"

enum {
	MEMORY = 1 << 30,
	SLICES_A_WORKER = 4, /* commits differ in cost: more slices than workers even it out */
	SLICE_MIN = 64,
};

static void history_task(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	const struct history_step *step = self;
	size_t first = task * step->slice;
	size_t left = step->plan.count - first;

	history_slice(&step->plan, first, left < step->slice ? left : step->slice, out, d);
}

static struct place history_task_place(void *self, size_t task)
{
	(void)self;
	(void)task;
	return (struct place){.path = TEXT("")};
}

static void use_segments(struct history_step *step, size_t count)
{
	for (size_t i = 0; i < count; i++)
		step->list[i] = step->log.segments[i].runs[0];
	step->parts = (struct history_parts){step->list, count};
}

/* Appends the new part to the log; mapped from there, it takes no memory of this process. */
static bool keep(struct history_step *step)
{
	struct log_writer writer;

	log_begin(&writer, &step->log, LOG_APPEND);
	log_add_run(&writer, buffer_view(&step->made));
	return log_commit(&writer, (struct digest){0, 0});
}

static enum status join(struct history_step *step, const struct results *results, size_t *kept,
			struct diagnostics *d)
{
	struct arena arena = {0};
	struct text *slices = arena_array(&arena, results->count + 1, sizeof *slices);

	for (size_t i = 0; i < results->count; i++)
		slices[i] = results->tasks[i].bytes;
	enum status status =
	    history_join(&step->plan, slices, results->count, &step->made, kept, d);
	arena_free(&arena);
	return status;
}

static enum status walk(struct history_step *step, size_t *kept, unsigned workers,
			const struct jail *jail, struct diagnostics *d)
{
	struct results results = {0};
	struct job job = {
	    .name = "history",
	    .workers = workers,
	    .memory = MEMORY,
	    .jail = jail,
	    .self = step,
	    .run = history_task,
	    .place = history_task_place,
	};

	size_t slices = workers ? (size_t)workers * SLICES_A_WORKER : 1;
	size_t even = step->plan.count / slices + 1;
	step->slice = even > SLICE_MIN ? even : SLICE_MIN;
	job.tasks = (step->plan.count + step->slice - 1) / step->slice;
	enum status status = workers_run(&job, &results, d);
	if (status == STATUS_OK)
		status = join(step, &results, kept, d);
	results_free(&results);
	return status;
}

/* The key has the site's folder in the repository: histories of two folders have nothing in common.
 */
static void open_log(struct history_step *step, const struct snapshot *snapshot, int state_fd,
		     enum log_use use)
{
	struct digest key = digest_join(stamp_of_program(), digest_text(snapshot->prefix));

	log_open(&step->log, state_fd, "history", key);
	log_cut(&step->log, use == LOG_USE_NONE ? 0 : HISTORY_PARTS_MAX);
	use_segments(step, step->log.count);
}

enum status history_step(struct history_step *step, const struct snapshot *snapshot, int state_fd,
			 enum log_use use, unsigned workers, const struct jail *jail,
			 struct diagnostics *d)
{
	*step = (struct history_step){.slice = 0};
	open_log(step, snapshot, state_fd, use);
	enum status status = history_plan_open(&step->plan, snapshot, &step->parts, d);
	size_t kept = step->plan.part_count;
	bool walked = status == STATUS_OK && step->plan.count;
	if (walked)
		status = walk(step, &kept, workers, jail, d);
	history_plan_close(&step->plan);
	if (status != STATUS_OK)
		return status;
	log_cut(&step->log, kept);
	bool in_log = !walked || (use != LOG_ONLY_READ && keep(step));
	use_segments(step, step->log.count);
	if (in_log)
		buffer_free(&step->made);
	else
		step->list[step->parts.count++] = buffer_view(&step->made);
	return STATUS_OK;
}

void history_step_free(struct history_step *step)
{
	log_close(&step->log);
	buffer_free(&step->made);
}
