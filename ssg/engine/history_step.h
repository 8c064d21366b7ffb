/* history_step.h - has workers walk the history of all files, as far as it is not remembered
 * (source/history.h).
 *
 *   history_step(&step, &snapshot, state_fd, LOG_USE_ALL, workers, &jail, d);
 *   history_open(&history, &step.parts, &snapshot, d);
 *   history_step_free(&step);
 *
 * Each build that walks new commits appends a segment to the log "history". */
#ifndef SSG_ENGINE_HISTORY_STEP_H
#define SSG_ENGINE_HISTORY_STEP_H

#include "cache/log.h"
#include "source/history.h"
#include "workers/workers.h"

struct history_step {
	struct history_parts parts; /* in the log if they could be written, else in memory */
	/* private */
	struct text list[HISTORY_PARTS_MAX];
	struct log log;
	struct buffer made;
	struct history_plan plan;
	size_t slice; /* commits per task */
};

/* STATE_FD is the state directory of OUT. A failed write to the log is not an error: the next build
 * walks the same commits again. */
enum status history_step(struct history_step *step, const struct snapshot *snapshot, int state_fd,
			 enum log_use use, unsigned workers, const struct jail *jail,
			 struct diagnostics *d);
void history_step_free(struct history_step *step); /* also of zeros */

#endif
