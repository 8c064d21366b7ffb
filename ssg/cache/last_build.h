/* last_build.h - what the state directory remembers of the build that made OUT.
 *
 *   last_build_open(&last, &generation, program, fresh);
 *   if (digest_equal(last.whole, …)) … OUT is what would be built
 *   last_build_open_rest(&last, &generation);
 *   if (digest_equal(last.stamp, …)) … last.memory can be relied on, and the lists
 *   last_build_keep(&generation, &now, &last);     after publishing
 *   last_build_close(&last);
 *
 *   last_build_open_before(&before, &generation, program);  of the build before: what made
 * previous/
 *
 * It holds only while OUT is what that build published: its SHA256SUMS tells.
 *
 * All of it is one segment of the log "last", except for the base of what is remembered of pages
 * (cache/page_memory_file.h), which builds share: a new one is there as PAGES_FRESH before it is
 * kept. */
#ifndef SSG_CACHE_LAST_BUILD_H
#define SSG_CACHE_LAST_BUILD_H

#include "base/digest.h"
#include "cache/log.h"
#include "cache/page_memory_file.h"
#include "publish/generation.h"

#define PAGES_FRESH "new-pages"

struct last_build {
	struct digest out_sums;     /* of the SHA256SUMS of OUT; zero: there is none */
	struct digest out_mirror;   /* of its mirror.json */
	bool known;                 /* OUT is of ssg's last build, and this is what it was */
	struct digest whole;        /* of all that it was made from */
	struct digest stamp;        /* of what all pages have in common */
	uint64_t files, bytes;      /* of OUT but for its two lists: how many, and in all */
	bool previous_known;        /* previous/ differs from OUT just in DELTA */
	struct text delta;          /* files, as publish/written.h lists them */
	struct memory_bytes memory; /* of pages; of a new build, the patch */
	bool new_pages;             /* of a new build: PAGES_FRESH is the base */
	struct text counts;         /* pages by language, as a list of publish/written.h */
	struct text problems;       /* warnings, as of diagnostics_write */
	struct text sums, mirror;   /* the two lists of OUT (publish/manifest.h) */
	/* private */
	struct log log;
	struct text pages_file;
};

/* PROGRAM: a digest; what another one left is not known. FRESH: nothing is known except ->out_sums.
 */
void last_build_open(struct last_build *last, const struct generation *g, struct digest program,
		     bool fresh);
/* Of what is known, the lists, the memory, and whether previous/ is. Where mirror.json is not as it
 * was, OUT is known no more. */
void last_build_open_rest(struct last_build *last, const struct generation *g);
/* What the last build remembered of the one before it, and went by. Not known: it went by nothing,
 * or what it knew of pages is lost. */
void last_build_open_before(struct last_build *before, const struct generation *g,
			    struct digest program);
void last_build_close(struct last_build *last);

/* Remembers NOW (all but ->known and the lists), that OUT was just published, and that previous/ is
 * what was there before it if PREVIOUS_KNOWN. LAST is what the build went by. Failing is no error.
 */
void last_build_keep(const struct generation *g, const struct last_build *now,
		     struct last_build *last);

#endif
