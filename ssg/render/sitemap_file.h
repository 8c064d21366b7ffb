/* sitemap_file.h - writes a sitemap of the site's plan (site/sitemap_plan.h). */
#ifndef SSG_RENDER_SITEMAP_FILE_H
#define SSG_RENDER_SITEMAP_FILE_H

#include "site/model.h"

/* Both append the complete file. */
void site_map_write(const struct model *model, uint32_t i, struct buffer *out);
void site_map_index_write(const struct model *model, struct buffer *out);

#endif
