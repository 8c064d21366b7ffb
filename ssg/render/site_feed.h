/* site_feed.h - a feed of the site's plan (site/feeds.h) as the bytes of its file. */
#ifndef SSG_RENDER_SITE_FEED_H
#define SSG_RENDER_SITE_FEED_H

#include "site/feeds.h"

void site_feed_write(const struct model *model, const struct feed_plan *plan, struct buffer *out);

#endif
