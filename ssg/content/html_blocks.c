#include "base/html_escape.h"
#include "content/html_render.h"
#include "content/html_writer.h"

static const char *const callouts[][2] = {
    {"[!NOTE]", "note"},       {"[!TIP]", "tip"},         {"[!IMPORTANT]", "important"},
    {"[!WARNING]", "warning"}, {"[!CAUTION]", "caution"},
};

/* Takes the marker off a quotation that has one; gives its kind, or NULL. */
static const char *take_callout(cmark_node *quote)
{
	cmark_node *paragraph = quote->first_child;
	cmark_node *marker = paragraph ? paragraph->first_child : NULL;

	if (!marker || paragraph->type != CMARK_NODE_PARAGRAPH || marker->type != CMARK_NODE_TEXT)
		return NULL;
	cmark_node *line_end = marker->next;
	if (line_end && line_end->type != CMARK_NODE_SOFTBREAK &&
	    line_end->type != CMARK_NODE_LINEBREAK)
		return NULL;
	for (size_t i = 0; i < sizeof callouts / sizeof *callouts; i++) {
		if (!text_is(markdown_text(&marker->as.literal), callouts[i][0]))
			continue;
		cmark_node_unlink(marker);
		if (line_end)
			cmark_node_unlink(line_end);
		if (!paragraph->first_child)
			cmark_node_unlink(paragraph);
		return callouts[i][1];
	}
	return NULL;
}

static void quote_begin(struct html_writer *writer, cmark_node *node)
{
	const struct html_render *job = writer->job;
	const char *callout = job->options->callouts ? take_callout(node) : NULL;

	html_fresh_line(writer);
	node->user_data = callout ? writer : NULL; /* for its end */
	if (!callout) {
		buffer_string(writer->html, "<blockquote>\n");
		return;
	}
	struct place place = source_map_block(job->source, node);
	buffer_printf(writer->html, "<aside class=\"callout callout-%s\" role=\"note\">\n",
		      callout);
	buffer_string(writer->html, "<p class=\"callout-label\">");
	fragment_hole(job->fragment, HOLE_CALLOUT, place.line, place.column,
		      fragment_string(job->fragment, text_of(callout)), (struct span){0});
	buffer_string(writer->html, "</p>\n");
}

static void list_begin(struct html_writer *writer, const cmark_node *node)
{
	const cmark_list *list = &node->as.list;

	html_fresh_line(writer);
	if (list->list_type == CMARK_BULLET_LIST)
		buffer_string(writer->html, "<ul>\n");
	else if (list->start == 1)
		buffer_string(writer->html, "<ol>\n");
	else
		buffer_printf(writer->html, "<ol start=\"%d\">\n", list->start);
}

static void item_begin(struct html_writer *writer, cmark_node *node)
{
	html_fresh_line(writer);
	buffer_string(writer->html, "<li>");
	if (!node->extension) /* only task lists are one */
		return;
	if (node->as.list.checked)
		buffer_string(writer->html,
			      "<input type=\"checkbox\" checked=\"\" disabled=\"\" /> ");
	else
		buffer_string(writer->html, "<input type=\"checkbox\" disabled=\"\" /> ");
}

static void heading_begin(struct html_writer *writer, const cmark_node *node)
{
	html_fresh_line(writer);
	buffer_string(writer->html, (const char[]){'<', 'h', (char)('0' + node->as.heading.level),
						   ' ', 'i', 'd', '=', '"', 0});
	buffer_text(writer->html, writer->heading_ids[writer->headings_begun++]);
	buffer_string(writer->html, "\">");
	writer->headings++;
}

static void heading_end(struct html_writer *writer, const cmark_node *node)
{
	writer->headings--;
	buffer_string(
	    writer->html,
	    (const char[]){'<', '/', 'h', (char)('0' + node->as.heading.level), '>', '\n', 0});
}

static void code_add(struct html_writer *writer, const cmark_node *node)
{
	struct text info = markdown_text(&node->as.code.info);
	size_t size = 0;

	html_fresh_line(writer);
	while (size < info.size && !cmark_isspace(info.at[size]))
		size++;
	if (info.size) {
		buffer_string(writer->html, "<pre><code class=\"language-");
		html_escape(writer->html, text_slice(info, 0, size));
		buffer_string(writer->html, "\">");
	} else {
		buffer_string(writer->html, "<pre><code>");
	}
	html_escape(writer->html, markdown_text(&node->as.code.literal));
	buffer_string(writer->html, "</code></pre>\n");
}

static bool is_tight(const cmark_node *paragraph)
{
	const cmark_node *list = paragraph->parent ? paragraph->parent->parent : NULL;

	return list && list->type == CMARK_NODE_LIST && list->as.list.tight;
}

static bool paragraph_begin(struct html_writer *writer, cmark_node *node)
{
	cmark_node *image = html_figure(writer, node);

	if (image) {
		html_figure_add(writer, image);
		return false;
	}
	if (!is_tight(node)) {
		html_fresh_line(writer);
		buffer_string(writer->html, "<p>");
	}
	return true;
}

static void link_back(struct html_writer *writer, const cmark_node *footnote)
{
	const struct html_render *job = writer->job;
	struct text label = markdown_text(&footnote->as.literal);

	if (writer->footnotes_linked_back >= writer->footnotes_begun)
		return;
	struct place place = source_map_block(job->source, footnote);
	writer->footnotes_linked_back = writer->footnotes_begun;
	for (int i = 1; i <= footnote->footnote.def_count || i == 1; i++) {
		buffer_string(writer->html, i == 1 ? "<a href=\"#fnref-" : " <a href=\"#fnref-");
		html_escape_address(writer->html, label);
		if (i > 1)
			buffer_printf(writer->html, "-%d", i);
		buffer_string(writer->html, "\" class=\"footnote-backref\" data-footnote-backref "
					    "aria-label=\"");
		fragment_hole(job->fragment, HOLE_CALLOUT, place.line, place.column,
			      fragment_string(job->fragment, TEXT("back_to_text")),
			      (struct span){0});
		buffer_string(writer->html, "\">↩");
		if (i > 1)
			buffer_printf(writer->html, "<sup class=\"footnote-ref\">%d</sup>", i);
		buffer_string(writer->html, "</a>");
	}
}

static void paragraph_end(struct html_writer *writer, const cmark_node *node)
{
	if (is_tight(node) || html_figure(writer, node))
		return;
	if (node->parent && node->parent->type == CMARK_NODE_FOOTNOTE_DEFINITION && !node->next) {
		buffer_byte(writer->html, ' ');
		link_back(writer, node->parent);
	}
	buffer_string(writer->html, "</p>\n");
}

static void footnote_begin(struct html_writer *writer, const cmark_node *node)
{
	if (!writer->footnotes_begun++)
		buffer_string(writer->html, "<section class=\"footnotes\" data-footnotes>\n<ol>\n");
	buffer_string(writer->html, "<li id=\"fn-");
	html_escape_address(writer->html, markdown_text(&node->as.literal));
	buffer_string(writer->html, "\">\n");
	source_map_rewind(writer->job->source);
}

static void footnote_end(struct html_writer *writer, const cmark_node *node)
{
	unsigned before = writer->footnotes_linked_back;

	link_back(writer, node);
	if (writer->footnotes_linked_back != before)
		buffer_byte(writer->html, '\n');
	buffer_string(writer->html, "</li>\n");
}

static void row_begin(struct html_writer *writer, cmark_node *node)
{
	html_fresh_line(writer);
	writer->in_table_head = cmark_gfm_extensions_get_table_row_is_header(node);
	writer->column = 0;
	if (writer->in_table_head) {
		buffer_string(writer->html, "<thead>\n");
	} else if (!writer->in_table_body) {
		buffer_string(writer->html, "<tbody>\n");
		writer->in_table_body = true;
	}
	buffer_string(writer->html, "<tr>");
}

static void cell_begin(struct html_writer *writer, cmark_node *node)
{
	const uint8_t *alignments = cmark_gfm_extensions_get_table_alignments(node->parent->parent);

	html_fresh_line(writer);
	buffer_string(writer->html, writer->in_table_head ? "<th" : "<td");
	switch (alignments[writer->column++]) {
	case 'l':
		buffer_string(writer->html, " align=\"left\"");
		break;
	case 'c':
		buffer_string(writer->html, " align=\"center\"");
		break;
	case 'r':
		buffer_string(writer->html, " align=\"right\"");
		break;
	default:
		break;
	}
	buffer_byte(writer->html, '>');
}

static void table_part_begin(struct html_writer *writer, cmark_node *node)
{
	if (node->type == CMARK_NODE_TABLE_CELL) {
		cell_begin(writer, node);
	} else if (node->type == CMARK_NODE_TABLE_ROW) {
		row_begin(writer, node);
	} else if (node->type == CMARK_NODE_TABLE) {
		html_fresh_line(writer);
		buffer_string(writer->html, "<table>");
		writer->in_table_body = false;
	}
}

static void table_part_end(struct html_writer *writer, const cmark_node *node)
{
	if (node->type == CMARK_NODE_TABLE_CELL) {
		buffer_string(writer->html, writer->in_table_head ? "</th>" : "</td>");
	} else if (node->type == CMARK_NODE_TABLE_ROW) {
		html_fresh_line(writer);
		buffer_string(writer->html, writer->in_table_head ? "</tr>\n</thead>" : "</tr>");
	} else if (node->type == CMARK_NODE_TABLE) {
		html_fresh_line(writer);
		buffer_string(writer->html,
			      writer->in_table_body ? "</tbody>\n</table>\n" : "</table>\n");
		writer->in_table_body = false;
	}
}

bool html_block_begin(struct html_writer *writer, cmark_node *node)
{
	words_break(&writer->words);
	switch (node->type) {
	case CMARK_NODE_BLOCK_QUOTE:
		quote_begin(writer, node);
		return true;
	case CMARK_NODE_LIST:
		list_begin(writer, node);
		return true;
	case CMARK_NODE_ITEM:
		item_begin(writer, node);
		return true;
	case CMARK_NODE_HEADING:
		heading_begin(writer, node);
		return true;
	case CMARK_NODE_CODE_BLOCK:
		code_add(writer, node);
		return false;
	case CMARK_NODE_HTML_BLOCK:
		html_fresh_line(writer);
		html_raw_add(writer, markdown_text(&node->as.literal), false,
			     source_map_block(writer->job->source, node));
		html_fresh_line(writer);
		return false;
	case CMARK_NODE_THEMATIC_BREAK:
		html_fresh_line(writer);
		buffer_string(writer->html, "<hr />\n");
		return false;
	case CMARK_NODE_PARAGRAPH:
		return paragraph_begin(writer, node);
	case CMARK_NODE_FOOTNOTE_DEFINITION:
		footnote_begin(writer, node);
		return true;
	default:
		table_part_begin(writer, node);
		return true;
	}
}

void html_block_end(struct html_writer *writer, cmark_node *node)
{
	switch (node->type) {
	case CMARK_NODE_BLOCK_QUOTE:
		html_fresh_line(writer);
		buffer_string(writer->html, node->user_data ? "</aside>\n" : "</blockquote>\n");
		break;
	case CMARK_NODE_LIST:
		buffer_string(writer->html,
			      node->as.list.list_type == CMARK_BULLET_LIST ? "</ul>\n" : "</ol>\n");
		break;
	case CMARK_NODE_ITEM:
		buffer_string(writer->html, "</li>\n");
		break;
	case CMARK_NODE_HEADING:
		heading_end(writer, node);
		break;
	case CMARK_NODE_PARAGRAPH:
		paragraph_end(writer, node);
		break;
	case CMARK_NODE_FOOTNOTE_DEFINITION:
		footnote_end(writer, node);
		break;
	default:
		table_part_end(writer, node);
		break;
	}
}
