/* document.h - parses a document: front matter, limits, Markdown; gives its record. Runs in a
 * jailed worker; looks at no other document. */
#ifndef SSG_CONTENT_DOCUMENT_H
#define SSG_CONTENT_DOCUMENT_H

#include "base/diagnostics.h"
#include "content/limits.h"
#include "content/markdown_options.h"
#include "content/record.h"

/* The `document` hook of plugins (api/hook_document.h) may change a parsed document: ROOT is the
 * cmark tree; FRONT is the front matter, a map (empty if there is none), which it may extend.
 * The author's own fields have been checked. */
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

/* Appends the record of BLOB at PATH ("content/fr/messages/x.md") to OUT, aligned to 8. Warnings
 * are in the record (which repeats them from a cache), not in D. STATUS_CONTENT: errors and
 * warnings were added to D; OUT has a record, against which other documents can be checked,
 * unless the document could not be read at all. STATUS_MACHINE: nothing was appended, also if
 * the cmark-gfm library is not the one that ssg was compiled for. */
enum status document_parse(const struct document_parser *parser, struct text path, struct text blob,
			   struct buffer *out, struct diagnostics *d);

/* The parts of PATH: "content/fr/messages/x.md" is "messages/x" in "fr". Empty texts if it is
 * not the path of a document. */
struct document_name {
	struct text lang;
	struct text id;
};
struct document_name document_name(struct text path);

#endif
