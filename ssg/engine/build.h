/* build.h - one build: from a commit to a published site.
 *
 *   struct build_options options = {.site = ".", .out = "public", .workers = 2};
 *   struct build_report report;
 *   status = build_run(&options, &report, &diagnostics);
 *   build_report_free(&report);
 *
 * Whatever happens, OUT is afterwards the site as it was or a whole new one. */
#ifndef SSG_ENGINE_BUILD_H
#define SSG_ENGINE_BUILD_H

#include "base/diagnostics.h"
#include "base/event_log.h"
#include "cache/log.h"
#include "source/snapshot.h"
#include "workers/progress.h"

struct build_options {
	const char *site;
	const char *out;
	const char *rev;          /* "HEAD" */
	bool worktree;            /* the files as they are on disk, instead of REV */
	unsigned workers;         /* 0: all in this process, without walls and deadline */
	bool temporary;           /* OUT need not outlive a power cut: nothing waits for the disk */
	bool fresh;               /* nothing is remembered from earlier builds */
	struct event_log *events; /* to be filled, or NULL */
	struct progress_watch watch; /* told about every 0.1 s while workers run */
};

struct language_pages {
	struct text lang;
	size_t pages;
};

struct build_report {
	struct arena arena;
	struct snapshot snapshot; /* open: its files are shown under messages */
	struct log listing;       /* its paths may point into it */
	struct language_pages *languages;
	size_t language_count;
	bool unchanged; /* OUT was already what would have been built */
	size_t files;
	size_t written; /* of them: the others were right already */
	uint64_t bytes;
	unsigned walls;      /* enum jail_wall: what stood around the workers */
	uint64_t started;    /* nanoseconds of CLOCK_MONOTONIC */
	double seconds;      /* wall-clock time of the whole */
	double steps[STEPS]; /* of each step; 0: it was not reached */
};

/* REPORT is to be freed after any status. Diagnostics are sorted. */
enum status build_run(const struct build_options *options, struct build_report *report,
		      struct diagnostics *d);
void build_report_free(struct build_report *report);

#endif
