/* body.h - the HTML of a document on a page: its record, with all holes filled.
 *
 *   struct body body = {&model, document, TEXT("fr/messages/x.html"), french, &mentions, label};
 *   body_write(&body, out);
 *
 * Addresses are relative to the page. A link to a document leads to its page in the reader's
 * language, unless the author named another. An anchor that the text shown there lacks (a
 * translation has other headings) is dropped: the top of the page is better than nowhere. */
#ifndef SSG_RENDER_BODY_H
#define SSG_RENDER_BODY_H

#include "site/mentions.h"

/* Words for callouts. */
struct callout_label {
	/* Appends to HTML, escaped, the word for KIND: "note", "tip", "important", "warning",
	 * "caution". */
	void (*write)(void *self, struct text kind, struct buffer *html);
	void *self;
};

struct body {
	const struct model *model;
	const struct document *document; /* the one shown, in the page's language or another */
	struct text path;                /* of the page, in the output */
	lang_id lang;                    /* of the page, which is the reader's */
	const struct mentions *mentions; /* of the document's language; NULL: none are linked */
	struct callout_label label;
};

/* Links the first mention of each work, except of the document's own. */
void body_write(const struct body *body, struct buffer *html);

#endif
