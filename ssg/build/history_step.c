#include "build/history_step.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "history"

enum {
	TASK_SECONDS = 60,
	MEMORY = 1 << 30,
	SLICES_A_WORKER = 4, /* commits differ in cost: the last worker should not be waited for */
	SLICE_MIN = 64,
};

/* False: there is nothing whole to read. */
static bool read_remembered(struct buffer *bytes, int state_fd)
{
	int file = openat(state_fd, FILE_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;
	bool good = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);

	while (good && bytes->size < (size_t)status.st_size) {
		size_t left = (size_t)status.st_size - bytes->size;
		ssize_t size = read(file, buffer_reserve(bytes, left), left);
		if (size > 0)
			bytes->size += (size_t)size;
		else
			good = size < 0 && errno == EINTR;
	}
	if (file >= 0)
		close(file);
	if (!good)
		buffer_clear(bytes);
	return good;
}

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
	enum status status = history_join(&step->plan, slices, results->count, &step->bytes, d);
	arena_free(&arena);
	return status;
}

enum status history_step(struct history_step *step, const struct snapshot *snapshot, int state_fd,
			 bool fresh, unsigned workers, const struct jail *jail,
			 struct diagnostics *d)
{
	struct results results = {0};
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

	*step = (struct history_step){.slice = SLICE_MIN};
	if (!fresh)
		read_remembered(&step->remembered, state_fd);
	enum status status =
	    history_plan_open(&step->plan, snapshot, buffer_view(&step->remembered), d);
	if (status != STATUS_OK)
		return status;
	size_t even = step->plan.count / ((size_t)workers * SLICES_A_WORKER) + 1;
	if (even > step->slice)
		step->slice = even;
	job.tasks = (step->plan.count + step->slice - 1) / step->slice;
	if (job.tasks)
		status = workers_run(&job, &results, d);
	if (status == STATUS_OK)
		status = join(step, &results, d);
	results_free(&results);
	return status;
}

void history_step_keep(const struct history_step *step, int state_fd)
{
	static const char fresh[] = FILE_NAME ".new";
	struct text bytes = buffer_view(&step->bytes);

	if (step->plan.snapshot->shallow)
		return;
	int file =
	    openat(state_fd, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (file < 0)
		return;
	ssize_t size = write(file, bytes.at, bytes.size);
	close(file);
	if (size == (ssize_t)bytes.size)
		renameat(state_fd, fresh, state_fd, FILE_NAME);
	else
		unlinkat(state_fd, fresh, 0);
}

void history_step_free(struct history_step *step)
{
	history_plan_close(&step->plan);
	buffer_free(&step->remembered);
	buffer_free(&step->bytes);
}
