/* render_step.h - all files of the output: those that are still right are kept, the others written
 * by workers that inherit the frozen model. */
#ifndef SSG_ENGINE_RENDER_STEP_H
#define SSG_ENGINE_RENDER_STEP_H

#include "base/event_log.h"
#include "cache/traces.h"
#include "render/page.h"
#include "workers/progress.h"
#include "workers/workers.h"

struct render_step {
	struct renderer *renderer; /* frozen */
	struct digests *digests;   /* of its model */
	struct traces *traces;     /* of the last build, whose output is in OUT; to be added to */
	int next_fd;
	unsigned workers;
	const struct jail *jail; /* may write below next/ */
	struct progress *progress;
	struct event_log *events; /* or NULL */
};

/* To be freed. */
struct rendered {
	struct buffer written; /* files below next/, as publish/written.h lists them */
	size_t kept_count;     /* of files that are as they are in OUT */
};

/* How many files the site of MODEL has. */
uint32_t render_step_count(const struct model *model);
enum status render_step(const struct render_step *step, struct rendered *rendered,
			struct diagnostics *d);
void rendered_free(struct rendered *rendered);

#endif
