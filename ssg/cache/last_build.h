/* last_build.h - what the state directory remembers of the build that made OUT.
 *
 *   last_build_open(&last, &generation, fresh);
 *   if (digest_equal(last.whole, …)) … OUT is what would be built
 *   last_build_open_rest(&last, &generation);
 *   last_build_keep(&generation, &now);            after publishing
 *   last_build_close(&last);
 *
 * It holds only while OUT is what that build published: its SHA256SUMS tells.
 */
#ifndef SSG_CACHE_LAST_BUILD_H
#define SSG_CACHE_LAST_BUILD_H

#include "base/digest.h"
#include "cache/state_file.h"
#include "publish/generation.h"

struct last_build {
	struct digest out_sums;   /* of the SHA256SUMS of OUT; zero: there is none */
	struct digest out_mirror; /* of its mirror.json */
	bool known;               /* OUT is of ssg's last build, and this is what it was */
	struct digest whole;      /* of all that it was made from */
	struct digest stamp;      /* of what all pages have in common */
	uint64_t files, bytes;    /* of OUT but for its two lists: how many, and in all */
	bool previous_known;      /* previous/ differs from OUT just in DELTA */
	struct text delta;        /* files, as publish/written.h lists them */
	struct text counts;       /* pages by language, as a list of publish/written.h */
	struct text problems;     /* warnings, as of diagnostics_write */
	struct text sums, mirror; /* the two lists of OUT (publish/manifest.h) */
	/* private */
	struct state_file file, sums_file, mirror_file;
};

/* FRESH: nothing is known but ->out_sums. */
void last_build_open(struct last_build *last, const struct generation *g, bool fresh);
/* Of what is known, the lists, and whether previous/ is. Where mirror.json is not as it was, OUT is
 * known no more. */
void last_build_open_rest(struct last_build *last, const struct generation *g);
void last_build_close(struct last_build *last);

/* Remembers NOW (all but ->known and the lists), that OUT was just published, and that previous/ is
 * what was there before it if PREVIOUS_KNOWN. LAST is what the build went by. Failing is no error.
 */
void last_build_keep(const struct generation *g, const struct last_build *now,
		     const struct last_build *last);

#endif
