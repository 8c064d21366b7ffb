/* site_step.h - from records to written files: the model, the plugins' `site` hooks, and from there
 * the render workers.
 *
 * All of it happens in one worker, which alone holds the model and forks those that render. */
#ifndef SSG_BUILD_SITE_STEP_H
#define SSG_BUILD_SITE_STEP_H

#include "build/content_step.h"
#include "build/progress.h"
#include "publish/generation.h"

struct site_step {
	const struct snapshot *snapshot;
	const struct value *settings;
	const struct content *content;
	struct text history; /* of history_step; empty: none is known */
	struct generation *generation;
	unsigned workers;
	struct progress *progress;
	const struct progress_watch *watch;
	bool failed; /* there are errors already: look for more, but write nothing */
};

/* The files written go to RESULTS, which hold ->tasks[0].bytes for output_next(). */
enum status site_step_run(const struct site_step *step, struct results *results,
			  struct diagnostics *d);

#endif
