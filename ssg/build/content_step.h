/* content_step.h - every Markdown file of the site as a record, made by workers in parallel.
 *
 *   content_step(&content, &snapshot, settings.root, workers, &jail, progress, &watch, d);
 *   content.files[i], content.results.tasks[i].bytes       its record; empty: there is none
 *   content_free(&content); */
#ifndef SSG_BUILD_CONTENT_STEP_H
#define SSG_BUILD_CONTENT_STEP_H

#include "build/progress.h"
#include "build/workers.h"
#include "source/snapshot.h"

struct content {
	struct arena arena;
	const struct snapshot *snapshot;
	const struct value *settings;
	const struct file **files; /* by path */
	size_t count;
	struct results results;
	struct progress *progress;
	const struct progress_watch *watch;
	struct content_worker *worker; /* in a worker: what it keeps from task to task */
};

/* SETTINGS is settings_step's root; all that is given outlives CONTENT. */
enum status content_step(struct content *content, const struct snapshot *snapshot,
			 const struct value *settings, unsigned workers, const struct jail *jail,
			 struct progress *progress, const struct progress_watch *watch,
			 struct diagnostics *d);
void content_free(struct content *content);

#endif
