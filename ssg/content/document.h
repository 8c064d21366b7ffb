/* document.h - parses a document: front matter, limits, Markdown; gives its record. Runs in a
 * jailed worker; looks at no other document. */
#ifndef SSG_CONTENT_DOCUMENT_H
#define SSG_CONTENT_DOCUMENT_H

#include "base/diagnostics.h"
#include "content/limits.h"
#include "content/markdown_options.h"
#include "content/record.h"

/* What the `document` hook of plugins may do with a parsed document (api/hook_document.h):
 * ROOT is the cmark tree, which it may change; FRONT is the front matter, a map (without entries
 * when there is none), which it may extend. The author's own fields are checked before. */
struct cmark_node;
struct document_hook {
	/* ROOT's lines count from the file's line BODY_LINE. */
	void (*run)(void *self, struct text path, uint32_t body_line, struct value_node *front,
		    struct cmark_node *root, struct arena *arena, struct diagnostics *d);
	void *self;
};

/* Memory that a worker keeps from one document to the next: at most one in a process, since
 * cmark-gfm has one arena (markdown.h). */
struct document_workspace;
struct document_workspace *document_workspace_new(void);
void document_workspace_free(struct document_workspace *workspace); /* NULL is fine */

struct document_parser {
	struct markdown_options markdown;
	const struct limits *limits;
	const struct types *types; /* fields are checked against the document's type; may be NULL */
	struct document_hook *hook; /* NULL: no plugin has one */
	struct text original_lang;  /* the site's first: only there are required fields due */
	struct document_workspace *workspace; /* NULL: one for each call, which is slower */
};

/* Appends the record of BLOB at PATH ("content/fr/messages/x.md") to OUT, 8-byte aligned at the
 * start. Warnings are in the record (it repeats them from a cache) and not in D.
 * STATUS_CONTENT: errors and warnings were added to D. OUT has a record, for other documents to be
 * checked against, unless the document could not be read at all: then it is as before.
 * STATUS_MACHINE: so too, when the cmark-gfm library is not the one that ssg was compiled for. */
enum status document_parse(const struct document_parser *parser, struct text path, struct text blob,
			   struct buffer *out, struct diagnostics *d);

/* What PATH says of a document: "content/fr/messages/x.md" is "messages/x" in "fr". Empty texts if
 * it is no such path. */
struct document_name {
	struct text lang;
	struct text id;
};
struct document_name document_name(struct text path);

#endif
