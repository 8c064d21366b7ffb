/* in_process.h - runs a job without workers: all tasks in the calling process, without a jail
 * and without a deadline, for debuggers and profilers. */
#ifndef SSG_WORKERS_IN_PROCESS_H
#define SSG_WORKERS_IN_PROCESS_H

#include "workers/job.h"

/* RESULTS has room for all tasks. */
void in_process_run(const struct job *job, struct results *results, struct diagnostics *d);

#endif
