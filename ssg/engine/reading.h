/* reading.h - the first half of a build: settings, history and the records of all documents.
 *
 *   struct reading reading = {.snapshot = …, .jail = …};
 *   status = reading_run(&reading, d);
 *   reading.settings.root, reading.history, reading.content …
 *   reading_free(&reading); */
#ifndef SSG_ENGINE_READING_H
#define SSG_ENGINE_READING_H

#include "engine/content_step.h"
#include "engine/history_step.h"
#include "engine/settings_step.h"

struct reading {
	/* Set by the caller; they outlive the reading. */
	const struct snapshot *snapshot;
	const struct jail *jail; /* for reading the snapshot */
	int state_fd;            /* the state directory */
	enum log_use use;        /* of what an earlier build left there */
	unsigned workers;
	struct progress *progress;
	const struct progress_watch *watch;
	struct event_log *events; /* or NULL */
	/* Results. */
	struct settings settings; /* no site can be made if ->root is NULL */
	struct history_step history;
	struct records records;
	struct content content;
};

/* STATUS_CONTENT: there are errors. If settings.root is set, the next steps can find more. */
enum status reading_run(struct reading *reading, struct diagnostics *d);
/* After a build: drops records that it did not use, when they have become many. */
void reading_tidy(struct reading *reading);
void reading_free(struct reading *reading); /* after any status */

#endif
