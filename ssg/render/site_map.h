/* site_map.h - the sitemaps of the model's pages: site/site_maps.h written by render/sitemap.h. */
#ifndef SSG_RENDER_SITE_MAP_H
#define SSG_RENDER_SITE_MAP_H

#include "site/model.h"

/* Both append the whole file. */
void site_map_write(const struct model *model, uint32_t i, struct buffer *out);
void site_map_index_write(const struct model *model, struct buffer *out);

#endif
