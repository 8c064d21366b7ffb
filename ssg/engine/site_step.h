/* site_step.h - from records to written files: the model, the plugins' `site` hooks, and from there
 * the render workers.
 *
 * All of it happens in one worker, which alone holds the model and forks those that render. */
#ifndef SSG_ENGINE_SITE_STEP_H
#define SSG_ENGINE_SITE_STEP_H

#include "base/region.h"
#include "cache/page_memory_file.h"
#include "engine/content_step.h"
#include "engine/explain_step.h"
#include "engine/settings_step.h"
#include "publish/generation.h"
#include "source/history.h"
#include "workers/progress.h"

struct site_step {
	const struct snapshot *snapshot;
	struct digest stamp; /* of what all pages have in common: engine/stamps.h */
	const struct settings *settings;
	const struct content *content;
	struct history_parts history; /* of history_step; none: nothing is known */
	struct memory_bytes memory;   /* of the pages of OUT: cache/page_memory.h; empty: none */
	struct generation *generation;
	unsigned workers;
	struct progress *progress;
	const struct progress_watch *watch;
	struct event_log *events;       /* or NULL */
	bool fresh;                     /* what an earlier build has left is not used */
	const struct region_gaps *gaps; /* base/region.h */
	/* Files of the state directory, open in the worker (cache/site_image.h); -1: none. */
	int image, fresh_image;
	int fresh_pages;  /* where a new base of the memory is written: cache/last_build.h */
	bool may_give_up; /* rather than write nearly all files, for these to be written anew: */
	bool anew;        /* nothing of next/ is there yet but what may be written over */
	bool failed;      /* there are errors already: look for more, but write nothing */
	const struct explain_question *question; /* to be answered, instead of writing; or NULL */
};

/* What site_step_run gives; all of it points into RESULTS. */
struct site_output {
	struct results results;
	struct text written; /* files below next/: output_next() */
	struct text removed; /* files of OUT that are no part of the site any more */
	struct text patch;   /* of the memory for the next build; empty: there is none */
	bool new_pages;      /* it is of the base that the worker has written */
	size_t kept_count;   /* of files that are as they are in OUT */
	bool image_used;     /* cache/site_image.h */
	bool given_up;       /* see above: nothing was written, nothing else is given */
	struct text answer; /* to the question: engine/explain_step.h; then nothing else is given */
};

/* OUTPUT is to be freed after any status. */
enum status site_step_run(const struct site_step *step, struct site_output *output,
			  struct diagnostics *d);
void site_output_free(struct site_output *output);

#endif
