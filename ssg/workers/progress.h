/* progress.h - how far a build is, in memory that the process which prints it shares.
 *
 * Lies in memory that all workers share and may write: whoever reads it trusts nothing but that it
 * may be shown. */
#ifndef SSG_WORKERS_PROGRESS_H
#define SSG_WORKERS_PROGRESS_H

#include "base/text.h"

#include <stdatomic.h>

enum build_step {
	STEP_SOURCE,
	STEP_SETTINGS,
	STEP_HISTORY,
	STEP_CONTENT,
	STEP_SITE, /* all that the site worker does before the first page */
	STEP_RENDER,
	STEP_PUBLISH,
};
#define STEPS (STEP_PUBLISH + 1)

struct progress {
	_Atomic uint32_t step;
	_Atomic uint64_t finished, tasks; /* of the step; 0: not known */
	_Atomic uint64_t started[STEPS];  /* nanoseconds of CLOCK_MONOTONIC; 0: not yet */
	/* For STEP_RENDER: pages begun and ended (a worker that dies leaves one begun), and slow
	 * ones that failed. */
	_Atomic uint64_t begun, ended, slow_failures;
	char doing[256]; /* the plugin whose `site` hook runs; else empty */
};

/* Who wants to see it, in the process that prints. */
struct progress_watch {
	void (*seen)(void *self, const struct progress *progress); /* may be NULL */
	void *self;
};

/* Shared with processes forked later; NULL with errno. */
struct progress *progress_make(void);
void progress_free(struct progress *progress); /* NULL is fine */

/* "content", for people. */
const char *progress_name(enum build_step step);

void progress_step(struct progress *progress, enum build_step step);
void progress_set(struct progress *progress, size_t finished, size_t tasks);
void progress_show(const struct progress *progress, const struct progress_watch *watch);
/* PATH is cut to what fits: it is only shown. */
void progress_doing(struct progress *progress, struct text path);
/* Into BYTES of the same size as ->doing: gives a text of it. */
struct text progress_read_doing(const struct progress *progress, char bytes[256]);

#endif
