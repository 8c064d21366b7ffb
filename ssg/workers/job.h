/* job.h - the description of a job for workers, and of its results. */
#ifndef SSG_WORKERS_JOB_H
#define SSG_WORKERS_JOB_H

#include "base/diagnostics.h"
#include "workers/jail.h"
#include "workers/result_file.h"

struct job {
	const char *name; /* "content", for messages */
	size_t tasks;
	unsigned workers; /* at most; 0: none, see workers.h */
	double deadline;  /* for tests: seconds of CPU time instead of DEADLINE_SECONDS; 0: those */
	size_t memory;    /* private memory of a worker beyond what it inherits; 0: no limit */
	size_t results_max; /* a worker exits after as many bytes of results, and a new one takes
			       over; 0: no limit */
	const struct jail *jail;
	void *self; /* handed to the functions below */

	/* Once in each worker, inside the jail; may be NULL. */
	void (*start)(void *self);
	/* Frees what START has made, where the process goes on: without workers. May be NULL. */
	void (*stop)(void *self);
	/* Task I: append the result to OUT (empty, aligned to 8 bytes), problems to D. In a worker.
	 */
	void (*run)(void *self, size_t task, struct buffer *out, struct diagnostics *d);
	/* Where problems of a task are reported if its worker died. Called in the supervisor. */
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

#endif
