#include "cache/traces.h"

#include "cache/trace_nodes.h"

#include <stdlib.h>
#include <string.h>

bool traces_read_head(const struct log *log, struct trace_head *head)
{
	if (!log->count || log->segments[log->count - 1].runs[TRACE_HEAD].size != sizeof *head)
		return false;
	memcpy(head, log->segments[log->count - 1].runs[TRACE_HEAD].at, sizeof *head);
	return true;
}

static bool traces_are_of(const struct log *log, struct digest stamp)
{
	struct trace_head head;

	return traces_read_head(log, &head) && digest_equal(head.stamp, stamp);
}

/* ---- reading the segments */

static size_t count_of(const struct log_segment *segment, enum trace_run run, size_t size)
{
	return segment->runs[run].size / size;
}

static const void *run_of(const struct log_segment *segment, enum trace_run run)
{
	return segment->runs[run].at;
}

static void read_names(struct traces *traces, const struct log_segment *segment)
{
	const struct trace_span *spans = run_of(segment, TRACE_NAMES);
	size_t count = count_of(segment, TRACE_NAMES, sizeof *spans);

	for (size_t i = 0; i < count; i++)
		traces->names[traces->name_count++] =
		    text_slice(segment->runs[TRACE_TEXTS], spans[i].first, spans[i].count);
}

static void read_nodes(struct traces *traces, const struct log_segment *segment)
{
	const struct trace_change *changes = run_of(segment, TRACE_CHANGED);
	size_t count = count_of(segment, TRACE_NODES, sizeof *traces->nodes);

	for (size_t i = 0; i < count_of(segment, TRACE_CHANGED, sizeof *changes); i++)
		traces->nodes[changes[i].node].digest = changes[i].digest;
	if (count)
		memcpy(traces->nodes + traces->node_count, run_of(segment, TRACE_NODES),
		       count * sizeof *traces->nodes);
	traces->node_count += (uint32_t)count;
}

static void read_groups(struct traces *traces, const struct log_segment *segment)
{
	const struct trace_span *spans = run_of(segment, TRACE_GROUPS);
	const uint32_t *members = run_of(segment, TRACE_MEMBERS);
	size_t count = count_of(segment, TRACE_GROUPS, sizeof *spans);

	for (size_t i = 0; i < count; i++)
		traces->groups[traces->group_count++] =
		    (struct trace_group){members + spans[i].first, spans[i].count};
}

static void read_outputs(struct traces *traces, const struct log_segment *segment, uint32_t number)
{
	const struct trace_entry *entries = run_of(segment, TRACE_OUTPUTS);
	const uint32_t *reads = run_of(segment, TRACE_READS);
	const uint32_t *removed = run_of(segment, TRACE_REMOVED);
	size_t count = count_of(segment, TRACE_OUTPUTS, sizeof *entries);

	for (size_t i = 0; i < count_of(segment, TRACE_REMOVED, sizeof *removed); i++)
		traces->outputs[removed[i]].entry = NULL;
	for (size_t i = 0; i < count; i++) {
		const struct trace_entry *entry = &entries[i];
		traces->outputs[entry->number] = (struct trace_output){
		    .entry = entry,
		    .reads = reads + entry->reads.first,
		    .path = traces->names[entry->path],
		    .problems = text_slice(segment->runs[TRACE_TEXTS], entry->problems.first,
					   entry->problems.count),
		    .segment = number};
		if (entry->number >= traces->output_count)
			traces->output_count = entry->number + 1;
	}
	traces->total_reads += count_of(segment, TRACE_READS, sizeof *reads);
}

/* Makes room for the contents of all segments, and for nodes that a small build adds. */
static void make_room(struct traces *traces, const struct log *log)
{
	struct arena *arena = &traces->arena;
	size_t names = 1, nodes = 1024, groups = 1, outputs = 1;

	for (size_t i = 0; i < log->count; i++) {
		names += count_of(&log->segments[i], TRACE_NAMES, sizeof(struct trace_span));
		nodes += count_of(&log->segments[i], TRACE_NODES, sizeof(struct trace_node));
		groups += count_of(&log->segments[i], TRACE_GROUPS, sizeof(struct trace_span));
		outputs += count_of(&log->segments[i], TRACE_OUTPUTS, sizeof(struct trace_entry));
	}
	traces->names = arena_array(arena, names, sizeof *traces->names);
	traces->nodes = arena_array(arena, nodes, sizeof *traces->nodes);
	traces->groups = arena_array(arena, groups, sizeof *traces->groups);
	traces->outputs = arena_array(arena, outputs, sizeof *traces->outputs);
	traces->node_room = (uint32_t)nodes;
}

static void read_segments(struct traces *traces, const struct log *log)
{
	make_room(traces, log);
	for (size_t i = 0; i < log->count; i++) {
		const struct log_segment *segment = &log->segments[i];
		read_names(traces, segment);
		read_nodes(traces, segment);
		read_groups(traces, segment);
		read_outputs(traces, segment, (uint32_t)i);
		if (segment->runs[TRACE_ITEMS].size)
			traces->items = run_of(segment, TRACE_ITEMS);
		if (segment->runs[TRACE_FILES].size)
			traces->files = segment->runs[TRACE_FILES];
		memcpy(&traces->head, run_of(segment, TRACE_HEAD), sizeof traces->head);
	}
	traces->segments = log->count;
	traces->last = &log->segments[log->count - 1];
}

/* ---- comparing */

static bool is_named(struct digest model)
{
	return model.low || model.high;
}

static void find_changed_groups(struct traces *traces)
{
	traces->changed_groups =
	    arena_array(&traces->arena, traces->group_count + 1, sizeof *traces->changed_groups);
	for (uint32_t i = 0; i < traces->group_count; i++)
		for (uint32_t m = 0; m < traces->groups[i].count; m++)
			traces->changed_groups[i] |= traces->changed[traces->groups[i].members[m]];
}

/* In a new model, outputs are found by their paths. */
static void index_outputs(struct traces *traces)
{
	map_expect(&traces->by_path, traces->output_count);
	for (uint32_t i = 0; i < traces->output_count; i++)
		if (traces->outputs[i].entry)
			map_put(&traces->by_path, traces->outputs[i].path, i);
	traces->here = arena_array(&traces->arena, traces->output_count + 1, sizeof *traces->here);
}

void traces_open(struct traces *traces, const struct log *log, struct digests *digests,
		 const struct trace_head *now)
{
	*traces = (struct traces){.now = *now, .digests = digests, .expected_group = TRACE_NONE};
	if (traces_are_of(log, now->stamp))
		read_segments(traces, log);
	traces->first_name = traces->name_count;
	traces->first_node = traces->node_count;
	traces->first_group = traces->group_count;
	traces->first_output = traces->output_count;
	traces->same_model = traces->segments && is_named(now->model) &&
			     digest_equal(now->model, traces->head.model) &&
			     now->item_count == traces->head.item_count;
	trace_nodes_compare(traces);
	find_changed_groups(traces);
	traces->own_items =
	    arena_array(&traces->arena, (size_t)now->item_count + 1, sizeof *traces->own_items);
	memset(traces->own_items, 0xff, now->item_count * sizeof *traces->own_items);
	if (traces->same_model && now->item_count)
		memcpy(traces->own_items, traces->items,
		       now->item_count * sizeof *traces->own_items);
	else if (!traces->same_model)
		index_outputs(traces);
}

void traces_close(struct traces *traces)
{
	struct buffer *const buffers[] = {&traces->texts,      &traces->new_names, &traces->members,
					  &traces->new_groups, &traces->reads,     &traces->entries,
					  &traces->reasons,    &traces->removed};

	for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
		buffer_free(buffers[i]);
	map_free(&traces->by_path);
	map_free(&traces->by_name);
	map_free(&traces->by_set);
	map_free(&traces->by_text);
	arena_free(&traces->arena);
}

uint32_t traces_find(const struct traces *traces, struct text path)
{
	size_t found = map_get(&traces->by_path, path);

	return found == MAP_NONE ? TRACE_NONE : (uint32_t)found;
}

static bool has_changed(const struct traces *traces, uint32_t read)
{
	return read & TRACE_GROUP ? traces->changed_groups[read & ~TRACE_GROUP]
				  : traces->changed[read];
}

bool traces_reads_hold(const struct traces *traces, uint32_t output)
{
	const struct trace_output *self = &traces->outputs[output];

	for (uint32_t i = 0; i < self->entry->reads.count; i++)
		if (has_changed(traces, self->reads[i]))
			return false;
	return true;
}

/* ---- this build */

void traces_keep(struct traces *traces, uint32_t item, uint32_t output)
{
	traces->own_items[item] = output;
	if (traces->here)
		traces->here[output] = true;
}

/* Adds the nodes that OUTPUT read and that have changed. */
static void add_reasons(struct traces *traces, uint32_t output, struct trace_entry *entry)
{
	const struct trace_output *self = &traces->outputs[output];
	uint32_t count = 0;

	entry->reasons.first = (uint32_t)(traces->reasons.size / sizeof(uint32_t));
	for (uint32_t i = 0; i < self->entry->reads.count; i++) {
		uint32_t read = self->reads[i];
		const struct trace_group one = {&read, 1};
		const struct trace_group *nodes =
		    read & TRACE_GROUP ? &traces->groups[read & ~TRACE_GROUP] : &one;
		for (uint32_t m = 0; m < nodes->count; m++) {
			if (!traces->changed[nodes->members[m]])
				continue;
			if (count++ < TRACE_REASONS_MAX)
				buffer_add(&traces->reasons, &nodes->members[m], sizeof read);
		}
	}
	entry->reasons.count = count < TRACE_REASONS_MAX ? count : TRACE_REASONS_MAX;
	entry->more = count - entry->reasons.count;
}

static uint32_t read_count(const struct traces *traces)
{
	return (uint32_t)(traces->reads.size / sizeof(uint32_t));
}

static struct trace_span add_text(struct traces *traces, struct text text)
{
	struct trace_span span = {(uint32_t)traces->texts.size, (uint32_t)text.size};

	buffer_text(&traces->texts, text);
	return span;
}

void traces_add(struct traces *traces, uint32_t item, const struct trace_made *made)
{
	uint32_t known = traces->same_model ? traces->items[item] : traces_find(traces, made->path);
	struct trace_entry entry = {.inputs = made->inputs,
				    .digest = made->digest,
				    .number = known == TRACE_NONE ? traces->output_count++ : known,
				    .decision = made->decision};

	if (known != TRACE_NONE)
		trace_nodes_expect(traces, known);
	entry.path = known == TRACE_NONE ? trace_nodes_name(traces, made->path)
					 : traces->outputs[known].entry->path;
	entry.reads.first = read_count(traces);
	trace_nodes_add(traces, made->numbers, made->names);
	entry.reads.count = read_count(traces) - entry.reads.first;
	entry.problems = add_text(traces, made->problems);
	if (made->decision == MADE_READS || made->decision == MADE_INPUTS)
		add_reasons(traces, known, &entry);
	buffer_add(&traces->entries, &entry, sizeof entry);
	traces->own_items[item] = entry.number;
	if (traces->here && known != TRACE_NONE)
		traces->here[known] = true;
}

bool traces_gone(struct traces *traces, size_t *at, struct text *path)
{
	while (traces->here && *at < traces->first_output) {
		uint32_t output = (uint32_t)(*at)++;
		if (traces->here[output] || !traces->outputs[output].entry)
			continue;
		buffer_add(&traces->removed, &output, sizeof output);
		*path = traces->outputs[output].path;
		return true;
	}
	return false;
}
