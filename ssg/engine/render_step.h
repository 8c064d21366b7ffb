/* render_step.h - all files of the output: those that are still right are kept, the others written
 * by workers that inherit the frozen model. */
#ifndef SSG_ENGINE_RENDER_STEP_H
#define SSG_ENGINE_RENDER_STEP_H

#include "base/event_log.h"
#include "cache/page_memory_writer.h"
#include "render/page.h"
#include "workers/progress.h"
#include "workers/workers.h"

struct render_step {
	struct renderer *renderer;  /* frozen */
	struct digests *digests;    /* of its model */
	struct memory_model name;   /* of the model */
	struct page_memory *memory; /* of the last build, whose output is in OUT */
	int next_fd;
	unsigned workers;
	const struct jail *jail; /* may write below next/ */
	struct progress *progress;
	struct event_log *events; /* or NULL */
	bool may_give_up;         /* when nearly all of many files have to be written */
	bool anew;                /* they are: what is remembered of them is written as a whole */
};

/* To be freed. */
struct rendered {
	struct buffer written;            /* files below next/, as publish/written.h lists them */
	size_t kept_count;                /* of files that are as they are in OUT */
	bool given_up;                    /* nothing was written, nothing else is given */
	struct page_memory_writer memory; /* for the next build: to be ended */
};

/* The folders of all files are there. */
enum status render_step(const struct render_step *step, struct rendered *rendered,
			struct diagnostics *d);
void rendered_free(struct rendered *rendered);

#endif
