/* feed_file.h - writes the file of a feed of the site's plan (site/feed_plan.h). */
#ifndef SSG_RENDER_FEED_FILE_H
#define SSG_RENDER_FEED_FILE_H

#include "site/feed_plan.h"

void site_feed_write(const struct model *model, const struct feed_plan *plan, struct buffer *out);

#endif
