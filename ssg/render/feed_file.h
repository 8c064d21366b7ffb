/* feed_file.h - a feed of the site's plan (site/feed_plan.h) as the bytes of its file. */
#ifndef SSG_RENDER_FEED_FILE_H
#define SSG_RENDER_FEED_FILE_H

#include "site/feed_plan.h"

void site_feed_write(const struct model *model, const struct feed_plan *plan, struct buffer *out);

#endif
