/* history_step.h - the history of all files, walked by workers in parallel and remembered between
 * builds (source/history.h).
 *
 *   history_step(&step, &snapshot, state_fd, STORE_KEEPS, &seals, workers, &jail, d);
 *   history_open(&history, &step.bytes, &snapshot, d);
 *   history_step_free(&step); */
#ifndef SSG_ENGINE_HISTORY_STEP_H
#define SSG_ENGINE_HISTORY_STEP_H

#include "cache/seals.h"
#include "cache/store.h"
#include "source/history.h"
#include "workers/workers.h"

struct history_step {
	struct history_bytes bytes; /* in the files, if they could be written */
	/* private */
	struct state_file base, since;
	struct buffer made;
	struct history_plan plan;
	size_t slice; /* commits in one */
};

/* What is remembered lies in STATE_FD, the state directory of the output. Not being able to
 * remember is no error: the next build walks again. SEALS may be NULL: nothing is known. */
enum status history_step(struct history_step *step, const struct snapshot *snapshot, int state_fd,
			 enum store_mode mode, struct seals *seals, unsigned workers,
			 const struct jail *jail, struct diagnostics *d);
void history_step_free(struct history_step *step);

#endif
