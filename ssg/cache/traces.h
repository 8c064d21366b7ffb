/* traces.h - what each output of the last build was made from, so that the next build can tell
 * which outputs are still right.
 *
 *   traces_open(&traces, &log, &digests, &now);         NOW: program, settings, model of this build
 *   for each output:
 *           number = traces_find(&traces, path);
 *           if (traces_keeps(&traces, number, inputs)) traces_keep(&traces, item, number);
 *           else … make it … traces_add(&traces, item, &made);
 *   while (traces_gone(&traces, &at, &path)) … PATH is no part of the site any more …
 *   traces_write(&traces, &lent, sizes);
 *   traces_close(&traces);
 *
 * An output is still right when its own inputs (a digest) and all that it read (site/reads.h) have
 * the digests that they had. Each read is one *node*, with its digest, whoever reads it; a set of
 * reads that many pages share is a *group* of nodes. In the log (cache/log.h) each build appends
 * what is new; numbers of names, nodes, groups and outputs count on from segment to segment. */
#ifndef SSG_CACHE_TRACES_H
#define SSG_CACHE_TRACES_H

#include "cache/trace_state.h"

/* The head of the last build in LOG. False: there is none. */
bool traces_read_head(const struct log *log, struct trace_head *head);
/* Is what LOG holds of a build with STAMP? */
bool traces_are_of(const struct log *log, struct digest stamp);

/* What LOG holds is read if it is of the stamp in NOW; DIGESTS are of this build's model. NOW: head
 * of what this build will write, without ->live_reads and ->titles. ITEM_COUNT outputs are to be.
 */
void traces_open(struct traces *traces, const struct log *log, struct digests *digests,
		 const struct trace_head *now);
void traces_close(struct traces *traces);

/* The output at PATH; TRACE_NONE: there was none. */
uint32_t traces_find(const struct traces *traces, struct text path);
/* Is OUTPUT still what it was, if it is made from INPUTS? */
bool traces_keeps(const struct traces *traces, uint32_t output, uint64_t inputs);
/* In the same model: is it, without a look at its inputs? */
bool traces_reads_hold(const struct traces *traces, uint32_t output);

/* Output number ITEM of this build is OUTPUT, as it was. */
void traces_keep(struct traces *traces, uint32_t item, uint32_t output);

struct trace_made {
	struct text path;
	uint64_t inputs, digest;
	struct text numbers, names; /* as struct reads has them, from a worker */
	struct text problems;
	enum trace_decision decision;
};
/* Output number ITEM was made. */
void traces_add(struct traces *traces, uint32_t item, const struct trace_made *made);

/* Outputs of the last build, one by one from *AT = 0, that were neither kept nor added. */
bool traces_gone(struct traces *traces, size_t *at, struct text *path);

#endif
