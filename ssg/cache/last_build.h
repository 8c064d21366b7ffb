/* last_build.h - the summary of the build that made OUT.
 *
 *   last_build_open(&last, &generation, program, fresh);
 *   if (digest_equal(last.inputs, …)) … nothing has changed
 *   last_build_open_rest(&last, &generation);
 *   last_build_keep(&last, &now);                       after publishing
 *   last_build_close(&last);
 *
 * It is valid only while OUT is what that build published: its SHA256SUMS tells. The summary is one
 * segment of the log "last". */
#ifndef SSG_CACHE_LAST_BUILD_H
#define SSG_CACHE_LAST_BUILD_H

#include "base/digest.h"
#include "cache/log.h"
#include "publish/generation.h"

struct last_build {
	struct digest out_sums;   /* digest of the SHA256SUMS of OUT; zero if there is none */
	struct digest out_mirror; /* digest of its mirror.json */
	bool known;               /* the last build made OUT, and what follows is set */
	struct digest inputs;     /* digest of everything that OUT was made from */
	struct digest stamp;      /* digest of what all pages depend on */
	uint64_t files, bytes;    /* of OUT, without its two lists */
	bool previous_known;      /* previous/ differs from OUT only in DELTA */
	struct text delta;        /* files, in the format of publish/written.h */
	struct text counts;       /* pages per language, in the same format */
	struct text problems;     /* warnings, from diagnostics_write */
	struct text sums, mirror; /* the two lists of OUT (publish/manifest.h) */
	/* private */
	struct log log;
};

/* PROGRAM is a digest: the summary of another program is ignored. With FRESH, only ->out_sums is
 * set. */
void last_build_open(struct last_build *last, const struct generation *g, struct digest program,
		     bool fresh);
/* Opens the lists and sets ->previous_known. If mirror.json was changed, OUT is no longer known. */
void last_build_open_rest(struct last_build *last, const struct generation *g);
void last_build_close(struct last_build *last);

/* Writes NOW (all but ->known and the lists) after OUT was published. LAST is the summary that the
 * build began with. Failure is not an error. */
void last_build_keep(struct last_build *last, const struct last_build *now);

#endif
