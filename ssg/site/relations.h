/* relations.h - what plugins add to works: named lists, attached values, and two computations
 * that would be too slow in Lua. */
#ifndef SSG_SITE_RELATIONS_H
#define SSG_SITE_RELATIONS_H

#include "site/model.h"

/* WORK's list NAME becomes these works (replaces an earlier one). Texts are copied. */
void relate(struct model *model, work_id work, struct text name, const work_id *works,
	    size_t count);
struct range related(const struct model *model, work_id work, struct text name);

/* VALUE is flat and lives in the model's arena. */
void attach(struct model *model, enum owner_kind kind, uint32_t owner, struct text name,
	    const struct value *value);
const struct value *attached(const struct model *model, enum owner_kind kind, uint32_t owner,
			     struct text name);

/* For every listed work, the LIMIT works that share most with it: the sum over shared terms of
 * log(works / works with the term) (inverse document frequency, Sparck Jones 1972); ties by
 * date, newest first. Only the RELATED_POSTINGS_MAX newest works of a term count, so that the
 * cost is linear in works. TAXONOMIES is NULL for all. */
enum { RELATED_POSTINGS_MAX = 512 };
void relate_by_terms(struct model *model, struct text name, const uint32_t *taxonomies,
		     size_t taxonomy_count, size_t limit);

/* Works whose FIELD has the same text, in the order of weight, date, id: each gets its
 * neighbours as relations PREVIOUS and NEXT. */
void relate_series(struct model *model, struct text field, struct text previous, struct text next);

/* Terms of the same taxonomy by the number of works shared with TERM, most first. Into ARENA. */
struct term_count {
	term_id term;
	uint32_t count;
};
const struct term_count *terms_related(const struct model *model, term_id term, size_t limit,
				       struct arena *arena, size_t *count);

#endif
