/* assemble.h - makes the model from records, in the order in which its parts need each other.
 *
 *   struct parsed_document parsed[] = {{file, record}, …};       sorted by path
 *   model_assemble(&model, &config, &snapshot, history, parsed, count, diags);
 *   … plugins' site hooks …
 *   backlinks_assemble(&model);                                  then only read it
 *   model_free(&model);
 *
 * All that the arguments point to outlives the model. */
#ifndef SSG_SITE_ASSEMBLE_H
#define SSG_SITE_ASSEMBLE_H

#include "site/model.h"

struct parsed_document {
	const struct file *file;
	const struct record *record;
};

/* The assets of the model are given before: see site/assets.h. Problems (unknown terms, references,
 * broken links) go to D. */
void model_assemble(struct model *model, const struct parsed_document *parsed, size_t count,
		    struct diagnostics *d);
void model_free(struct model *model);

/* The steps of model_assemble, one module each; each needs those before it. */
void works_assemble(struct model *model, const struct parsed_document *parsed, size_t count,
		    struct diagnostics *d); /* site/works.c */
/* A part of it, again: ->stale of DOCUMENT, whose file or original has changed. */
void works_mark_stale(struct model *model, struct document *document, struct diagnostics *d);
void sections_assemble(struct model *model);                             /* site/sections.c */
void terms_assemble(struct model *model, struct diagnostics *d);         /* site/terms.c */
void references_check(const struct model *model, struct diagnostics *d); /* site/references.c */
void links_assemble(struct model *model, struct diagnostics *d);         /* site/links.c */
/* True if the heading exists that a hole of DOCUMENT with this TARGET names. Reported if not. */
void anchor_check(const struct model *model, const struct document *document,
		  const struct hole *hole, const struct target *target, struct diagnostics *d);
/* After plugins have resolved wiki links. */
void backlinks_assemble(struct model *model);

#endif
