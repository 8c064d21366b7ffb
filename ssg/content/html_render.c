#include "content/html_render.h"

#include "base/html_escape.h"
#include "content/heading_id.h"
#include "content/html_writer.h"
#include "content/plain_text.h"

static bool is_block(const cmark_node *node)
{
	return (node->type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK;
}

/* The ids that footnotes will have, as html_blocks.c and html_inlines.c write them. */
static void add_footnote_anchors(struct html_writer *writer, const cmark_node *definition)
{
	struct fragment *fragment = writer->job->fragment;
	struct text label = markdown_text(&definition->as.literal);
	struct buffer id = {0};

	buffer_string(&id, "fn-");
	html_escape_address(&id, label);
	fragment_anchor(fragment, buffer_view(&id));
	buffer_clear(&id);
	buffer_string(&id, "fnref-");
	html_escape_address(&id, label);
	fragment_anchor(fragment, buffer_view(&id));
	size_t size = id.size;
	for (int i = 2; i <= definition->footnote.def_count; i++) {
		id.size = size;
		buffer_printf(&id, "-%d", i);
		fragment_anchor(fragment, buffer_view(&id));
	}
	buffer_free(&id);
}

static void add_heading(struct html_writer *writer, cmark_node *heading)
{
	const struct html_render *job = writer->job;

	buffer_clear(&writer->words_of);
	plain_text_add(&writer->words_of, heading, job->options->wiki);
	fragment_heading(
	    job->fragment,
	    (struct heading){
		.level = (uint32_t)heading->as.heading.level,
		.line = source_map_block(job->source, heading).line,
		.text = fragment_string(job->fragment, text_trim(buffer_view(&writer->words_of))),
	    });
}

static struct text *texts_of(struct html_writer *writer, const struct span *spans, size_t stride,
			     size_t count)
{
	struct text *texts = arena_array(writer->job->arena, count, sizeof *texts);
	struct text strings = buffer_view(&writer->job->fragment->strings);

	for (size_t i = 0; i < count; i++) {
		texts[i] = text_slice(strings, spans->offset, spans->count);
		spans = (const void *)((const char *)spans + stride);
	}
	return texts;
}

/* Ids for headings with the plain TEXTS: none of those noted so far. */
static struct text *ids_for(struct html_writer *writer, const struct text *texts, size_t count)
{
	const struct buffer *anchors = &writer->job->fragment->anchors;
	size_t taken = anchors->size / sizeof(struct span);

	return heading_ids(writer->job->arena, texts, count,
			   texts_of(writer, (const void *)anchors->at, sizeof(struct span), taken),
			   taken);
}

/* Headings' ids depend on each other, so all are made before the first is written. The title has
 * the one that it would have among them: so theirs do not depend on where the title is shown. */
static void name_headings(struct html_writer *writer, cmark_node *root)
{
	const struct html_render *job = writer->job;
	struct fragment *fragment = job->fragment;

	for (cmark_node *node = root; node;) {
		if (node->type == CMARK_NODE_HEADING)
			add_heading(writer, node);
		else if (node->type == CMARK_NODE_FOOTNOTE_DEFINITION)
			add_footnote_anchors(writer, node);
		node = markdown_next(node, root, node->first_child && is_block(node->first_child));
	}
	if (job->title.size)
		fragment->title_id = fragment_anchor(fragment, *ids_for(writer, &job->title, 1));
	struct heading *headings = (void *)fragment->headings.at;
	size_t count = fragment->headings.size / sizeof *headings;
	if (!count)
		return;
	writer->heading_ids =
	    ids_for(writer, texts_of(writer, &headings->text, sizeof *headings, count), count);
	for (size_t i = 0; i < count; i++)
		headings[i].id = fragment_anchor(fragment, writer->heading_ids[i]);
}

void html_text_add(struct html_writer *writer, struct text text)
{
	size_t from = writer->html->size;

	html_escape(writer->html, text);
	words_add(&writer->words, text);
	/* A lone space or full stop mentions nothing. */
	if (!writer->links && !writer->headings && text.size > 1)
		fragment_run(writer->job->fragment, from);
}

void html_fresh_line(struct html_writer *writer)
{
	struct buffer *html = writer->html;

	if (html->size > writer->job->fragment->start && html->at[html->size - 1] != '\n')
		buffer_byte(html, '\n');
}

static bool begin(struct html_writer *writer, cmark_node *node)
{
	return is_block(node) ? html_block_begin(writer, node) : html_inline_begin(writer, node);
}

static void end(struct html_writer *writer, cmark_node *node)
{
	if (is_block(node))
		html_block_end(writer, node);
	else
		html_inline_end(writer, node);
}

struct word_count html_render(const struct html_render *job, cmark_node *root)
{
	struct html_writer writer = {.job = job, .html = job->fragment->html};
	cmark_node *node = root;

	name_headings(&writer, root);
	for (;;) {
		if (begin(&writer, node) && node->first_child) {
			node = node->first_child;
			continue;
		}
		end(&writer, node);
		while (node != root && !node->next) {
			node = node->parent;
			end(&writer, node);
		}
		if (node == root)
			break;
		node = node->next;
	}
	if (writer.footnotes_begun)
		buffer_string(writer.html, "</ol>\n</section>\n");
	buffer_free(&writer.words_of);
	return writer.words;
}
