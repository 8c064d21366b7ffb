/* gather.h - collects parts of a model, piece by piece, for one digest.
 *
 *   gather_text(gather, title);
 *   gather_number(gather, lang);
 *   digest = gather_take(gather);
 *
 * Digests do not depend on the numbers that works and terms have in a model. */
#ifndef SSG_SITE_GATHER_H
#define SSG_SITE_GATHER_H

#include "site/query.h"

/* Digests of parts of the theme, which higher layers know; 0 if there is no such part. */
struct presentation {
	uint64_t (*template)(void *self, struct text name);
	uint64_t (*string)(void *self, lang_id lang, struct text key);
	void *self;
};

struct gather {
	const struct model *model;
	const struct collation *collation; /* for queries by title */
	const struct presentation *presentation;
	struct buffer bytes;
	struct arena arena;
	uint64_t *mentions;  /* by language shown and language of the reader; 0: not known yet */
	uint64_t *histories; /* by document; 0: not known yet */
};

void gather_number(struct gather *gather, uint64_t number);
void gather_text(struct gather *gather, struct text text);
void gather_work(struct gather *gather, work_id work); /* by its id; NONE is fine */
/* Adds the works that are listed in LANG. */
void gather_works(struct gather *gather, const work_id *works, size_t count, lang_id lang);
/* Works and terms in it by their ids. NULL is fine. */
void gather_value(struct gather *gather, const struct value *value);

/* The digest of what was gathered since the last one; never 0, which means that there is
 * nothing. */
uint64_t gather_take(struct gather *gather);
void gather_free(struct gather *gather);

#endif
