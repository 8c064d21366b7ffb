/* template_parts.h - where what was included stands among the bytes of a page, so that a later
 * build takes it from there instead of running it again.
 *
 * A *part* is what one include has printed that nothing but the page can have told what to print:
 * without arguments, or with the page's own document alone. Its key says what ran: the texts of all
 * templates that it can run (template/template_reach.h), and the names of its arguments. Where the
 * key is the same, and so is all else that the page reads, it would print the same.
 *
 * That holds only if no template writes to tables that another one can see, and if values that
 * hooks give to the page hold no functions: then nothing is remembered. */
#ifndef SSG_TEMPLATE_TEMPLATE_PARTS_H
#define SSG_TEMPLATE_TEMPLATE_PARTS_H

#include "base/memory.h"

struct template_part {
	uint64_t key;
	uint32_t offset, size; /* in the bytes of the page */
};

struct template_parts {
	struct text bytes;                /* of the page */
	const struct template_part *list; /* as they ended: inner ones first */
	size_t count;
};

/* NULL: there is none, or it does not lie in the bytes. */
const struct template_part *template_parts_find(const struct template_parts *parts, uint64_t key);
/* Appends PART to LIST (struct template_part), unless its key is there already, or the list is long
 * enough. */
void template_parts_add(struct buffer *list, struct template_part part);
/* The same of PART, one of PARTS that now stands at OFFSET, behind those inside of it. */
void template_parts_copy(const struct template_parts *parts, const struct template_part *part,
			 size_t offset, struct buffer *list);

#endif
