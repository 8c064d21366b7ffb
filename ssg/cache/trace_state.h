/* trace_state.h - traces as they lie in the log and in memory (cache/traces.h says what they are
 * for). */
#ifndef SSG_CACHE_TRACE_STATE_H
#define SSG_CACHE_TRACE_STATE_H

#include "cache/log.h"
#include "site/digests.h"
#include "site/reads.h"

enum trace_run {
	TRACE_HEAD,    /* struct trace_head */
	TRACE_TEXTS,   /* bytes that spans point to */
	TRACE_NAMES,   /* struct trace_span */
	TRACE_NODES,   /* struct trace_node */
	TRACE_GROUPS,  /* struct trace_span, in TRACE_MEMBERS */
	TRACE_MEMBERS, /* uint32_t: nodes */
	TRACE_READS,   /* uint32_t: nodes, and TRACE_GROUP + groups */
	TRACE_OUTPUTS, /* struct trace_entry */
	TRACE_CHANGED, /* struct trace_change, of nodes of earlier segments */
	TRACE_REMOVED, /* uint32_t: outputs */
	TRACE_ITEMS,   /* uint32_t: outputs by their number in the model; empty: as before */
	TRACE_REASONS, /* uint32_t: nodes */
	TRACE_FILES,   /* of settings: a blob_id each, its path and a zero byte */
	TRACE_CAUSES,  /* why all outputs were made: paths with "changed" and so on, one per line */
};
enum { TRACE_RUNS = TRACE_CAUSES + 1, TRACE_REASONS_MAX = 20 };

static const uint32_t TRACE_NONE = UINT32_MAX;
static const uint32_t TRACE_GROUP = 1U << 31;

/* Why an output was made. */
enum trace_decision {
	MADE_NOTHING, /* it was kept */
	MADE_FIRST,   /* there was no earlier build to compare with */
	MADE_ALL,     /* settings, data or plugins changed: all outputs were made */
	MADE_NEW,     /* there was no such output */
	MADE_INPUTS,  /* its own inputs changed */
	MADE_READS,   /* something that it read changed */
};

/* What all outputs of a build have in common. */
struct trace_head {
	struct digest stamp; /* of program, settings, types, data and plugins */
	struct digest model; /* names the structure of the model (cache/model_cache.h) */
	uint64_t titles;     /* digest of all titles */
	uint64_t live_reads; /* items of TRACE_READS in all segments that some output has */
	uint32_t item_count;
	uint32_t decision; /* MADE_FIRST, MADE_ALL, or MADE_READS for a build that kept outputs */
	char commit[48], before[48]; /* hexadecimal, with zeros behind; BEFORE: the build before */
};

struct trace_span {
	uint32_t first, count;
};

struct trace_node {
	uint64_t digest;
	uint32_t name; /* of the object for a numbered kind, else of the read */
	uint16_t lang; /* of a numbered kind */
	uint16_t kind; /* enum read_kind */
};

/* An output; spans are in the runs of its own segment. */
struct trace_entry {
	uint64_t inputs;
	uint64_t digest; /* of its bytes */
	uint32_t number, path;
	struct trace_span reads, reasons, problems;
	uint32_t decision;
	uint32_t more; /* reasons beyond those that are listed */
};

struct trace_change {
	uint64_t digest;
	uint32_t node, zero;
};

_Static_assert(sizeof(struct trace_head) == 152, "as it lies on the disk");
_Static_assert(sizeof(struct trace_node) == 16, "as it lies on the disk");
_Static_assert(sizeof(struct trace_entry) == 56, "as it lies on the disk");
_Static_assert(sizeof(struct trace_change) == 16, "as it lies on the disk");

/* ---- in memory */

struct trace_output {
	const struct trace_entry *entry; /* NULL: it was removed */
	const uint32_t *reads;
	struct text path;
	struct text problems; /* of diagnostics_write: to be repeated */
	uint32_t segment;
};

struct trace_group {
	const uint32_t *members;
	uint32_t count;
};

struct traces {
	struct trace_head head; /* of the last build; zeros: nothing is known */
	size_t segments;
	struct text *names;
	struct trace_node *nodes;
	struct trace_group *groups;
	struct trace_output *outputs;
	uint32_t name_count, node_count, node_room, group_count, output_count;
	const uint32_t *items; /* outputs by number in the model of the last build */
	struct text files;
	bool same_model;                /* numbers are those of the last build, and so are inputs */
	const struct log_segment *last; /* that of the last build */
	/* private */
	uint64_t total_reads;
	struct trace_head now;
	struct digests *digests;
	bool *changed, *changed_groups; /* by node and group */
	uint32_t *node_of_number;       /* by number of a read in this model */
	struct map by_path, by_name, by_set, by_text;
	uint32_t first_name, first_node, first_group, first_output; /* of this build's own */
	uint32_t *own_items;
	bool *here; /* by output, if the model is another one: it is part of the site still */
	struct buffer texts, new_names, members, new_groups, reads, entries, reasons, removed;
	struct arena arena;
};

#endif
