/* digests_gather.h - what a digest is made from, piece by piece (private to digests.c and
 * digests_names.c).
 *
 *   gather_text(digests, title);
 *   gather_number(digests, lang);
 *   digest = gather_take(digests); */
#ifndef SSG_SITE_DIGESTS_GATHER_H
#define SSG_SITE_DIGESTS_GATHER_H

#include "site/digests.h"

void gather_number(struct digests *digests, uint64_t number);
void gather_text(struct digests *digests, struct text text);
void gather_work(struct digests *digests, work_id work); /* by its id; NONE is fine */
/* Those that are listed in LANG. */
void gather_works(struct digests *digests, const work_id *works, size_t count, lang_id lang);
/* Works and terms in it by their ids. NULL is fine. */
void gather_value(struct digests *digests, const struct value *value);

/* The digest of what was gathered since the last; never 0, which stands for what is not there. */
uint64_t gather_take(struct digests *digests);

#endif
