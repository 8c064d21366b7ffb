/* site_step.h - from records to written files: assembles the model, runs the plugins' `site` hooks,
 * and starts the render workers.
 *
 * One worker, the site worker, does all of it: it alone holds the model, and forks the workers that
 * render. */
#ifndef SSG_ENGINE_SITE_STEP_H
#define SSG_ENGINE_SITE_STEP_H

#include "engine/site_job.h"

/* Free OUTPUT after any status. */
enum status site_step_run(const struct site_step *step, struct site_output *output,
			  struct diagnostics *d);
void site_output_free(struct site_output *output);

#endif
