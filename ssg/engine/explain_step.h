/* explain_step.h - answers what a file of the output is made from, and why the last build made it
 * anew or did not. It is asked of the site worker instead of writing the output (site_step.h): the
 * site is as the last build had it, and that build's decision is made once more. */
#ifndef SSG_ENGINE_EXPLAIN_STEP_H
#define SSG_ENGINE_EXPLAIN_STEP_H

#include "cache/page_memory.h"
#include "engine/read_recorder.h"

struct explain_question {
	struct text file; /* below OUT: "fr/messages/x.html"; or "content/fr/messages/x.md" */
	bool went_by;     /* the last build knew the one before it: */
	bool same_stamp;  /* and what all pages have in common had not changed */
	struct memory_bytes memory; /* what it remembered of pages: cache/page_memory.h */
	const struct snapshot
	    *before; /* what that was made from; NULL: it cannot be read any more */
};

/* Appends the answer to OUT: a letter, 'y', and records (engine/explain_record.h); or 'n', and the
 * nearest name, or nothing, when there is no such file. RENDERER is frozen, DIGESTS are of its
 * model. */
void explain_step(const struct explain_question *question, struct renderer *renderer,
		  struct digests *digests, struct buffer *out, struct diagnostics *d);

#endif
