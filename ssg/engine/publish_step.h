/* publish_step.h - makes a complete new generation from what workers wrote below next/, and
 * publishes it.
 *
 *   struct publish_step step = {.snapshot = …, .generation = …, .site = …, .last = …};
 *   status = publish_step_run(&step, d);
 *   step.changes …                         what differs from the generation before
 *   publish_step_free(&step); */
#ifndef SSG_ENGINE_PUBLISH_STEP_H
#define SSG_ENGINE_PUBLISH_STEP_H

#include "cache/last_build.h"
#include "engine/site_step.h"
#include "publish/file_changes.h"

struct publish_step {
	/* Set by the caller; they outlive the step. */
	const struct snapshot *snapshot;
	struct generation *generation;
	const struct site_output *site;
	const struct last_build *last;
	/* Results. */
	struct file_changes changes; /* except of SHA256SUMS */
	struct text sums, mirror;    /* entries of the generation before; empty if there is none */
	size_t files;                /* except the two lists */
	uint64_t bytes;              /* of these */
	size_t written;              /* of these; the others were kept */
	struct digest sums_digest, mirror_digest;
};

enum status publish_step_run(struct publish_step *step, struct diagnostics *d);
void publish_step_free(struct publish_step *step);

#endif
