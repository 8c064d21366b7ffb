/* traces.h - records what each output was made from, so that the next build can tell which outputs
 * are still valid.
 *
 *   traces_open(&traces, &log, &digests, &now);         NOW: program, settings, model of this build
 *   for each output:
 *           number = traces_find(&traces, path);
 *           if (… same inputs … && traces_reads_hold(&traces, number))
 *                   traces_keep(&traces, item, number);
 *           else    … make it …, traces_add(&traces, item, &made);
 *   while (traces_gone(&traces, &at, &path)) … the site has no PATH any more …
 *   traces_write(&traces, &lent, sizes);
 *   traces_close(&traces);
 *
 * An output is still valid if its own inputs (a digest) and everything that it read (site/reads.h)
 * have the same digests as before. A read is one *node* with its digest, however many outputs read
 * it; a set of reads that many pages share is a *group* of nodes. Each build appends its changes to
 * the log (cache/log.h); names, nodes, groups and outputs are numbered across segments. */
#ifndef SSG_CACHE_TRACES_H
#define SSG_CACHE_TRACES_H

#include "cache/trace_state.h"

/* Reads the head of the last build in LOG. False if there is none. */
bool traces_read_head(const struct log *log, struct trace_head *head);

/* Reads LOG if its last build had the stamp of NOW. DIGESTS are of this build's model. NOW is the
 * head that this build will write, except ->live_reads and ->titles. */
void traces_open(struct traces *traces, const struct log *log, struct digests *digests,
		 const struct trace_head *now);
void traces_close(struct traces *traces);

/* The number of the output at PATH; TRACE_NONE if there was none. */
uint32_t traces_find(const struct traces *traces, struct text path);
/* True if nothing that OUTPUT read has changed. */
bool traces_reads_hold(const struct traces *traces, uint32_t output);

/* Output number ITEM of this build is OUTPUT of the last one, unchanged. */
void traces_keep(struct traces *traces, uint32_t item, uint32_t output);

struct trace_made {
	struct text path;
	uint64_t inputs, digest;
	struct text numbers, names; /* in the format of struct reads; from a worker, not trusted */
	struct text problems;
	enum trace_decision decision;
};
/* Output number ITEM of this build was made. */
void traces_add(struct traces *traces, uint32_t item, const struct trace_made *made);

/* Goes through outputs of the last build that were neither kept nor made; *AT begins at 0. */
bool traces_gone(struct traces *traces, size_t *at, struct text *path);

#endif
