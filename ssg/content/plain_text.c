#include "content/plain_text.h"

#include "content/wiki_link.h"

static void add_text(struct buffer *out, struct text text, bool wiki)
{
	struct wiki_link link;

	while (wiki && wiki_link_next(&text, &link)) {
		buffer_text(out, link.before);
		buffer_text(out, wiki_link_words(&link));
	}
	buffer_text(out, text);
}

void plain_text_add(struct buffer *out, cmark_node *node, bool wiki)
{
	for (cmark_node *part = node; part; part = markdown_next(part, node, true)) {
		switch (part->type) {
		case CMARK_NODE_TEXT:
			add_text(out, markdown_text(&part->as.literal), wiki);
			break;
		case CMARK_NODE_CODE:
			buffer_text(out, markdown_text(&part->as.literal));
			break;
		case CMARK_NODE_SOFTBREAK:
		case CMARK_NODE_LINEBREAK:
			buffer_byte(out, ' ');
			break;
		default:
			break;
		}
	}
}
