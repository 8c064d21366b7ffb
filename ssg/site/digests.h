/* digests.h - digests of everything that can be read of a model, each computed when it is first
 * needed.
 *
 *   digests_open(&digests, model, &collation, &presentation);
 *   digests_number(&digests, number), digests_name(&digests, name), digests_page(&digests, page)
 *   digests_close(&digests);
 *
 * They are the low halves of XXH3's 128 bits. Program, site.yaml, types, data and plugins are not
 * covered: a build compares them as a whole (engine/stamps.h). */
#ifndef SSG_SITE_DIGESTS_H
#define SSG_SITE_DIGESTS_H

#include "site/data_files.h"
#include "site/feed_plan.h"
#include "site/pages.h"
#include "site/read_types.h"

struct digests {
	struct gather gather;
	struct read_layout layout;
	uint64_t *numbered; /* 0: not known yet */
	struct arena arena;
	struct map named; /* name -> index in ->named_digests */
	uint64_t *named_digests;
	size_t named_count;
	uint64_t styles; /* of a site whose pages have budgets: which style sheets there are */
};

/* MODEL is complete; it, COLLATION and PRESENTATION outlive the digests. */
void digests_open(struct digests *digests, const struct model *model,
		  const struct collation *collation, const struct presentation *presentation);
void digests_close(struct digests *digests);

/* What an earlier build knew of a model of the same structure, and what may have changed since. */
struct digests_before {
	const uint64_t *numbered;
	const bool *texts;     /* by work: a file of it has changed */
	const bool *histories; /* by work: so may its history have; NULL: any may */
};
/* Takes over all that cannot have changed. */
void digests_inherit(struct digests *digests, const struct digests_before *before);

uint64_t digests_number(struct digests *digests, uint32_t number);
/* 0: what NAME names is not in the model. */
uint64_t digests_name(struct digests *digests, struct text name);
/* In a model of the same structure, whose titles had the digest TITLES: may NAME lead to something
 * else? */
bool digests_name_can_change(struct digests *digests, struct text name, uint64_t titles);
/* The titles of all documents. */
uint64_t digests_titles(struct digests *digests);
/* The same if it was computed already, else BEFORE. */
uint64_t digests_titles_known(const struct digests *digests, uint64_t before);

/* ---- what files are made from, besides what they read on the way */

/* The inputs of PAGE: what it says itself, and in which languages it is. */
uint64_t digests_page(struct digests *digests, const struct page *page);
/* The inputs of FEED: what it says itself, and which works it lists. */
uint64_t digests_feed(struct digests *digests, const struct feed_plan *feed);
uint64_t digests_file(struct digests *digests, const struct file_plan *file);
uint64_t digests_asset(const struct asset *asset);
/* The addresses in sitemap I of the model. */
uint64_t digests_site_map(struct digests *digests, uint32_t i);

#endif
