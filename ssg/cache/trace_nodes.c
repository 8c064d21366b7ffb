#include "cache/trace_nodes.h"

#include <string.h>

/* ---- comparing */

/* Names of objects begin with their kind, as a section and a document may have one name. */
static char mark_of(enum read_object kind)
{
	return (char)('0' + kind);
}

static bool is_numbered(const struct trace_node *node)
{
	return node->kind < READ_NUMBERED_KINDS;
}

/* The object that NAME stands for in this model; found when a node first asks. */
static uint32_t object_of(const struct traces *traces, uint32_t *objects, uint32_t name,
			  enum read_object kind)
{
	enum { UNKNOWN = 0 };

	if (objects[name] == UNKNOWN)
		objects[name] = 1 + read_find_object(traces->digests->gather.model, kind,
						     text_slice(traces->names[name], 1, SIZE_MAX));
	return objects[name] - 1;
}

/* The number of NODE's read in this model; TRACE_NONE if its object no longer exists. */
static uint32_t number_of(const struct traces *traces, uint32_t *objects,
			  const struct trace_node *node)
{
	uint32_t object = object_of(traces, objects, node->name, read_types[node->kind].object);

	if (object == NONE || node->lang >= traces->digests->layout.languages)
		return TRACE_NONE;
	return read_number(&traces->digests->layout, (enum read_kind)node->kind, object,
			   node->lang);
}

static void set_digest(struct traces *traces, uint32_t node, uint64_t digest)
{
	if (traces->nodes[node].digest == digest && digest)
		return;
	traces->changed[node] = true;
	traces->nodes[node].digest = digest;
}

static void compare_numbered(struct traces *traces)
{
	uint32_t *objects =
	    arena_array(&traces->arena, (size_t)traces->name_count + 1, sizeof *objects);

	for (uint32_t i = 0; i < traces->node_count; i++) {
		if (!is_numbered(&traces->nodes[i]))
			continue;
		uint32_t number = number_of(traces, objects, &traces->nodes[i]);
		if (number != TRACE_NONE)
			traces->node_of_number[number] = i;
		set_digest(traces, i,
			   number == TRACE_NONE ? 0 : digests_number(traces->digests, number));
	}
}

/* In the same model most names cannot lead to anything else. */
static void compare_named(struct traces *traces)
{
	for (uint32_t i = 0; i < traces->node_count; i++) {
		struct trace_node *node = &traces->nodes[i];
		struct text name = traces->names[node->name];
		if (is_numbered(node) ||
		    (traces->same_model &&
		     !digests_name_can_change(traces->digests, name, traces->head.titles)))
			continue;
		set_digest(traces, i, digests_name(traces->digests, name));
	}
}

void trace_nodes_compare(struct traces *traces)
{
	size_t numbers = traces->digests->layout.first[READ_NUMBERED_KINDS];

	traces->changed =
	    arena_array(&traces->arena, (size_t)traces->node_count + 1, sizeof *traces->changed);
	traces->node_of_number =
	    arena_array(&traces->arena, numbers + 1, sizeof *traces->node_of_number);
	memset(traces->node_of_number, 0xff, numbers * sizeof *traces->node_of_number);
	compare_numbered(traces);
	compare_named(traces);
}

bool trace_nodes_read(const struct traces *traces, uint32_t node, struct read *read,
		      uint32_t *number, struct text *name)
{
	const struct trace_node *self = &traces->nodes[node];
	const struct model *model = traces->digests->gather.model;
	enum read_object kind = read_types[self->kind].object;

	*number = UINT32_MAX;
	*name = traces->names[self->name];
	if (!is_numbered(self))
		return read_of_name(model, *name, read);
	*name = text_slice(*name, 1, name->size);
	*read = (struct read){.kind = (enum read_kind)self->kind,
			      .lang = self->lang,
			      .object = read_find_object(model, kind, *name)};
	if (read->object == NONE)
		return false;
	*number = read_number(&traces->digests->layout, read->kind, read->object, read->lang);
	*name = TEXT("");
	return true;
}

/* ---- adding */

static uint32_t add_name(struct traces *traces, struct text name)
{
	struct trace_span span = {(uint32_t)traces->texts.size, (uint32_t)name.size};

	buffer_text(&traces->texts, name);
	buffer_add(&traces->new_names, &span, sizeof span);
	map_put(&traces->by_text, arena_text(&traces->arena, name), traces->name_count);
	return traces->name_count++;
}

/* Most builds add few names: those of earlier builds are looked through when the first is asked
 * for. */
static void index_names(struct traces *traces)
{
	if (traces->by_text.count)
		return;
	map_expect(&traces->by_text, traces->first_name);
	for (uint32_t i = 0; i < traces->first_name; i++)
		map_put(&traces->by_text, traces->names[i], i);
}

uint32_t trace_nodes_name(struct traces *traces, struct text name)
{
	index_names(traces);
	size_t found = map_get(&traces->by_text, name);
	return found == MAP_NONE ? add_name(traces, name) : (uint32_t)found;
}

/* Nodes of this build are kept behind those of earlier ones. */
static uint32_t add_node(struct traces *traces, const struct trace_node *node)
{
	if (traces->node_count >= traces->node_room) {
		uint32_t room = 2 * traces->node_count + 1024;
		struct trace_node *wider = arena_array(&traces->arena, room, sizeof *wider);
		if (traces->node_count)
			memcpy(wider, traces->nodes, traces->node_count * sizeof *wider);
		traces->nodes = wider;
		traces->node_room = room;
	}
	traces->nodes[traces->node_count] = *node;
	return traces->node_count++;
}

static uint32_t node_of_number(struct traces *traces, uint32_t number)
{
	if (traces->node_of_number[number] != TRACE_NONE)
		return traces->node_of_number[number];
	struct read read = read_of_number(&traces->digests->layout, number);
	enum read_object kind = read_types[read.kind].object;
	struct buffer name = {0};
	buffer_byte(&name, mark_of(kind));
	read_write_object(traces->digests->gather.model, kind, read.object, &name);
	traces->node_of_number[number] =
	    add_node(traces, &(struct trace_node){
				 .digest = digests_number(traces->digests, number),
				 .name = trace_nodes_name(traces, buffer_view(&name)),
				 .lang = (uint16_t)read.lang,
				 .kind = (uint16_t)read.kind,
			     });
	buffer_free(&name);
	return traces->node_of_number[number];
}

static void add_named(struct traces *traces, uint32_t node)
{
	if (!is_numbered(&traces->nodes[node]))
		map_put(&traces->by_name, traces->names[traces->nodes[node].name], node);
}

void trace_nodes_expect(struct traces *traces, uint32_t output)
{
	const struct trace_output *self = &traces->outputs[output];

	for (uint32_t i = 0; i < self->entry->reads.count && !traces->indexed; i++) {
		uint32_t read = self->reads[i], group = read & ~TRACE_GROUP;
		if (!(read & TRACE_GROUP))
			add_named(traces, read);
		else if (group != traces->expected_group) /* shared by pages */
			for (uint32_t m = 0; m < traces->groups[group].count; m++)
				add_named(traces, traces->groups[group].members[m]);
		if (read & TRACE_GROUP)
			traces->expected_group = group;
	}
}

static void index_nodes(struct traces *traces)
{
	for (uint32_t i = 0; !traces->indexed && i < traces->first_node; i++)
		add_named(traces, i);
	traces->indexed = true;
}

/* The node of NAME, which is added if needed. TRACE_NONE if NAME is not a name of a read. */
static uint32_t node_of_name(struct traces *traces, struct text name)
{
	unsigned kind = read_kind_of_name(name);

	if (kind == READ_KINDS || kind < READ_NUMBERED_KINDS)
		return TRACE_NONE;
	size_t found = map_get(&traces->by_name, name);
	if (found == MAP_NONE && !traces->indexed) {
		index_nodes(traces);
		found = map_get(&traces->by_name, name);
	}
	if (found != MAP_NONE)
		return (uint32_t)found;
	struct trace_node node = {.digest = digests_name(traces->digests, name),
				  .name = trace_nodes_name(traces, name),
				  .kind = (uint16_t)kind};
	uint32_t added = add_node(traces, &node);
	map_put(&traces->by_name, arena_text(&traces->arena, name), added);
	return added;
}

/* The group of SET, which is added with its members if needed. */
static uint32_t group_of(struct traces *traces, struct text set, struct text members)
{
	size_t found = map_get(&traces->by_set, set);
	struct trace_span span = {(uint32_t)(traces->members.size / sizeof(uint32_t)), 0};
	struct buffer name = {0};

	if (found != MAP_NONE)
		return (uint32_t)found;
	while (reads_next_member(set, &members, &name)) {
		uint32_t node = node_of_name(traces, buffer_view(&name));
		if (node != TRACE_NONE)
			buffer_add(&traces->members, &node, sizeof node);
		buffer_clear(&name);
	}
	span.count = (uint32_t)(traces->members.size / sizeof(uint32_t)) - span.first;
	buffer_add(&traces->new_groups, &span, sizeof span);
	map_put(&traces->by_set, arena_text(&traces->arena, set), traces->group_count);
	buffer_free(&name);
	return traces->group_count++;
}

void trace_nodes_add(struct traces *traces, struct text numbers, struct text names)
{
	uint32_t count = traces->digests->layout.first[READ_NUMBERED_KINDS], read;
	struct text name, members;

	for (; numbers.size >= sizeof read; numbers = text_slice(numbers, sizeof read, SIZE_MAX)) {
		memcpy(&read, numbers.at, sizeof read);
		if (read >= count)
			continue; /* a worker is not trusted */
		read = node_of_number(traces, read);
		buffer_add(&traces->reads, &read, sizeof read);
	}
	while (reads_next_name(&names, &name)) {
		read = reads_is_set(name, &members) ? TRACE_GROUP | group_of(traces, name, members)
						    : node_of_name(traces, name);
		if (read != TRACE_NONE)
			buffer_add(&traces->reads, &read, sizeof read);
	}
}
