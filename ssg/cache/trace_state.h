/* trace_state.h - the structs of traces in the log and in memory; cache/traces.h explains them. */
#ifndef SSG_CACHE_TRACE_STATE_H
#define SSG_CACHE_TRACE_STATE_H

#include "cache/log.h"
#include "site/digests.h"
#include "site/reads.h"

enum trace_run {
	TRACE_HEAD,    /* struct trace_head */
	TRACE_TEXTS,   /* bytes that spans refer to */
	TRACE_NAMES,   /* struct trace_span */
	TRACE_NODES,   /* struct trace_node */
	TRACE_GROUPS,  /* struct trace_span into TRACE_MEMBERS */
	TRACE_MEMBERS, /* uint32_t: nodes */
	TRACE_READS,   /* uint32_t: nodes, or TRACE_GROUP + a group */
	TRACE_OUTPUTS, /* struct trace_entry */
	TRACE_CHANGED, /* struct trace_change: nodes of earlier segments */
	TRACE_REMOVED, /* uint32_t: outputs */
	TRACE_ITEMS,   /* uint32_t: output per item of the model; empty if unchanged */
	TRACE_REASONS, /* uint32_t: nodes */
	TRACE_FILES,   /* settings, data, plugins: blob_id, path and a zero byte each */
	TRACE_CAUSES,  /* why all outputs were made: lines such as "site.yaml changed" */
};
enum { TRACE_RUNS = TRACE_CAUSES + 1, TRACE_REASONS_MAX = 20 };

static const uint32_t TRACE_NONE = UINT32_MAX;
static const uint32_t TRACE_GROUP = 1U << 31;

/* Why an output was made. */
enum trace_decision {
	MADE_NOTHING, /* it was kept */
	MADE_FIRST,   /* there was no earlier build to compare with */
	MADE_ALL,     /* program, settings, data or plugins changed */
	MADE_NEW,     /* there was no such output */
	MADE_INPUTS,  /* its own inputs changed */
	MADE_READS,   /* something that it read changed */
};

/* One per build. */
struct trace_head {
	struct digest stamp; /* of program, settings, types, data and plugins */
	struct digest model; /* its name (cache/model_cache.h) */
	uint64_t titles;     /* digest of all titles */
	uint64_t live_reads; /* items of TRACE_READS, in all segments, that an output refers to */
	uint32_t item_count;
	uint32_t decision; /* MADE_FIRST, MADE_ALL, or MADE_READS for a build that kept outputs */
	char commit[48],
	    before[48]; /* hexadecimal, padded with zeros; of this build and the one before */
};

struct trace_span {
	uint32_t first, count;
};

struct trace_node {
	uint64_t digest;
	uint32_t name; /* of the object, for a numbered kind; else of the read */
	uint16_t lang; /* for a numbered kind */
	uint16_t kind; /* enum read_kind */
};

/* An output; its spans refer to runs of its own segment. */
struct trace_entry {
	uint64_t inputs;
	uint64_t digest; /* of its bytes */
	uint32_t number, path;
	struct trace_span reads, reasons, problems;
	uint32_t decision;
	uint32_t more; /* number of reasons that are not listed */
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
	const struct trace_entry *entry; /* NULL if it was removed */
	const uint32_t *reads;
	struct text path;
	struct text problems; /* from diagnostics_write: repeated while it is kept */
	uint32_t segment;
};

struct trace_group {
	const uint32_t *members;
	uint32_t count;
};

struct traces {
	struct trace_head head; /* of the last build; zeros if there is none */
	size_t segments;
	struct text *names;
	struct trace_node *nodes;
	struct trace_group *groups;
	struct trace_output *outputs;
	uint32_t name_count, node_count, node_room, group_count, output_count;
	const uint32_t *items; /* output per item of the last build's model */
	struct text files;
	bool same_model; /* as the last build's: items and their inputs are the same */
	const struct log_segment *last; /* of the last build */
	/* private */
	uint64_t total_reads;
	struct trace_head now;
	struct digests *digests;
	bool *changed, *changed_groups; /* by node and group */
	uint32_t *node_of_number;       /* by number of the read in this model */
	bool indexed;                   /* ->by_name has all named nodes */
	uint32_t expected_group;        /* the last group added to ->by_name */
	struct map by_path, by_name, by_set, by_text;
	uint32_t first_name, first_node, first_group, first_output; /* that this build adds */
	uint32_t *own_items;
	bool *here; /* by output, for a new model: the site still has it */
	struct buffer texts, new_names, members, new_groups, reads, entries, reasons, removed;
	struct arena arena;
};

#endif
