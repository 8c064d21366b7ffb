/* workers.h - runs tasks in jailed processes and collects their results.
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

#include "workers/job.h"

/* Runs all tasks, and appends their diagnostics and those of dead workers to D in task order.
 * STATUS_OK if all tasks finished, whatever their diagnostics; STATUS_CONTENT if some did not;
 * STATUS_MACHINE if a worker could not be forked, or a wall that this kernel has
 * (jail_available) could not be put up. Free RESULTS in any case. */
enum status workers_run(const struct job *job, struct results *results, struct diagnostics *d);
void results_free(struct results *results);

#endif
