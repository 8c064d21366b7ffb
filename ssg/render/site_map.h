/* site_map.h - the sitemap of the model's pages (render/sitemap.h). */
#ifndef SSG_RENDER_SITE_MAP_H
#define SSG_RENDER_SITE_MAP_H

#include "site/model.h"

/* WRITE is called for each file, with its name and bytes, valid for the call. Listed are pages of
 * documents in languages in which they exist, sections, home pages and what plugins added; not
 * those of `sitemap: false`. */
void site_map_write(const struct model *model,
		    void (*write)(void *self, struct text name, struct text bytes), void *self);

#endif
