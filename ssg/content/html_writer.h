/* html_writer.h - functions that the parts of html_render.h share. */
#ifndef SSG_CONTENT_HTML_WRITER_H
#define SSG_CONTENT_HTML_WRITER_H

#include "base/diagnostics.h"
#include "content/markdown.h"
#include "content/words.h"

struct html_writer {
	const struct html_render *job; /* content/html_render.h */
	struct buffer *html;           /* the fragment's */
	struct buffer words_of;        /* scratch: plain text of one link */
	struct word_count words;
	struct text *heading_ids; /* in order */
	size_t headings_begun;
	unsigned links;    /* links around the node: neither wiki links nor runs in them */
	unsigned headings; /* headings around it: no runs in them */

	bool in_table_head, in_table_body;
	int column; /* of the table cell */

	unsigned footnotes_begun;
	unsigned footnotes_linked_back;
};

/* html_blocks.c, html_inlines.c: what is written where NODE begins. True: then come its children.
 */
bool html_block_begin(struct html_writer *writer, cmark_node *node);
void html_block_end(struct html_writer *writer, cmark_node *node);
bool html_inline_begin(struct html_writer *writer, cmark_node *node);
void html_inline_end(struct html_writer *writer, cmark_node *node);

/* The picture that is alone in PARAGRAPH and has a title; NULL if there is none, or figures are
 * off. */
cmark_node *html_figure(const struct html_writer *writer, const cmark_node *paragraph);
void html_figure_add(struct html_writer *writer, cmark_node *image);
/* Raw HTML, block or inline: added or left out with a warning at PLACE. */
void html_raw_add(struct html_writer *writer, struct text source, bool is_inline,
		  struct place place);

/* Text of the page: escaped, counted, and a run where mentions may be linked. */
void html_text_add(struct html_writer *writer, struct text text);
/* Writes a line end, unless the HTML is at the start of a line. */
void html_fresh_line(struct html_writer *writer);

#endif
