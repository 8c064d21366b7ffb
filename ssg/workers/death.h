/* death.h - what became of a task whose worker died, and the diagnostic about it. */
#ifndef SSG_WORKERS_DEATH_H
#define SSG_WORKERS_DEATH_H

#include "workers/job.h"

/* The causes of death are in the order in which they are looked for. */
enum fate { PENDING, FINISHED, OVERTIME, STALLED, NO_MEMORY, NO_ROOM, CRASHED };

struct outcome {
	enum fate fate;
	int signal;              /* of CRASHED; 0: EXIT_STATUS */
	int exit_status;         /* of CRASHED */
	struct text diagnostics; /* of FINISHED: in a result file, or in the crew's arena */
	/* For OVERTIME: the line of the plugin or template that was running, and its hook ("hook
	 * site"); without a path if unknown. In the crew's arena. */
	struct place line;
	struct text phase;
};

double job_deadline(const struct job *job);

/* PLACE is where the task's problems are reported. WHO is "the worker", or says which worker if
 * there is no such place. */
void death_report(const struct job *job, struct place place, const char *who,
		  const struct outcome *cause, struct diagnostics *d);

#endif
