/* site_job.h - what the site worker is given, and what it gives (engine/site_step.h). */
#ifndef SSG_ENGINE_SITE_JOB_H
#define SSG_ENGINE_SITE_JOB_H

#include "cache/model_cache.h"
#include "cache/trace_writer.h"
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
	struct history_bytes history; /* of history_step; empty: none is known */
	struct generation *generation;
	unsigned workers;
	struct progress *progress;
	const struct progress_watch *watch;
	struct event_log *events; /* or NULL */
	/* What earlier builds left, and where this one leaves what the next is to know. */
	const struct log *model_log, *traces_log;
	struct log_lent model_lent, traces_lent;
	enum log_mode traces_mode;
	struct trace_head now; /* of this build; the site step fills in ->model and ->item_count */
	struct trace_settings trace_settings;
	bool failed; /* there are errors already: look for more, but write nothing */
	const struct explain_question *question; /* to be answered, instead of writing; or NULL */
};

/* What site_step_run gives; all of it points into RESULTS. */
struct site_output {
	struct results results;
	struct text written;               /* files below next/: output_next() */
	struct text removed;               /* files of OUT that are no part of the site any more */
	size_t kept_count;                 /* of files that are as they are in OUT */
	uint64_t model_sizes[MODEL_RUNS];  /* what was written to ->model_lent; zeros: nothing */
	uint64_t traces_sizes[TRACE_RUNS]; /* to ->traces_lent */
	struct text answer; /* to the question: engine/explain_step.h; then nothing else is given */
};

#endif
