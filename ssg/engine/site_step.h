/* site_step.h - from records to written files: the model, the plugins' `site` hooks, and from there
 * the render workers.
 *
 * All of it happens in one worker, which alone holds the model and forks those that render. */
#ifndef SSG_ENGINE_SITE_STEP_H
#define SSG_ENGINE_SITE_STEP_H

#include "engine/site_job.h"

/* OUTPUT is to be freed after any status. */
enum status site_step_run(const struct site_step *step, struct site_output *output,
			  struct diagnostics *d);
void site_output_free(struct site_output *output);

#endif
