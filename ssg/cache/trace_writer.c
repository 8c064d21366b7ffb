#include "cache/trace_writer.h"

#include "cache/trace_nodes.h"

#include <string.h>

enum {
	SEGMENTS_MAX = 64,     /* every build reads all of them */
	DEAD_MIN = 256 * 1024, /* reads; fewer are not worth a new file */
};

enum log_mode traces_mode(const struct log *log, struct digest stamp)
{
	struct trace_head head;
	uint64_t total = 0;

	if (!traces_read_head(log, &head) || !digest_equal(head.stamp, stamp) ||
	    log->count >= SEGMENTS_MAX)
		return LOG_REPLACE;
	for (size_t i = 0; i < log->count; i++)
		total += log->segments[i].runs[TRACE_READS].size / sizeof(uint32_t);
	return total - head.live_reads > head.live_reads + DEAD_MIN ? LOG_REPLACE : LOG_APPEND;
}

/* ---- the outputs of this build */

/* Replaces entries by those of this build, and drops removed outputs. */
static void settle(struct traces *traces)
{
	const struct trace_entry *entries = (const void *)traces->entries.at;
	const uint32_t *reads = (const void *)traces->reads.at;
	const uint32_t *removed = (const void *)traces->removed.at;
	struct trace_output *outputs =
	    arena_array(&traces->arena, (size_t)traces->output_count + 1, sizeof *outputs);

	if (traces->first_output)
		memcpy(outputs, traces->outputs, traces->first_output * sizeof *outputs);
	for (size_t i = 0; i < traces->removed.size / sizeof *removed; i++)
		outputs[removed[i]].entry = NULL;
	for (size_t i = 0; i < traces->entries.size / sizeof *entries; i++)
		outputs[entries[i].number] = (struct trace_output){
		    .entry = &entries[i],
		    .reads = reads + entries[i].reads.first,
		    .problems = text_slice(buffer_view(&traces->texts), entries[i].problems.first,
					   entries[i].problems.count),
		};
	traces->outputs = outputs;
}

static uint64_t count_live_reads(const struct traces *traces)
{
	uint64_t count = 0;

	for (uint32_t i = 0; i < traces->output_count; i++)
		if (traces->outputs[i].entry)
			count += traces->outputs[i].entry->reads.count;
	return count;
}

/* ---- appending a segment */

static struct text items_of(const struct traces *traces)
{
	return text_make((const char *)traces->own_items,
			 traces->now.item_count * sizeof *traces->own_items);
}

static void add_changes(const struct traces *traces, struct buffer *out)
{
	for (uint32_t i = 0; i < traces->first_node; i++) {
		struct trace_change change = {traces->nodes[i].digest, i, 0};
		if (traces->changed[i])
			buffer_add(out, &change, sizeof change);
	}
}

static bool write_new(struct traces *traces, const struct trace_settings *settings,
		      const struct log_lent *lent, uint64_t *sizes)
{
	struct buffer changes = {0};

	add_changes(traces, &changes);
	const struct text runs[TRACE_RUNS] = {
	    [TRACE_HEAD] = text_make((const char *)&traces->now, sizeof traces->now),
	    [TRACE_TEXTS] = buffer_view(&traces->texts),
	    [TRACE_NAMES] = buffer_view(&traces->new_names),
	    [TRACE_NODES] =
		text_make((const char *)(traces->nodes + traces->first_node),
			  (traces->node_count - traces->first_node) * sizeof *traces->nodes),
	    [TRACE_GROUPS] = buffer_view(&traces->new_groups),
	    [TRACE_MEMBERS] = buffer_view(&traces->members),
	    [TRACE_READS] = buffer_view(&traces->reads),
	    [TRACE_OUTPUTS] = buffer_view(&traces->entries),
	    [TRACE_CHANGED] = buffer_view(&changes),
	    [TRACE_REMOVED] = buffer_view(&traces->removed),
	    [TRACE_ITEMS] = traces->same_model ? TEXT("") : items_of(traces),
	    [TRACE_REASONS] = buffer_view(&traces->reasons),
	    [TRACE_FILES] = settings->files,
	    [TRACE_CAUSES] = settings->causes,
	};
	bool good = log_lent_write(lent, runs, TRACE_RUNS, sizes);
	buffer_free(&changes);
	return good;
}

/* ---- writing the log again, without what is no longer used */

struct rewriting {
	struct traces *from;
	struct arena arena;
	uint32_t *names, *nodes, *groups, *outputs; /* new numbers; TRACE_NONE if none yet */
	uint32_t name_count, node_count, group_count, output_count;
	struct buffer runs[TRACE_RUNS];
};

static uint32_t *unnumbered(struct rewriting *to, uint32_t count)
{
	uint32_t *numbers = arena_array(&to->arena, (size_t)count + 1, sizeof *numbers);

	memset(numbers, 0xff, count * sizeof *numbers);
	return numbers;
}

static struct trace_span move_text(struct rewriting *to, struct text text)
{
	struct buffer *texts = &to->runs[TRACE_TEXTS];
	struct trace_span span = {(uint32_t)texts->size, (uint32_t)text.size};

	buffer_text(texts, text);
	return span;
}

/* Names that this build added are in ->texts. */
static struct text name_of(const struct traces *traces, uint32_t name)
{
	const struct trace_span *spans = (const void *)traces->new_names.at;

	if (name < traces->first_name)
		return traces->names[name];
	const struct trace_span *span = &spans[name - traces->first_name];
	return text_slice(buffer_view(&traces->texts), span->first, span->count);
}

static struct trace_group group_of(const struct traces *traces, uint32_t group)
{
	const struct trace_span *spans = (const void *)traces->new_groups.at;
	const uint32_t *members = (const void *)traces->members.at;

	if (group < traces->first_group)
		return traces->groups[group];
	const struct trace_span *span = &spans[group - traces->first_group];
	return (struct trace_group){members + span->first, span->count};
}

static uint32_t move_name(struct rewriting *to, uint32_t name)
{
	if (to->names[name] == TRACE_NONE) {
		struct trace_span span = move_text(to, name_of(to->from, name));
		buffer_add(&to->runs[TRACE_NAMES], &span, sizeof span);
		to->names[name] = to->name_count++;
	}
	return to->names[name];
}

static uint32_t move_node(struct rewriting *to, uint32_t node)
{
	if (to->nodes[node] == TRACE_NONE) {
		struct trace_node copy = to->from->nodes[node];
		copy.name = move_name(to, copy.name);
		buffer_add(&to->runs[TRACE_NODES], &copy, sizeof copy);
		to->nodes[node] = to->node_count++;
	}
	return to->nodes[node];
}

static uint32_t move_read(struct rewriting *to, uint32_t read)
{
	struct buffer *members = &to->runs[TRACE_MEMBERS];
	uint32_t group = read & ~TRACE_GROUP;

	if (!(read & TRACE_GROUP))
		return move_node(to, read);
	if (to->groups[group] == TRACE_NONE) {
		struct trace_group from = group_of(to->from, group);
		struct trace_span span = {(uint32_t)(members->size / sizeof(uint32_t)), from.count};
		for (uint32_t i = 0; i < from.count; i++) {
			uint32_t node = move_node(to, from.members[i]);
			buffer_add(members, &node, sizeof node);
		}
		buffer_add(&to->runs[TRACE_GROUPS], &span, sizeof span);
		to->groups[group] = to->group_count++;
	}
	return TRACE_GROUP | to->groups[group];
}

static void move_reasons(struct rewriting *to, struct trace_entry *entry)
{
	const uint32_t *reasons = (const void *)to->from->reasons.at;
	struct buffer *out = &to->runs[TRACE_REASONS];
	uint32_t first = entry->reasons.first;

	entry->reasons.first = (uint32_t)(out->size / sizeof(uint32_t));
	for (uint32_t i = 0; i < entry->reasons.count; i++) {
		uint32_t node = move_node(to, reasons[first + i]);
		buffer_add(out, &node, sizeof node);
	}
}

/* An output that this build kept loses the decision of an earlier build. */
static void move_output(struct rewriting *to, uint32_t output)
{
	const struct traces *from = to->from;
	const struct trace_output *self = &from->outputs[output];
	struct trace_entry entry = *self->entry;
	struct buffer *reads = &to->runs[TRACE_READS];
	const char *at = (const char *)self->entry, *own = from->entries.at;
	bool made = own && at >= own && at < own + from->entries.size;

	entry.number = to->output_count;
	entry.path = move_name(to, entry.path);
	entry.problems = move_text(to, self->problems);
	entry.reads.first = (uint32_t)(reads->size / sizeof(uint32_t));
	for (uint32_t i = 0; i < entry.reads.count; i++) {
		uint32_t read = move_read(to, self->reads[i]);
		buffer_add(reads, &read, sizeof read);
	}
	if (made)
		move_reasons(to, &entry);
	else
		entry.decision = MADE_NOTHING;
	buffer_add(&to->runs[TRACE_OUTPUTS], &entry, sizeof entry);
	to->outputs[output] = to->output_count++;
}

static void move_all(struct rewriting *to, const struct trace_settings *settings)
{
	struct traces *from = to->from;

	for (uint32_t i = 0; i < from->now.item_count; i++) {
		uint32_t output = from->own_items[i];
		if (output != TRACE_NONE && to->outputs[output] == TRACE_NONE)
			move_output(to, output);
		uint32_t number = output == TRACE_NONE ? output : to->outputs[output];
		buffer_add(&to->runs[TRACE_ITEMS], &number, sizeof number);
	}
	buffer_add(&to->runs[TRACE_HEAD], &from->now, sizeof from->now);
	buffer_text(&to->runs[TRACE_FILES], settings->files);
	buffer_text(&to->runs[TRACE_CAUSES], settings->causes);
}

static bool write_all(struct traces *traces, const struct trace_settings *settings,
		      const struct log_lent *lent, uint64_t *sizes)
{
	struct rewriting to = {.from = traces};
	struct text runs[TRACE_RUNS];

	to.names = unnumbered(&to, traces->name_count);
	to.nodes = unnumbered(&to, traces->node_count);
	to.groups = unnumbered(&to, traces->group_count);
	to.outputs = unnumbered(&to, traces->output_count);
	move_all(&to, settings);
	for (int i = 0; i < TRACE_RUNS; i++)
		runs[i] = buffer_view(&to.runs[i]);
	bool good = log_lent_write(lent, runs, TRACE_RUNS, sizes);
	for (int i = 0; i < TRACE_RUNS; i++)
		buffer_free(&to.runs[i]);
	arena_free(&to.arena);
	return good;
}

bool traces_write(struct traces *traces, enum log_mode mode, const struct trace_settings *settings,
		  const struct log_lent *lent, uint64_t *sizes)
{
	settle(traces);
	traces->now.live_reads = count_live_reads(traces);
	/* Without new nodes, no output reads an order by titles for the first time. */
	traces->now.titles = traces->same_model && traces->node_count == traces->first_node
				 ? digests_titles_known(traces->digests, traces->head.titles)
				 : digests_titles(traces->digests);
	return mode == LOG_REPLACE && traces->segments ? write_all(traces, settings, lent, sizes)
						       : write_new(traces, settings, lent, sizes);
}
