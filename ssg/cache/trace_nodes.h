/* trace_nodes.h - the nodes of traces: each read once, with its digest (a part of cache/traces.h).
 */
#ifndef SSG_CACHE_TRACE_NODES_H
#define SSG_CACHE_TRACE_NODES_H

#include "cache/trace_state.h"

/* The read that NODE stands for in the model of TRACES, with its NUMBER, or with UINT32_MAX and its
 * NAME. False if its object no longer exists; then NAME is what the object was called. */
bool trace_nodes_read(const struct traces *traces, uint32_t node, struct read *read,
		      uint32_t *number, struct text *name);
/* Computes the digest of each node in this model; marks those that have changed. */
void trace_nodes_compare(struct traces *traces);
/* The number of NAME, which is added if needed. */
uint32_t trace_nodes_name(struct traces *traces, struct text name);
/* Says that the reads of OUTPUT are likely to be added next: that saves an index of all nodes. */
void trace_nodes_expect(struct traces *traces, uint32_t output);
/* Appends reads, in the format of struct reads, to ->reads. */
void trace_nodes_add(struct traces *traces, struct text numbers, struct text names);

#endif
