/* content_step.h - has workers parse every Markdown file that is not remembered from an earlier
 * build; gives their records.
 *
 *   content_step(&content, &snapshot, settings.root, &records, workers, &jail, progress, &watch,
 *                events, d);
 *   content.files[i], content.records[i]       its record; empty: there is none
 *   content_free(&content);
 *
 * A record is a function of path, bytes, and what content_stamp() covers. Those without errors are
 * kept while the workers are at it: so few are held in memory, and they are remembered whatever
 * becomes of the build. */
#ifndef SSG_ENGINE_CONTENT_STEP_H
#define SSG_ENGINE_CONTENT_STEP_H

#include "base/event_log.h"
#include "cache/records.h"
#include "source/snapshot.h"
#include "workers/progress.h"
#include "workers/workers.h"

struct content {
	struct arena arena;
	const struct snapshot *snapshot;
	const struct value *settings;
	struct records *kept;
	const struct file **files; /* by path */
	size_t count;
	struct text *records;    /* by file */
	struct digest *outlines; /* by file, of good ones */
	bool *stored;            /* by file: good, and checked when it was made */
	size_t *todo;            /* files that no build has read: one per task */
	size_t task_count;
	bool unstarted; /* no worker could start, and none could for the site either: reported */
	struct progress *progress;
	const struct progress_watch *watch;
	struct event_log *events;      /* or NULL */
	struct content_worker *worker; /* in a worker: what it keeps from task to task */
};

/* Digest of what records depend on besides their files: the program, site.yaml, types and
 * plugins. */
struct digest content_stamp(const struct snapshot *snapshot);

/* SETTINGS is settings_step's root; KEPT is of content_stamp(). All that is given outlives CONTENT.
 */
enum status content_step(struct content *content, const struct snapshot *snapshot,
			 const struct value *settings, struct records *kept, unsigned workers,
			 const struct jail *jail, struct progress *progress,
			 const struct progress_watch *watch, struct event_log *events,
			 struct diagnostics *d);
void content_free(struct content *content);

#endif
