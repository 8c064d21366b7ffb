/* render_step.h - all files of the output, written by workers that inherit the frozen model. */
#ifndef SSG_BUILD_RENDER_STEP_H
#define SSG_BUILD_RENDER_STEP_H

#include "build/progress.h"
#include "build/workers.h"
#include "render/page.h"

struct render_step {
	struct renderer *renderer; /* frozen */
	int next_fd;
	unsigned workers;
	const struct jail *jail; /* may write below next/ */
	struct progress *progress;
};

/* Appends what was written (build/output.h) to OUT. The folders of all files are there. */
enum status render_step(const struct render_step *step, struct buffer *out, struct diagnostics *d);

#endif
