/* explain_step.h - answers what a file of the output is made from, and why the last build made it
 * or kept it. It is asked of the site worker instead of writing the output (site_step.h): the site
 * is as the last build had it. */
#ifndef SSG_ENGINE_EXPLAIN_STEP_H
#define SSG_ENGINE_EXPLAIN_STEP_H

#include "cache/log.h"
#include "render/page.h"

struct explain_question {
	struct text file; /* below OUT: "fr/messages/x.html"; or "content/fr/messages/x.md" */
	const struct log *traces;
};

/* Appends the answer to OUT: a letter, 'y', and records (engine/explain_record.h); or 'n', and the
 * nearest name, or nothing, when there is no such file. RENDERER is frozen, DIGESTS are of its
 * model. */
void explain_step(const struct explain_question *question, struct renderer *renderer,
		  struct digests *digests, struct buffer *out, struct diagnostics *d);

#endif
