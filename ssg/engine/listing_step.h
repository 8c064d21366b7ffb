/* listing_step.h - lists the files of a commit; the last listing (source/flat_listing.h), in the
 * log "files", saves reading trees that have not changed.
 *
 *   listing_step(&log, &snapshot, state_fd, LOG_USE_ALL, d);
 *   … snapshot.files …
 *   snapshot_close(&snapshot);
 *   log_close(&log);           the snapshot's paths point into it */
#ifndef SSG_ENGINE_LISTING_STEP_H
#define SSG_ENGINE_LISTING_STEP_H

#include "cache/log.h"
#include "source/snapshot.h"

/* SNAPSHOT comes from snapshot_find_commit. A failed write to the log is not an error. Returns the
 * status of snapshot_list. */
enum status listing_step(struct log *log, struct snapshot *snapshot, int state_fd, enum log_use use,
			 struct diagnostics *d);

#endif
