#include "workers/in_process.h"

#include <sys/stat.h>

static void run_task(const struct job *job, size_t task, struct buffer *out,
		     struct results *results, struct diagnostics *d)
{
	struct diagnostics own = {0}; /* what the task finds in it is its own */

	buffer_clear(out);
	job->run(job->self, task, out, &own);
	diagnostics_add(d, &own);
	diagnostics_free(&own);
	if (job->take)
		job->take(job->self, task, buffer_view(out));
	else
		results->tasks[task].bytes = arena_text(&results->arena, buffer_view(out));
	results->tasks[task].finished = true;
}

void in_process_run(const struct job *job, struct results *results, struct diagnostics *d)
{
	struct buffer out = {0};
	mode_t before = umask(022); /* as in a jail */

	if (job->start)
		job->start(job->self);
	for (size_t task = 0; task < results->count; task++) {
		run_task(job, task, &out, results, d);
		if (job->progress)
			job->progress(job->self, task + 1, results->count);
	}
	if (job->stop)
		job->stop(job->self);
	umask(before);
	buffer_free(&out);
}
