/* workers.h - run tasks in jailed processes and collect their flat results.
 *
 *   struct job job = {.name = "content", .tasks = n, .workers = 4, .jail = &jail,
 *                     .self = build, .run = parse_document, .place = document_place};
 *   status = workers_run(&job, &results, diagnostics);
 *   ... results.tasks[i].bytes ...
 *   results_free(&results);
 *
 * The calling process is the supervisor: it forks workers, watches their CPU time, and turns
 * the death of a worker into a diagnostic that names the task it was on; the remaining tasks
 * go to a new worker:
 *
 *   E-CRASH     a signal, or an exit that is none of ours
 *   E-DEADLINE  DEADLINE_SECONDS of CPU time without a sign of life (workers/pulse.h; seen
 *               within 0.2 s), or 60 times as long by the clock. Each task is such a sign, and
 *               whatever calls pulse_tick(). The diagnostic is placed at the line of the plugin
 *               or template that was running, if there was one
 *   E-MEMORY    no memory left within the job's limit, or a result past the jail's file_size
 *
 * When one more task than there are workers has met the deadline, the tasks that nobody has begun
 * are left out: a plugin that hangs on each page would cost the deadline for each.
 *
 * Workers inherit all memory by copy-on-write and give back only bytes, in memory files that
 * the supervisor seals and maps (workers/result_file.h). A worker that an attacker took over can
 * forge results of the job's tasks, and nothing else. Jobs nest: a worker whose jail has
 * may_fork can itself call workers_run. The supervisor has one thread. Linux 5.3 (pidfd_open).
 *
 * With 0 workers nothing is forked, for debuggers and profilers: all tasks run in the calling
 * process (workers/in_process.h), without jail and deadline; what crashes there crashes it. */
#ifndef SSG_WORKERS_WORKERS_H
#define SSG_WORKERS_WORKERS_H

#include "base/diagnostics.h"
#include "workers/jail.h"
#include "workers/result_file.h"

struct job {
	const char *name; /* "content", for messages */
	size_t tasks;
	unsigned workers; /* at most; 0: none, see above */
	double deadline;  /* for tests: seconds of CPU time instead of DEADLINE_SECONDS; 0: those */
	size_t memory;    /* private memory of a worker beyond what it inherits; 0: no limit */
	size_t handful;   /* a worker with as many bytes of results hands them in, and a new one
			     goes on; 0: at its end */
	const struct jail *jail;
	void *self; /* handed to the functions below */

	/* Once in each worker, inside the jail; may be NULL. */
	void (*start)(void *self);
	/* Frees what START has made, where the process goes on: without workers. May be NULL. */
	void (*stop)(void *self);
	/* Task I: append the result to OUT (empty, aligned to 8 bytes), problems to D. In a worker.
	 */
	void (*run)(void *self, size_t task, struct buffer *out, struct diagnostics *d);
	/* Where a task's problems belong when its worker died. In the supervisor. */
	struct place (*place)(void *self, size_t task);
	/* In the supervisor, when a worker is gone: the result of each task that it finished, which
	 * is then kept no longer. NULL: results.tasks hold them all. */
	void (*take)(void *self, size_t task, struct text bytes);
	/* In the supervisor, about every 0.1 s and at the end; may be NULL. */
	void (*progress)(void *self, size_t finished, size_t tasks);
};

struct task_result {
	struct text bytes; /* 8-byte aligned; empty if the task died, or if it was taken */
	bool finished;
};

struct results {
	struct task_result *tasks; /* by task number: independent of who ran what when */
	size_t count;
	bool unstarted; /* a worker died before its first task, as each would: none could run */
	/* private: mappings */
	struct arena arena;
	struct result_file *files;
	size_t file_count;
};

/* Runs all tasks; their diagnostics and those of dead workers are appended to D in task order.
 * STATUS_OK when all tasks finished, whatever their diagnostics; STATUS_CONTENT when some did
 * not; STATUS_MACHINE when a worker could not be forked or a wall of the jail that this kernel
 * has (jail_available) did not stand. RESULTS are to be freed in any case. */
enum status workers_run(const struct job *job, struct results *results, struct diagnostics *d);
void results_free(struct results *results);

#endif
