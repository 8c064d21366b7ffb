#include "engine/explain_why.h"

#include "cache/trace_nodes.h"
#include "engine/explain_record.h"

#include <string.h>

enum { LINES_MAX = 3 };

struct why {
	const struct traces *traces;
	const struct trace_output *output;
	const struct explained_file *file;
	const struct recorder *recorder;
	struct buffer *out;
};

/* ---- lines that read */

static bool has(const struct text *list, size_t count, struct text item)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(list[i], item))
			return true;
	return false;
}

/* Appends "x.html:12", or only "12" if BEFORE is a line of the same file. */
static void add_line(struct buffer *out, struct text line, struct text before)
{
	size_t colon = text_find_last_byte(line, ':');
	bool same = before.size > colon &&
		    text_equal(text_slice(line, 0, colon + 1), text_slice(before, 0, colon + 1));

	if (before.size)
		buffer_string(out, ", ");
	buffer_text(out, same ? text_slice(line, colon + 1, line.size) : line);
}

bool explain_lines(const struct recorded_read *read, struct buffer *out)
{
	struct arena arena = {0};
	struct text *lines = arena_array(&arena, read->place_count + 1, sizeof *lines);
	size_t count = 0;

	for (size_t i = 0; i < read->place_count; i++) {
		const struct read_place *place = &read->places[i];
		if (!place->line.size || has(lines, count, place->line))
			continue;
		if (count < LINES_MAX)
			add_line(out, place->line, count ? lines[count - 1] : TEXT(""));
		lines[count++] = place->line;
	}
	if (count > LINES_MAX)
		buffer_printf(out, " and %zu more", count - LINES_MAX);
	arena_free(&arena);
	return count > 0;
}

/* ---- reasons */

static void add_reason(struct why *why, struct text reason)
{
	explain_record_add(why->out, &(struct explain_record){EXPLAINED_REASON, {reason}});
}

/* ", read by themes/igf/layouts/page.html:12". */
static void add_readers(struct why *why, uint32_t number, struct text name, struct buffer *reason)
{
	const struct recorded_read *found = recorder_find(why->recorder, number, name);
	struct buffer lines = {0};

	if (!found)
		buffer_string(reason, ", which it read then and does not now");
	else if (explain_lines(found, &lines))
		buffer_printf(reason, ", read by %.*s", TEXT_ARGS(buffer_view(&lines)));
	buffer_free(&lines);
}

/* "title of content/fr/x.md changed, read by …" for a node that this build found changed. */
static void add_node(struct why *why, uint32_t node)
{
	const struct model *model = why->traces->digests->gather.model;
	const struct read_type *type = &read_types[why->traces->nodes[node].kind];
	struct buffer reason = {0};
	struct text name;
	struct read read;
	uint32_t number;

	if (trace_nodes_read(why->traces, node, &read, &number, &name)) {
		if (type->what[0])
			buffer_printf(&reason, type->object == OBJECT_NONE ? "%s " : "%s of ",
				      type->what);
		type->describe(model, &read, why->file->lang, &reason);
		buffer_string(&reason, " changed");
		if (read.kind != READ_TEMPLATE) /* a template is read as a whole, not by a line */
			add_readers(why, number, name, &reason);
	} else {
		buffer_printf(&reason, "%.*s was removed", TEXT_ARGS(name));
	}
	add_reason(why, buffer_view(&reason));
	buffer_free(&reason);
}

static void add_count(struct why *why, size_t count)
{
	struct arena arena = {0};

	if (count)
		explain_record_add(
		    why->out,
		    &(struct explain_record){EXPLAINED_MORE, {arena_printf(&arena, "%zu", count)}});
	arena_free(&arena);
}

/* Adds the file's inputs and reads that had changed when the build decided. */
static void add_reads(struct why *why)
{
	const struct trace_entry *entry = why->output->entry;
	const uint32_t *nodes = (const void *)why->traces->last->runs[TRACE_REASONS].at;
	struct buffer reason = {0};

	if (entry->decision == MADE_INPUTS) {
		buffer_printf(&reason, "%s changed", why->file->inputs_words);
		add_reason(why, buffer_view(&reason));
	}
	for (uint32_t i = 0; i < entry->reasons.count; i++)
		add_node(why, nodes[entry->reasons.first + i]);
	add_count(why, entry->more);
	buffer_free(&reason);
}

/* Adds the changed files that all outputs depend on. */
static void add_causes(struct why *why)
{
	struct text causes = why->traces->last->runs[TRACE_CAUSES], cause;
	size_t count = 0;

	while (causes.size && text_split(&causes, '\n', &cause))
		if (cause.size && count++ < TRACE_REASONS_MAX)
			add_reason(why, cause);
	add_count(why, count > TRACE_REASONS_MAX ? count - TRACE_REASONS_MAX : 0);
}

static enum trace_decision decision_of(const struct why *why)
{
	return why->output->segment + 1 < why->traces->segments
		   ? MADE_NOTHING
		   : (enum trace_decision)why->output->entry->decision;
}

static void add_build(struct why *why, enum trace_decision decision)
{
	const struct trace_head *head = &why->traces->head;
	const char letter = (char)('0' + decision);

	explain_record_add(why->out,
			   &(struct explain_record){EXPLAINED_BUILD,
						    {text_make(&letter, 1), text_of(head->commit),
						     text_of(head->before)}});
}

bool explain_why(const struct traces *traces, const struct explained_file *file,
		 const struct recorder *recorder, struct buffer *out)
{
	uint32_t output = traces_find(traces, file->path);
	struct why why = {.traces = traces, .file = file, .recorder = recorder, .out = out};

	if (output == TRACE_NONE)
		return false;
	why.output = &traces->outputs[output];
	enum trace_decision decision = decision_of(&why);
	add_build(&why, decision);
	if (decision == MADE_ALL)
		add_causes(&why);
	else if (decision == MADE_INPUTS || decision == MADE_READS)
		add_reads(&why);
	return true;
}
