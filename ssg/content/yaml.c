#include "content/yaml.h"

#include "base/characters.h"
#include "base/map.h"
#include "content/yaml_error.h"
#include "content/yaml_scalar.h"

#include <string.h>

/* A list or map that is being read. */
struct frame {
	struct value_node *node;
	struct map keys;        /* of a map: index of each key in ->node->items */
	struct value_node *key; /* of a map: read, its value is not; else NULL */
	size_t anchor;          /* index into reader.anchors, or SIZE_MAX */
	size_t nodes_before;    /* reader.nodes, when it began */
	size_t height;          /* levels below it so far */
};

struct anchor {
	struct value_node *node;
	size_t nodes;
	size_t height;
	bool complete; /* false inside its own node */
	bool used;     /* by an alias */
	struct place place;
	struct text name;
};

struct reader {
	struct arena *arena;
	const struct limits *limits;
	struct text path;
	uint32_t first_line;
	struct diagnostics *d;
	struct value_node *root; /* NULL until it begins */
	struct frame *frames;    /* arena; room for limits.yaml_depth */
	size_t depth;
	struct anchor *anchors; /* arena */
	size_t anchor_count;
	struct map anchor_names; /* index into anchors */
	size_t nodes, alias_nodes;
	bool document_begun;
};

static struct place place_of(const struct reader *r, yaml_mark_t mark)
{
	return (struct place){r->path, r->first_line + (uint32_t)mark.line,
			      (uint32_t)mark.column + 1};
}

static struct value_node *new_node(struct reader *r, enum value_kind kind, yaml_mark_t mark)
{
	struct value_node *node = value_node(r->arena, kind);
	struct place place = place_of(r, mark);

	node->line = place.line;
	node->column = place.column;
	return node;
}

static bool expects_key(const struct reader *r)
{
	const struct frame *top = r->depth ? &r->frames[r->depth - 1] : NULL;

	return top && top->node->kind == VALUE_MAP && !top->key;
}

/* Puts a value where it belongs. HEIGHT: levels of lists and maps in it. */
static void add_value(struct reader *r, struct value_node *node, size_t height)
{
	struct frame *top = r->depth ? &r->frames[r->depth - 1] : NULL;

	if (!top) {
		r->root = node;
		return;
	}
	if (top->key)
		value_node_add(r->arena, top->node, top->key);
	top->key = NULL;
	value_node_add(r->arena, top->node, node);
	if (top->height < height)
		top->height = height;
}

/* Counts nodes that will be added; false, and reported, if there are too many. */
static bool count_nodes(struct reader *r, size_t nodes, yaml_mark_t mark)
{
	r->nodes += nodes;
	if (r->nodes <= r->limits->yaml_nodes)
		return true;
	diag_error(r->d, "E-LIMIT", place_of(r, mark), "more than %zu values in one file",
		   r->limits->yaml_nodes);
	diag_hint(r->d, "divide it, or raise \"yaml_nodes\" under \"limits\" in site.yaml");
	return false;
}

static bool check_depth(struct reader *r, size_t depth, yaml_mark_t mark)
{
	if (depth <= r->limits->yaml_depth)
		return true;
	diag_error(r->d, "E-LIMIT", place_of(r, mark), "lists and maps nested more than %zu deep",
		   r->limits->yaml_depth);
	diag_hint(r->d, "put a text that begins with brackets in quotes, or raise \"yaml_depth\" "
			"under \"limits\" in site.yaml");
	return false;
}

/* ANCHOR and TAG of an event; either may be NULL. A node under an anchor is remembered. */
static bool read_properties(struct reader *r, const yaml_char_t *anchor, const yaml_char_t *tag,
			    yaml_mark_t mark, struct value_node *node, size_t *index)
{
	*index = SIZE_MAX;
	if (tag) {
		diag_error(r->d, "E-YAML", place_of(r, mark),
			   "a text cannot begin with \"!\" here");
		diag_hint(r->d, "put the text in quotes");
		return false;
	}
	if (!anchor)
		return true;
	struct text name = arena_text(r->arena, text_of((const char *)anchor));
	r->anchors = arena_grow(r->arena, r->anchors, r->anchor_count, sizeof *r->anchors);
	r->anchors[r->anchor_count] =
	    (struct anchor){.node = node, .place = place_of(r, mark), .name = name};
	map_put(&r->anchor_names, name, r->anchor_count);
	*index = r->anchor_count++;
	return true;
}

static void complete_anchor(struct reader *r, size_t index, size_t nodes, size_t height)
{
	if (index >= r->anchor_count)
		return; /* it has none */
	r->anchors[index].nodes = nodes;
	r->anchors[index].height = height;
	r->anchors[index].complete = true;
}

/* Checks what escapes ("\u202e") may have put into a scalar. */
static bool check_characters(struct reader *r, struct text text, yaml_mark_t mark)
{
	size_t offset = 0, size;
	uint32_t code_point;

	for (;; offset += size) {
		enum character_fault fault =
		    characters_find_fault(text, &offset, &code_point, &size);
		if (fault == CHARACTER_FINE)
			return true;
		if (fault == CHARACTER_SEPARATOR)
			continue;
		diag_error(r->d, fault == CHARACTER_REORDERS ? "E-BIDI" : "E-CONTROL",
			   place_of(r, mark),
			   "this text has the character U+%04X, which is not allowed", code_point);
		diag_hint(r->d, "delete the escape that begins with a backslash");
		return false;
	}
}

static void add_key(struct reader *r, const yaml_event_t *event, struct text text)
{
	struct frame *top = &r->frames[r->depth - 1];
	struct value_node *key = new_node(r, VALUE_STRING, event->start_mark);
	size_t before = map_get(&top->keys, text);

	key->text = text;
	top->key = key;
	if (!text.size) {
		diag_error(r->d, "E-YAML", place_of(r, event->start_mark),
			   "the name before the colon is missing");
		return;
	}
	if (text_is(text, "<<") && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
		diag_error(r->d, "E-YAML", place_of(r, event->start_mark),
			   "\"<<\" cannot be used to merge maps");
		diag_hint(r->d, "repeat the fields, or put a name that begins so in quotes");
		return;
	}
	if (before == MAP_NONE) {
		map_put(&top->keys, text, top->node->count);
		return;
	}
	diag_error(r->d, "E-YAML", place_of(r, event->start_mark),
		   "\"%.*s\" is written twice: first in line %u", TEXT_ARGS(text),
		   (unsigned)top->node->items[before]->line);
	diag_hint(r->d, "keep one of the two");
}

static bool on_scalar(struct reader *r, const yaml_event_t *event)
{
	struct text text = arena_text(
	    r->arena, text_make((const char *)event->data.scalar.value, event->data.scalar.length));
	size_t anchor;

	if (!count_nodes(r, 1, event->start_mark) || !check_characters(r, text, event->start_mark))
		return false;
	struct value_node *node = new_node(r, VALUE_STRING, event->start_mark);
	if (!read_properties(r, event->data.scalar.anchor, event->data.scalar.tag,
			     event->start_mark, node, &anchor))
		return false;
	if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		yaml_scalar_plain(node, r->arena, text);
	else
		node->text = text;
	complete_anchor(r, anchor, 1, 0);
	if (expects_key(r))
		add_key(r, event, text);
	else
		add_value(r, node, 0);
	return true;
}

static bool on_start(struct reader *r, const yaml_event_t *event)
{
	bool map = event->type == YAML_MAPPING_START_EVENT;
	const yaml_char_t *anchor =
	    map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
	const yaml_char_t *tag =
	    map ? event->data.mapping_start.tag : event->data.sequence_start.tag;
	struct frame frame = {.nodes_before = r->nodes};

	if (expects_key(r)) {
		diag_error(r->d, "E-YAML", place_of(r, event->start_mark),
			   "a %s cannot be the name of a field", map ? "map" : "list");
		diag_hint(r->d, "put a text that begins with %s in quotes", map ? "{" : "[");
		return false;
	}
	if (!count_nodes(r, 1, event->start_mark) ||
	    !check_depth(r, r->depth + 1, event->start_mark))
		return false;
	frame.node = new_node(r, map ? VALUE_MAP : VALUE_LIST, event->start_mark);
	if (!read_properties(r, anchor, tag, event->start_mark, frame.node, &frame.anchor))
		return false;
	r->frames[r->depth++] = frame;
	return true;
}

static void on_end(struct reader *r)
{
	struct frame *top = &r->frames[--r->depth];

	map_free(&top->keys);
	complete_anchor(r, top->anchor, r->nodes - top->nodes_before, top->height + 1);
	add_value(r, top->node, top->height + 1);
}

static bool on_alias(struct reader *r, const yaml_event_t *event)
{
	struct text name = text_of((const char *)event->data.alias.anchor);
	size_t index = map_get(&r->anchor_names, name);
	struct anchor *anchor = index == MAP_NONE ? NULL : &r->anchors[index];

	if (!anchor || !anchor->complete || expects_key(r)) {
		diag_error(r->d, "E-YAML", place_of(r, event->start_mark),
			   "a text cannot begin with \"*\" here");
		diag_hint(r->d, "put the text in quotes");
		return false;
	}
	anchor->used = true;
	r->alias_nodes += anchor->nodes;
	if (r->alias_nodes > r->limits->yaml_alias_nodes) {
		diag_error(r->d, "E-LIMIT", place_of(r, event->start_mark),
			   "aliases (\"*%.*s\") repeat more than %zu values", TEXT_ARGS(name),
			   r->limits->yaml_alias_nodes);
		diag_hint(r->d, "write the values out, or raise \"yaml_alias_nodes\" under "
				"\"limits\" in site.yaml");
		return false;
	}
	if (!count_nodes(r, anchor->nodes, event->start_mark) ||
	    !check_depth(r, r->depth + anchor->height, event->start_mark))
		return false;
	add_value(r, anchor->node, anchor->height);
	return true;
}

/* False: an error was reported, and what follows cannot be understood. */
static bool on_event(struct reader *r, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (!r->document_begun) {
			r->document_begun = true;
			return true;
		}
		diag_error(r->d, "E-YAML", place_of(r, event->start_mark),
			   "a second YAML document begins here; a file has only one");
		diag_hint(r->d, "delete the line \"---\"");
		return false;
	case YAML_SCALAR_EVENT:
		return on_scalar(r, event);
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return on_start(r, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		on_end(r);
		return true;
	case YAML_ALIAS_EVENT:
		return on_alias(r, event);
	default:
		return true;
	}
}

/* "title: &copy 2026" is the number 2026 for YAML, and not for the editor. */
static void report_unused_anchors(const struct reader *r)
{
	for (size_t i = 0; i < r->anchor_count; i++) {
		const struct anchor *anchor = &r->anchors[i];
		if (anchor->used)
			continue;
		diag_error(r->d, "E-YAML", anchor->place,
			   "\"&%.*s\" is a name for what follows, which nothing uses",
			   TEXT_ARGS(anchor->name));
		diag_hint(r->d, "put a text that begins with & in quotes");
	}
}

/* Feeds every event to R. libyaml reads no further than an event needs, so what on_event
 * refuses (depth above all: libyaml is quadratic in it) costs nothing. */
static void read_events(struct reader *r, struct text yaml)
{
	yaml_parser_t parser;
	yaml_event_t event;
	bool more = true;

	if (!yaml_parser_initialize(&parser))
		memory_exhausted(sizeof parser);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.at, yaml.size);
	while (more) {
		if (!yaml_parser_parse(&parser, &event)) {
			yaml_error_report(&parser, yaml, r->path, r->first_line, r->d);
			break;
		}
		more = on_event(r, &event) && event.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
}

struct value_node *yaml_parse(struct arena *arena, struct text yaml, struct text path,
			      uint32_t first_line, const struct limits *limits,
			      struct diagnostics *d)
{
	static const struct text byte_order_mark = TEXT_INIT("\xEF\xBB\xBF");
	struct reader r = {
	    .arena = arena, .limits = limits, .path = path, .first_line = first_line, .d = d};
	size_t errors = d->errors;

	if (text_starts_with(yaml, byte_order_mark))
		yaml = text_slice(yaml, byte_order_mark.size, yaml.size);
	if (!yaml.size)
		yaml = TEXT(""); /* an empty blob may be at NULL, which libyaml does not take */
	if (!limits_check_yaml(limits, yaml, path, first_line, d))
		return NULL;
	r.frames = arena_array(arena, limits->yaml_depth, sizeof *r.frames);
	read_events(&r, yaml);
	while (r.depth)
		map_free(&r.frames[--r.depth].keys);
	map_free(&r.anchor_names);
	if (d->errors == errors)
		report_unused_anchors(&r);
	if (d->errors > errors)
		return NULL;
	if (!r.root || r.root->kind == VALUE_NULL) {
		r.root = value_node(arena, VALUE_MAP);
		r.root->line = first_line;
		r.root->column = 1;
	}
	return r.root;
}

struct value_node *yaml_parse_map(struct arena *arena, struct text yaml, struct text path,
				  uint32_t first_line, const struct limits *limits,
				  const char *what, struct diagnostics *d)
{
	struct value_node *root = yaml_parse(arena, yaml, path, first_line, limits, d);

	if (!root || root->kind == VALUE_MAP)
		return root;
	diag_error(d, "E-YAML", (struct place){path, root->line, root->column},
		   "the %s is %s, not fields with values", what, value_kind_name(root->kind));
	diag_hint(d, "write a name, a colon, a space and the value: \"title: Access\"");
	return NULL;
}
