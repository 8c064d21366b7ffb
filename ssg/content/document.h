/* document.h - from a blob to a record: front matter, limits, Markdown, all that one document
 * says about itself. Runs in a jailed worker; looks at no other document. */
#ifndef SSG_CONTENT_DOCUMENT_H
#define SSG_CONTENT_DOCUMENT_H

#include "base/diagnostics.h"
#include "content/limits.h"
#include "content/record.h"

struct markdown_options {
	bool raw_html; /* site.yaml `markdown: {raw_html: true}` */
	bool figures;  /* a paragraph of one image with a title is a <figure>; default true */
	bool callouts; /* `> [!NOTE]`; default true */
	bool wiki;     /* `[[…]]` makes HOLE_WIKI; default true */
};

/* What the `document` hook of plugins may do with a parsed document (lua/hook_document.h):
 * ROOT is the cmark tree, which it may change; NODE is the front matter, which it may extend. */
struct cmark_node;
struct document_hook {
	void (*run)(void *self, struct text path, struct value_node *front, struct cmark_node *root,
		    struct arena *arena, struct diagnostics *d);
	void *self;
};

struct document_parser {
	struct markdown_options markdown;
	const struct limits *limits;
	const struct types *types; /* fields are checked against the document's type; may be NULL */
	struct document_hook *hook; /* NULL: no plugin has one */
};

/* Appends the record of BLOB at PATH ("content/fr/messages/x.md") to OUT, 8-byte aligned at the
 * start. Errors go to D; warnings are in the record (it repeats them from a cache) and not in D.
 * STATUS_CONTENT: errors were reported and OUT is as before. */
enum status document_parse(const struct document_parser *parser, struct text path, struct text blob,
			   struct buffer *out, struct diagnostics *d);

#endif
