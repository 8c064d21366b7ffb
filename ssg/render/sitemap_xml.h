/* sitemap_xml.h - the formats of sitemap.xml (https://www.sitemaps.org/protocol.html) and
 * robots.txt.
 *
 *   sitemap_begin(&out);
 *   sitemap_add(&page, &out);      for each address
 *   sitemap_end(&out);
 *
 * Every address names the same page in other languages (hreflang, as xhtml:link). Addresses are
 * absolute and percent-encoded. A file has at most 50,000 addresses and 50 MB, says the protocol;
 * an index names the files where there are several. */
#ifndef SSG_RENDER_SITEMAP_XML_H
#define SSG_RENDER_SITEMAP_XML_H

#include "base/memory.h"

struct sitemap_alternate {
	struct text tag; /* BCP 47, or "x-default" */
	struct text url;
};

struct sitemap_page {
	struct text url;
	struct text updated; /* as in content/date.h; left out if it is not a date */
	const struct sitemap_alternate *alternates; /* the page itself is one of them */
	size_t alternate_count;
	struct text x_default; /* address for readers of other languages; empty: none */
};

void sitemap_begin(struct buffer *out);
void sitemap_add(const struct sitemap_page *page, struct buffer *out);
void sitemap_end(struct buffer *out);

/* BASE_URL is where the file NAME lies: "https://example.org/" */
void sitemap_index_begin(struct buffer *out);
void sitemap_index_add(struct text base_url, struct text name, struct buffer *out);
void sitemap_index_end(struct buffer *out);

/* Appends robots.txt: everything may be read; BASE_URL (empty: the site does not know its
 * address) leads to the sitemap. */
void robots_write(struct text base_url, struct buffer *out);

#endif
