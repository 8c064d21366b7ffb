/* explain_step.h - the part of `ssg explain` that runs in the site worker (site_step.h), instead
 * of writing the output. */
#ifndef SSG_ENGINE_EXPLAIN_STEP_H
#define SSG_ENGINE_EXPLAIN_STEP_H

#include "cache/log.h"
#include "render/page.h"

struct explain_question {
	struct text file; /* relative to OUT, "fr/messages/x.html"; or "content/fr/messages/x.md" */
	const struct log *traces;
};

/* Appends the answer to OUT: 'y' and records (engine/explain_record.h); or, if there is no such
 * file, 'n' and the most similar name, if there is one. RENDERER is frozen, DIGESTS are of its
 * model. */
void explain_step(const struct explain_question *question, struct renderer *renderer,
		  struct digests *digests, struct buffer *out, struct diagnostics *d);

#endif
