/* reading.h - the first half of a build, up to the records of all documents: what the site step
 * takes.
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
	/* To be set; they outlive the reading. */
	const struct snapshot *snapshot;
	const struct jail *jail; /* for reading the snapshot */
	int state_fd;            /* where an earlier build left what it remembers */
	enum log_use use;        /* of what it left */
	unsigned workers;
	struct progress *progress;
	const struct progress_watch *watch;
	struct event_log *events; /* or NULL */
	/* Given. */
	struct settings settings; /* ->root is NULL: no site can be made of it */
	struct history_step history;
	struct records records;
	struct content content;
};

/* STATUS_CONTENT: there are errors; unless settings.root is NULL, more could be found by going on.
 */
enum status reading_run(struct reading *reading, struct diagnostics *d);
/* After a build: what it did not need goes, sooner or later. */
void reading_tidy(struct reading *reading);
void reading_free(struct reading *reading); /* after any status */

#endif
