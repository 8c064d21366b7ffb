/* site_job.h - the input and the output of the site worker (engine/site_step.h). */
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
	struct digest stamp; /* digest of what all pages depend on: engine/stamps.h */
	const struct settings *settings;
	const struct content *content;
	struct history_parts history; /* from history_step; empty if nothing is known */
	struct generation *generation;
	unsigned workers;
	struct progress *progress;
	const struct progress_watch *watch;
	struct event_log *events; /* or NULL */
	/* what earlier builds left, and where this build writes for the next one */
	const struct log *model_log, *traces_log;
	struct log_lent model_lent, traces_lent;
	enum log_mode traces_mode;
	struct trace_head now; /* of this build; the site step fills in ->model and ->item_count */
	struct trace_settings trace_settings;
	bool failed; /* there are errors already: report more, but write nothing */
	const struct explain_question *question; /* answered instead of writing pages; or NULL */
};

/* The result of site_step_run. All texts point into RESULTS. */
struct site_output {
	struct results results;
	struct text written; /* files that were written below next/; read them with output_next() */
	struct text removed; /* files of OUT that the site no longer has */
	size_t kept_count;   /* files of OUT that stay as they are */
	uint64_t model_sizes[MODEL_RUNS];  /* bytes written to ->model_lent; zeros if none */
	uint64_t traces_sizes[TRACE_RUNS]; /* bytes written to ->traces_lent */
	struct text answer; /* to ->question (engine/explain_step.h); then all else is empty */
};

#endif
