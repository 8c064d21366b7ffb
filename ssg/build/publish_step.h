/* publish_step.h - from what workers have written below next/ to a whole new generation in OUT.
 *
 *   struct publish_step step = {.snapshot = …, .generation = …, .site = …, .last = …};
 *   status = publish_step_run(&step, d);
 *   step.files …                           what is published
 *   publish_step_free(&step); */
#ifndef SSG_BUILD_PUBLISH_STEP_H
#define SSG_BUILD_PUBLISH_STEP_H

#include "build/file_list.h"
#include "build/last_build.h"
#include "build/site_step.h"

struct publish_step {
	/* To be set; they outlive the step. */
	const struct snapshot *snapshot;
	struct generation *generation;
	const struct site_output *site;
	const struct last_build *last;
	/* Given. */
	struct file_list files; /* all but SHA256SUMS */
	struct text listing;    /* the same but for mirror.json, as bytes, for the next build */
	struct digest sums;     /* of SHA256SUMS */
	size_t written;         /* files that were not right already */
	/* private */
	struct buffer listed;
};

enum status publish_step_run(struct publish_step *step, struct diagnostics *d);
void publish_step_free(struct publish_step *step);

#endif
