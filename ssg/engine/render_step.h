/* render_step.h - keeps the output files that are still valid, and has workers, which inherit the
 * frozen model, write the others. */
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
	struct traces *traces;     /* of the build that made OUT; this build adds its own */
	int next_fd;
	unsigned workers;
	const struct jail *jail; /* may write below next/ */
	struct progress *progress;
	struct event_log *events; /* or NULL */
};

struct rendered {
	struct buffer written; /* files below next/, in the format of publish/written.h */
	size_t kept_count;     /* files of OUT that stay as they are */
};

/* How many files the site of MODEL has. */
uint32_t render_step_count(const struct model *model);
enum status render_step(const struct render_step *step, struct rendered *rendered,
			struct diagnostics *d);
void rendered_free(struct rendered *rendered);

#endif
