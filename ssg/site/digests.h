/* digests.h - what the reads of a page (site/reads.h) would find in a model, as digests: where they
 * are equal in two models, a page that read nothing else is the same in both.
 *
 *   digests_open(&digests, model, &collation, &presentation);
 *   digests.fixed[number], digests_named(&digests, name), digests_page(&digests, page)
 *   digests_close(&digests);
 *
 * Not covered, and to be compared as a whole: the program, site.yaml, types, data and plugins.
 * Digests do not depend on the numbers that works and terms have in a model. */
#ifndef SSG_SITE_DIGESTS_H
#define SSG_SITE_DIGESTS_H

#include "site/data_files.h"
#include "site/feed_plan.h"
#include "site/pages.h"
#include "site/reads.h"

/* What pages are made with besides the model: floors above know it. Digests; 0: there is none. */
struct presentation {
	uint64_t (*template)(void *self, struct text name);
	uint64_t (*string)(void *self, lang_id lang, struct text key);
	void *self;
};

struct digests {
	struct arena arena;
	const struct model *model;
	const struct collation *collation; /* for queries by title */
	const struct presentation *presentation;
	struct read_layout layout;
	uint64_t *fixed; /* by number: low halves of XXH3's 128 bits */
	bool undated;    /* a document is in no commit: its history is said to be of today */
	struct buffer bytes;
	struct map named; /* names asked for -> their index in ->named_digests */
	uint64_t *named_digests;
	size_t named_count;
	uint64_t styles; /* of a site whose pages have budgets: which style sheets there are */
};

/* MODEL is complete; it, COLLATION and PRESENTATION outlive the digests. */
void digests_open(struct digests *digests, const struct model *model,
		  const struct collation *collation, const struct presentation *presentation);
/* Of an earlier model in which all was the same but the commit and, by work: */
struct digests_before {
	const uint64_t *fixed;
	const bool *changed; /* texts and titles */
	const bool *touched; /* histories; NULL: any */
};
void digests_open_changed(struct digests *digests, const struct model *model,
			  const struct collation *collation,
			  const struct presentation *presentation,
			  const struct digests_before *before);
void digests_close(struct digests *digests);

/* Of a name of reads.h; 0: what it names is not there. */
uint64_t digests_named(struct digests *digests, struct text name);
/* In a model that is the same but for texts and titles: may NAME lead to something else?
 * RETITLED: a title may be another one; REPRESENTED: a template or a string. */
bool digests_may_differ(struct text name, bool retitled, bool represented);
/* Of what PAGE itself says, and in which languages it is. */
uint64_t digests_page(struct digests *digests, const struct page *page);
/* Of all that a feed is made from. */
uint64_t digests_feed(struct digests *digests, const struct feed_plan *feed);
/* Of what FILE itself says: what its hook reads is in its trace. */
uint64_t digests_file(struct digests *digests, const struct file_plan *file);
uint64_t digests_asset(const struct asset *asset);
/* Of all that sitemap I of the model is made from. */
uint64_t digests_site_map(struct digests *digests, uint32_t i);

#endif
