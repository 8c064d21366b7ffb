/* sitemap_plan.h - the pages that each sitemap lists.
 *
 *   site_maps_plan(model, diags);        when all pages are there
 *   for (uint32_t i = 0; i < model->site_maps->count; i++) … maps->pages[maps->first[i]] …
 *
 * A page is in the sitemap that the digest of its path, without the language, says: with its
 * translations, which name each other there, and wherever other pages come and go. So a change
 * costs one small file. Up to 1,024 pages there is one; then sitemap.xml is an index. */
#ifndef SSG_SITE_SITEMAP_PLAN_H
#define SSG_SITE_SITEMAP_PLAN_H

#include "site/pages.h"

struct site_maps {
	uint32_t count;  /* a power of two */
	uint32_t *first; /* index in ->pages of the first page of each, and of the end */
	uint32_t *pages; /* of the model */
};

/* Claims the files' paths and sets model->site_maps. Listed are pages of documents in languages in
 * which they exist, sections, home pages and what plugins added; not those of `sitemap: false`. */
void site_maps_plan(struct model *model, struct diagnostics *d);
bool site_maps_list(const struct model *model, const struct page *page);
/* "sitemap.xml" if there is one, else "sitemap-1.xml" and so on. */
struct text site_map_name(const struct site_maps *maps, uint32_t i, struct arena *arena);

#endif
