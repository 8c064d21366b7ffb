#include "base/html_escape.h"
#include "base/link_address.h"
#include "content/html_render.h"
#include "content/html_writer.h"
#include "content/plain_text.h"
#include "content/raw_html.h"
#include "content/wiki_link.h"

static struct text words_of(struct html_writer *writer, cmark_node *node)
{
	buffer_clear(&writer->words_of);
	plain_text_add(&writer->words_of, node, writer->job->options->wiki && !writer->links);
	return text_trim(buffer_view(&writer->words_of));
}

/* Such an address leads elsewhere when the site is read from a subdirectory or a USB stick. */
static void report_rooted(const struct html_render *job, struct text address, struct place place)
{
	bool strict = !job->options->lenient;
	bool host = text_starts_with(address, TEXT("//"));

	diag_report(job->problems, strict, strict ? "E-LINK" : "W-LINK", place,
		    "link \"%.*s\" begins with \"/\"", TEXT_ARGS(address));
	if (host)
		diag_hint(job->problems, "write https:%.*s", TEXT_ARGS(address));
	else
		diag_hint(job->problems,
			  "links are paths of files from here, such as ../messages/x.md");
}

/* The value of href or src: written, or a hole. */
static void address_add(struct html_writer *writer, cmark_node *node)
{
	const struct html_render *job = writer->job;
	struct text address = markdown_text(&node->as.link.url);
	bool image = node->type == CMARK_NODE_IMAGE;
	enum link_address kind = link_address_kind(address, image);

	if (kind == ADDRESS_ABSOLUTE && address.at[0] != '/') {
		html_escape_address(writer->html, address);
		return;
	}
	struct place place = source_map_link(job->source, node);
	if (kind == ADDRESS_ABSOLUTE) {
		report_rooted(job, address, place);
		html_escape_address(writer->html, address);
		return;
	}
	if (kind == ADDRESS_REFUSED) {
		bool strict = !job->options->lenient;
		diag_report(job->problems, strict, strict ? "E-URL" : "W-URL", place,
			    "addresses of the kind \"%.*s:\" are not allowed",
			    TEXT_ARGS(link_address_scheme(address)));
		diag_hint(job->problems,
			  "allowed are https, http, mailto, tel, ftp, xmpp and relative paths");
		return;
	}
	struct span target = fragment_string(job->fragment, address);
	fragment_hole(job->fragment, image ? HOLE_IMAGE : HOLE_LINK, place.line, place.column,
		      target, fragment_string(job->fragment, words_of(writer, node)));
}

static void title_add(struct html_writer *writer, struct text title)
{
	if (!title.size)
		return;
	buffer_string(writer->html, "\" title=\"");
	html_escape(writer->html, title);
}

static void link_begin(struct html_writer *writer, cmark_node *node)
{
	writer->links++;
	buffer_string(writer->html, "<a href=\"");
	address_add(writer, node);
	title_add(writer, markdown_text(&node->as.link.title));
	buffer_string(writer->html, "\">");
}

static void alt_add(struct html_writer *writer, cmark_node *image)
{
	for (cmark_node *part = image; part; part = markdown_next(part, image, true)) {
		switch (part->type) {
		case CMARK_NODE_TEXT:
		case CMARK_NODE_CODE:
		case CMARK_NODE_HTML_INLINE:
			html_escape(writer->html, markdown_text(&part->as.literal));
			break;
		case CMARK_NODE_LINEBREAK:
		case CMARK_NODE_SOFTBREAK:
			buffer_byte(writer->html, ' ');
			break;
		default:
			break;
		}
	}
}

static void image_add(struct html_writer *writer, cmark_node *node, struct text title)
{
	buffer_string(writer->html, "<img src=\"");
	writer->links++; /* no wiki links in alt texts */
	address_add(writer, node);
	writer->links--;
	buffer_string(writer->html, "\" alt=\"");
	alt_add(writer, node);
	title_add(writer, title);
	buffer_string(writer->html, writer->job->options->figures
					? "\" loading=\"lazy\" decoding=\"async\" />"
					: "\" />");
}

cmark_node *html_figure(const struct html_writer *writer, const cmark_node *paragraph)
{
	cmark_node *image = paragraph->first_child;
	const cmark_node *parent = paragraph->parent;

	if (!writer->job->options->figures || !image || image->next ||
	    image->type != CMARK_NODE_IMAGE || !image->as.link.title.len)
		return NULL;
	/* A footnote's last paragraph holds the link back. */
	return parent && parent->type == CMARK_NODE_FOOTNOTE_DEFINITION ? NULL : image;
}

void html_figure_add(struct html_writer *writer, cmark_node *image)
{
	html_fresh_line(writer);
	buffer_string(writer->html, "<figure>");
	image_add(writer, image, TEXT(""));
	buffer_string(writer->html, "<figcaption>");
	html_text_add(writer, markdown_text(&image->as.link.title));
	buffer_string(writer->html, "</figcaption></figure>\n");
}

static void wiki_add(struct html_writer *writer, const cmark_node *node, struct text text)
{
	const struct html_render *job = writer->job;
	struct text rest = text;
	struct wiki_link link;

	while (wiki_link_next(&rest, &link)) {
		struct place place;
		if (!source_map_wiki(job->source, node, link.target, &place)) {
			html_text_add(writer, text_slice(text, 0, text.size - rest.size));
		} else {
			html_text_add(writer, link.before);
			struct span target = fragment_string(job->fragment, link.target);
			fragment_hole(job->fragment, HOLE_WIKI, place.line, place.column, target,
				      fragment_string(job->fragment, link.label));
			words_add(&writer->words, wiki_link_words(&link));
		}
		text = rest;
	}
	html_text_add(writer, rest);
}

void html_raw_add(struct html_writer *writer, struct text source, bool is_inline,
		  struct place place)
{
	const struct html_render *job = writer->job;

	if (job->options->raw_html) {
		struct text id;
		raw_html_add(writer->html, source, is_inline);
		while (raw_html_next_id(&source, &id))
			fragment_anchor(job->fragment, id);
	} else if (!raw_html_is_comment(source) && !text_starts_with(source, TEXT("</"))) {
		diag_warning(job->problems, "W-HTML", place, "raw HTML is left out");
		diag_hint(job->problems, "site.yaml can allow it: markdown: {raw_html: true}");
	}
}

static void raw_begin(struct html_writer *writer, const cmark_node *node)
{
	struct text source = markdown_text(&node->as.literal);
	struct place place = NO_PLACE;

	if (!writer->job->options->raw_html)
		place = source_map_words(writer->job->source, node, source);
	html_raw_add(writer, source, true, place);
}

static void footnote_reference_add(struct html_writer *writer, const cmark_node *node)
{
	struct text label = markdown_text(&node->parent_footnote_def->as.literal);

	buffer_string(writer->html, "<sup class=\"footnote-ref\"><a href=\"#fn-");
	html_escape_address(writer->html, label);
	buffer_string(writer->html, "\" id=\"fnref-");
	html_escape_address(writer->html, label);
	if (node->footnote.ref_ix > 1)
		buffer_printf(writer->html, "-%d", node->footnote.ref_ix);
	buffer_string(writer->html, "\" data-footnote-ref>");
	html_escape_address(writer->html, markdown_text(&node->as.literal));
	buffer_string(writer->html, "</a></sup>");
}

static void text_begin(struct html_writer *writer, const cmark_node *node)
{
	struct text text = markdown_text(&node->as.literal);

	if (writer->job->options->wiki && !writer->links)
		wiki_add(writer, node, text);
	else
		html_text_add(writer, text);
}

static void line_end_add(struct html_writer *writer)
{
	size_t from = writer->html->size;

	words_break(&writer->words);
	buffer_byte(writer->html, '\n');
	if (!writer->links && !writer->headings)
		fragment_run_on(writer->job->fragment, from);
}

static void code_add(struct html_writer *writer, const cmark_node *node)
{
	struct text code = markdown_text(&node->as.literal);

	words_add(&writer->words, code);
	buffer_string(writer->html, "<code>");
	html_escape(writer->html, code);
	buffer_string(writer->html, "</code>");
}

bool html_inline_begin(struct html_writer *writer, cmark_node *node)
{
	switch (node->type) {
	case CMARK_NODE_TEXT:
		text_begin(writer, node);
		return false;
	case CMARK_NODE_SOFTBREAK:
		line_end_add(writer);
		return false;
	case CMARK_NODE_LINEBREAK:
		words_break(&writer->words);
		buffer_string(writer->html, "<br />\n");
		return false;
	case CMARK_NODE_CODE:
		code_add(writer, node);
		return false;
	case CMARK_NODE_HTML_INLINE:
		raw_begin(writer, node);
		return false;
	case CMARK_NODE_EMPH:
		buffer_string(writer->html, "<em>");
		return true;
	case CMARK_NODE_STRONG:
		buffer_string(writer->html, "<strong>");
		return true;
	case CMARK_NODE_LINK:
		link_begin(writer, node);
		return true;
	case CMARK_NODE_IMAGE:
		image_add(writer, node, markdown_text(&node->as.link.title));
		return false;
	case CMARK_NODE_FOOTNOTE_REFERENCE:
		footnote_reference_add(writer, node);
		return false;
	default:
		if (node->type == CMARK_NODE_STRIKETHROUGH)
			buffer_string(writer->html, "<del>");
		return true;
	}
}

void html_inline_end(struct html_writer *writer, cmark_node *node)
{
	switch (node->type) {
	case CMARK_NODE_EMPH:
		buffer_string(writer->html, "</em>");
		break;
	case CMARK_NODE_STRONG:
		buffer_string(writer->html, "</strong>");
		break;
	case CMARK_NODE_LINK:
		buffer_string(writer->html, "</a>");
		writer->links--;
		break;
	default:
		if (node->type == CMARK_NODE_STRIKETHROUGH)
			buffer_string(writer->html, "</del>");
		break;
	}
}
