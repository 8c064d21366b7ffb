#include "content/document.h"

#include "base/characters.h"
#include "content/front_matter.h"
#include "content/html_render.h"
#include "content/markdown_scan.h"
#include "content/plain_text.h"
#include "content/types.h"
#include "content/yaml.h"

#include <stdlib.h>

struct document_workspace {
	struct markdown_memory markdown;
	struct fragment fragment;
	struct source_map source;
	struct buffer front; /* the front matter as a flat value */
	struct buffer plain; /* title, excerpt */
};

/* One document while it becomes a record. */
struct reading {
	const struct document_parser *parser;
	struct document_workspace *workspace;
	struct text path;
	struct document_name name;
	struct front_matter parts;
	struct arena arena;
	struct diagnostics problems;
	struct value_node *front; /* NULL: unreadable */
	cmark_node *root;         /* NULL: refused */
	struct text heading;      /* taken out of the tree, because it is the title; or empty */
	uint32_t heading_line;
};

struct document_workspace *document_workspace_new(void)
{
	struct document_workspace *workspace = calloc(1, sizeof *workspace);

	if (!workspace)
		memory_exhausted(sizeof *workspace);
	return workspace;
}

void document_workspace_free(struct document_workspace *workspace)
{
	if (!workspace)
		return;
	markdown_release(&workspace->markdown);
	fragment_free(&workspace->fragment);
	source_map_free(&workspace->source);
	buffer_free(&workspace->front);
	buffer_free(&workspace->plain);
	free(workspace);
}

struct document_name document_name(struct text path)
{
	struct document_name name = {TEXT(""), TEXT("")};
	struct text rest = path, part;

	if (!text_ends_with(path, TEXT(".md")) || !text_split(&rest, '/', &part) ||
	    !text_is(part, "content") || !text_split(&rest, '/', &part) || !rest.at)
		return name;
	name.lang = part;
	name.id = text_slice(rest, 0, rest.size - TEXT(".md").size);
	return name;
}

static struct place whole_file(const struct reading *reading)
{
	return (struct place){reading->path, 0, 0};
}

/* Checks what the author wrote, before plugins add to it. */
static void check_front(struct reading *reading)
{
	const struct document_parser *parser = reading->parser;
	struct buffer *flat = &reading->workspace->front;
	bool translation = !text_equal(reading->name.lang, parser->original_lang);

	if (!parser->types)
		return;
	buffer_clear(flat);
	size_t root = value_flatten(flat, reading->front);
	const struct value *front = (const void *)(flat->at + root);
	const struct type *type =
	    types_of(parser->types, value_get_text(front, "type", TEXT("")), reading->name.id);
	types_check_document(parser->types, type, front, reading->path, translation,
			     &reading->problems);
}

static void read_front(struct reading *reading)
{
	if (reading->parts.present)
		reading->front = yaml_parse(&reading->arena, reading->parts.yaml, reading->path,
					    reading->parts.yaml_line, reading->parser->limits,
					    &reading->problems);
	else
		reading->front = value_node(&reading->arena, VALUE_MAP);
	if (reading->front && reading->front->kind != VALUE_MAP) {
		diag_error(
		    &reading->problems, "E-FRONT-MATTER",
		    (struct place){reading->path, reading->front->line, reading->front->column},
		    "front matter must be a map of fields, not %s",
		    value_kind_name(reading->front->kind));
		reading->front = NULL;
	}
	if (reading->front)
		check_front(reading);
}

static void report_fault(struct reading *reading, size_t offset)
{
	diag_error(
	    &reading->problems, "E-LIMIT",
	    characters_place(reading->parts.body, offset, reading->path, reading->parts.body_line),
	    "cmark-gfm mistakes \"[\" before an entity of \"^\" for a footnote");
	diag_hint(&reading->problems, "write \"\\[\" for this bracket");
}

static void read_body(struct reading *reading)
{
	struct text body = reading->parts.body;
	size_t fault = markdown_find_fault(body);

	if (fault != SIZE_MAX)
		report_fault(reading, fault);
	else if (markdown_scan(reading->parser->limits, body, reading->path,
			       reading->parts.body_line, &reading->problems))
		reading->root = markdown_parse(&reading->workspace->markdown, body);
}

/* False if the document has no record; PROBLEMS say why. */
static bool read_document(struct reading *reading, struct text blob)
{
	if (blob.size > MARKDOWN_BYTES_MAX) {
		diag_error(&reading->problems, "E-LIMIT", whole_file(reading),
			   "a document cannot be larger than %d bytes", (int)MARKDOWN_BYTES_MAX);
		return false;
	}
	if (!markdown_library_fits()) {
		diag_machine(&reading->problems, "loading", "cmark-gfm",
			     "the library is not of the version that ssg was compiled for");
		return false;
	}
	if (!front_matter_split(blob, reading->path, &reading->parts, &reading->problems))
		return false;
	read_front(reading);
	read_body(reading);
	if (!reading->front || !reading->root)
		return false;
	const struct document_hook *hook = reading->parser->hook;
	if (hook)
		hook->run(hook->self, reading->path, reading->parts.body_line, reading->front,
			  reading->root, &reading->arena, &reading->problems);
	return true;
}

/* ---- the record: a header, the front matter, the HTML, then all that is smaller */

static struct record *record_at(struct buffer *out, size_t start)
{
	return (void *)(out->at + start);
}

static struct span add_bytes(struct buffer *out, size_t start, struct text bytes)
{
	struct span span = {(uint32_t)(out->size - start), (uint32_t)bytes.size};

	buffer_text(out, bytes);
	return span;
}

static struct span add_items(struct buffer *out, size_t start, const struct buffer *items,
			     size_t item_size)
{
	buffer_align(out, 8);
	struct span span = add_bytes(out, start, buffer_view(items));
	span.count = (uint32_t)(items->size / item_size);
	return span;
}

/* Moves the notes of the fragment after its HTML, and gives spans their final offsets. */
static void add_notes(struct buffer *out, size_t start, struct fragment *fragment)
{
	struct span strings = add_bytes(out, start, buffer_view(&fragment->strings));
	struct hole *holes = (void *)fragment->holes.at;
	struct heading *headings = (void *)fragment->headings.at;
	struct span *anchors = (void *)fragment->anchors.at;

	for (size_t i = 0; i < fragment->holes.size / sizeof *holes; i++) {
		holes[i].target.offset += strings.offset;
		holes[i].label.offset += strings.offset;
	}
	for (size_t i = 0; i < fragment->headings.size / sizeof *headings; i++) {
		headings[i].id.offset += strings.offset;
		headings[i].text.offset += strings.offset;
	}
	for (size_t i = 0; i < fragment->anchors.size / sizeof *anchors; i++)
		anchors[i].offset += strings.offset;
	fragment->title_id.offset += strings.offset;
	struct record added = {
	    .holes = add_items(out, start, &fragment->holes, sizeof(struct hole)),
	    .headings = add_items(out, start, &fragment->headings, sizeof(struct heading)),
	    .runs = add_items(out, start, &fragment->runs, sizeof(struct run)),
	    .anchors = add_items(out, start, &fragment->anchors, sizeof(struct span)),
	};
	struct record *record = record_at(out, start);
	record->holes = added.holes;
	record->headings = added.headings;
	record->runs = added.runs;
	record->anchors = added.anchors;
	record->title_id = fragment->title_id;
}

static void add_front(struct reading *reading, struct buffer *out, size_t start)
{
	if (!reading->front->count)
		return;
	size_t root = value_flatten(out, reading->front);
	record_at(out, start)->front = (struct span){(uint32_t)(root - start), 1};
}

static bool has_footnote(cmark_node *heading)
{
	for (cmark_node *part = heading; part; part = markdown_next(part, heading, true))
		if (part->type == CMARK_NODE_FOOTNOTE_REFERENCE)
			return true;
	return false;
}

/* Takes the heading that says the title off the top of the body: a layout shows the title there.
 * One with a footnote stays, since the footnote leads back to it. */
static void take_title(struct reading *reading, struct text title)
{
	struct document_workspace *workspace = reading->workspace;
	cmark_node *heading = reading->root->first_child;

	if (!heading || heading->type != CMARK_NODE_HEADING || has_footnote(heading))
		return;
	buffer_clear(&workspace->plain);
	plain_text_add(&workspace->plain, heading, reading->parser->markdown.wiki);
	struct text words = text_trim(buffer_view(&workspace->plain));
	if (!words.size || (title.size && !text_equal(words, text_trim(title))))
		return;
	reading->heading = arena_text(&reading->arena, words);
	reading->heading_line = source_map_block(&workspace->source, heading).line;
	cmark_node_unlink(heading);
}

static void add_body(struct reading *reading, struct buffer *out, size_t start)
{
	struct document_workspace *workspace = reading->workspace;

	source_map_begin(&workspace->source, reading->path, reading->parts.body,
			 reading->parts.body_line);
	fragment_begin(&workspace->fragment, out);
	take_title(reading, value_text(value_get(record_front(record_at(out, start)), "title")));
	struct html_render job = {
	    .options = &reading->parser->markdown,
	    .title = reading->heading,
	    .fragment = &workspace->fragment,
	    .source = &workspace->source,
	    .arena = &reading->arena,
	    .problems = &reading->problems,
	};
	size_t from = out->size;
	struct word_count count = html_render(&job, reading->root);
	struct record *record = record_at(out, start);
	record->html = (struct span){(uint32_t)(from - start), (uint32_t)(out->size - from)};
	record->words = count.words;
	record->ideographs = count.ideographs;
	add_notes(out, start, &workspace->fragment);
}

/* The first heading that says something, when the front matter has no title. It is not in the body
 * if it came first there. */
static void add_title(struct reading *reading, struct buffer *out, size_t start)
{
	const struct record *record = record_at(out, start);
	const struct value *front = record_front(record);
	const struct value *field = value_get(front, "title");
	const struct heading *headings = record_headings(record);
	struct text title = value_text(field);
	uint32_t line = field ? field->line : 0;

	if (!title.size) {
		title = reading->heading;
		line = reading->heading_line;
	}
	for (uint32_t i = 0; i < record->headings.count && !title.size; i++) {
		title = record_text(record, headings[i].text);
		line = headings[i].line;
	}
	if (!title.size) {
		diag_warning(&reading->problems, "W-TITLE", whole_file(reading),
			     "the document has neither a title: nor a heading");
		size_t slash = text_find_last_byte(reading->name.id, '/');
		title = text_slice(reading->name.id, slash + 1, SIZE_MAX); /* SIZE_MAX + 1 is 0 */
		line = 0;
	}
	buffer_clear(&reading->workspace->plain);
	buffer_text(&reading->workspace->plain, title); /* OUT moves when it grows */
	struct span span = add_bytes(out, start, buffer_view(&reading->workspace->plain));
	record_at(out, start)->title = span;
	record_at(out, start)->title_line = line;
}

/* The first paragraph that is not inside another block. */
static struct span add_excerpt(struct reading *reading, struct buffer *out, size_t start)
{
	struct buffer *plain = &reading->workspace->plain;
	struct text text = TEXT("");

	for (cmark_node *node = reading->root->first_child; node && !text.size; node = node->next) {
		bool figure = node->first_child && node->first_child->type == CMARK_NODE_IMAGE &&
			      !node->first_child->next;
		if (node->type != CMARK_NODE_PARAGRAPH || figure)
			continue;
		buffer_clear(plain);
		plain_text_add(plain, node, reading->parser->markdown.wiki);
		text = text_trim(buffer_view(plain));
	}
	struct excerpt excerpt = words_excerpt(text);
	struct span span = add_bytes(out, start, excerpt.text);
	if (excerpt.cut)
		span.count += add_bytes(out, start, TEXT("…")).count;
	return span;
}

static void write_record(struct reading *reading, struct buffer *out, size_t start)
{
	struct record header = {0};

	buffer_add(out, &header, sizeof header);
	add_front(reading, out, start);
	add_body(reading, out, start);
	add_title(reading, out, start);
	struct span excerpt = add_excerpt(reading, out, start);
	size_t from = out->size;
	if (reading->problems.count)
		diagnostics_write(&reading->problems, out);
	struct span diagnostics = {(uint32_t)(from - start), (uint32_t)(out->size - from)};
	buffer_align(out, 8);
	struct record *record = record_at(out, start);
	record->excerpt = excerpt;
	record->diagnostics = diagnostics;
	record->size = (uint32_t)(out->size - start);
	record_outline(record);
}

enum status document_parse(const struct document_parser *parser, struct text path, struct text blob,
			   struct buffer *out, struct diagnostics *d)
{
	struct document_workspace *own = parser->workspace ? NULL : document_workspace_new();
	struct reading reading = {
	    .parser = parser,
	    .workspace = own ? own : parser->workspace,
	    .path = path,
	    .name = document_name(path),
	};
	size_t before = out->size;
	size_t start = buffer_align(out, 8);

	if (read_document(&reading, blob))
		write_record(&reading, out, start);
	else
		out->size = before;
	enum status status = diagnostics_status(&reading.problems);
	if (status != STATUS_OK)
		diagnostics_add(d, &reading.problems);
	diagnostics_free(&reading.problems);
	arena_free(&reading.arena);
	document_workspace_free(own);
	return status;
}
