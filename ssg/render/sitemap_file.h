/* sitemap_file.h - the sitemaps of the model's pages: site/sitemap_plan.h written by
 * render/sitemap_xml.h. */
#ifndef SSG_RENDER_SITEMAP_FILE_H
#define SSG_RENDER_SITEMAP_FILE_H

#include "site/model.h"

/* Both append the whole file. */
void site_map_write(const struct model *model, uint32_t i, struct buffer *out);
void site_map_index_write(const struct model *model, struct buffer *out);

#endif
