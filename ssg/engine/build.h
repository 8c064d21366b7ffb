/* build.h - one build: from a commit to a published site.
 *
 *   struct build_options options = {.site = ".", .out = "public", .workers = 2};
 *   struct build_report report;
 *   status = build_run(&options, &report, &diagnostics);
 *   build_report_free(&report);
 *
 * Whatever happens, OUT is afterwards either the old site, untouched, or a complete new one. */
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
	bool temporary;           /* OUT need not survive a power cut: do not wait for the disk */
	bool fresh;               /* ignore what earlier builds remembered */
	struct event_log *events; /* filled in; or NULL */
	struct progress_watch watch; /* called about every 0.1 s while workers run */
};

struct language_pages {
	struct text lang;
	size_t pages;
};

struct build_report {
	struct arena arena;
	struct snapshot snapshot; /* left open: messages quote lines of its files */
	struct log listing;       /* its paths may point into it */
	struct language_pages *languages;
	size_t language_count;
	bool unchanged; /* nothing had changed: OUT is as it was */
	size_t files;
	size_t written; /* of these files; the others were kept */
	uint64_t bytes;
	unsigned walls;      /* enum jail_wall: the sandboxes that were active around workers */
	uint64_t started;    /* nanoseconds of CLOCK_MONOTONIC */
	double seconds;      /* wall-clock time of the build */
	double steps[STEPS]; /* seconds per step; 0 if it was not reached */
};

/* Free REPORT after any status. Sorts the diagnostics. */
enum status build_run(const struct build_options *options, struct build_report *report,
		      struct diagnostics *d);
void build_report_free(struct build_report *report);

#endif
