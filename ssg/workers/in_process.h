/* in_process.h - a job without workers: all tasks run in the calling process, one after the other,
 * without a jail and without a deadline. For debuggers and profilers. */
#ifndef SSG_WORKERS_IN_PROCESS_H
#define SSG_WORKERS_IN_PROCESS_H

#include "workers/job.h"

/* RESULTS has room for all tasks. */
void in_process_run(const struct job *job, struct results *results, struct diagnostics *d);

#endif
