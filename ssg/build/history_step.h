/* history_step.h - the history of all files, walked by workers in parallel and remembered between
 * builds (source/history.h).
 *
 *   history_step(&step, &snapshot, generation.state_path, fresh, workers, &jail, d);
 *   history_open(&history, buffer_view(&step.bytes), &snapshot, d);
 *   history_step_keep(&step, generation.state_fd);
 *   history_step_free(&step); */
#ifndef SSG_BUILD_HISTORY_STEP_H
#define SSG_BUILD_HISTORY_STEP_H

#include "build/workers.h"
#include "source/history.h"

struct history_step {
	struct buffer remembered;
	struct buffer bytes;
	struct history_plan plan;
	size_t slice; /* commits in one */
};

/* What is remembered lies in STATE_FD, the state directory of the output; FRESH ignores it. */
enum status history_step(struct history_step *step, const struct snapshot *snapshot, int state_fd,
			 bool fresh, unsigned workers, const struct jail *jail,
			 struct diagnostics *d);
/* Remembers the history. Failing is no error: the next build walks again. */
void history_step_keep(const struct history_step *step, int state_fd);
void history_step_free(struct history_step *step);

#endif
