/* trace_nodes.h - the reads of all outputs, each once, with their digests (a part of
 * cache/traces.h). */
#ifndef SSG_CACHE_TRACE_NODES_H
#define SSG_CACHE_TRACE_NODES_H

#include "cache/trace_state.h"

/* What NODE stands for in the model of TRACES: a read, with its NUMBER or (UINT32_MAX) its NAME, as
 * site/reads.h notes it. False: its object is gone; NAME says what it was called. */
bool trace_nodes_read(const struct traces *traces, uint32_t node, struct read *read,
		      uint32_t *number, struct text *name);
/* Finds which nodes have another digest in the model of the traces, and gives them that. */
void trace_nodes_compare(struct traces *traces);
/* The number of NAME, which is added if it is new. */
uint32_t trace_nodes_name(struct traces *traces, struct text name);
/* Appends reads, as struct reads has them, to ->reads. */
void trace_nodes_add(struct traces *traces, struct text numbers, struct text names);

#endif
