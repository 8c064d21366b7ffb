/* sitemap.h - sitemap.xml (https://www.sitemaps.org/protocol.html) and robots.txt.
 *
 *   struct sitemap s = {.base_url = …, .write = …, .self = …};
 *   sitemap_add(&s, &page);      for each address
 *   sitemap_end(&s);             writes the last file and frees
 *
 * One file sitemap.xml while everything fits; else sitemap-1.xml, sitemap-2.xml, … and
 * sitemap.xml is their index. Every address names the same page in other languages
 * (hreflang, as xhtml:link). Addresses are absolute and percent-encoded. */
#ifndef SSG_RENDER_SITEMAP_H
#define SSG_RENDER_SITEMAP_H

#include "base/memory.h"

enum {
	SITEMAP_URLS_MAX = 50000,    /* of one file, by the protocol */
	SITEMAP_BYTES_MAX = 52428800 /* the same: 50 MB, before compression */
};

struct sitemap_alternate {
	struct text tag; /* BCP 47, or "x-default" */
	struct text url;
};

struct sitemap_page {
	struct text url;
	struct text updated; /* as content/date.h; left out if it is no date */
	const struct sitemap_alternate *alternates; /* the page itself is one of them */
	size_t alternate_count;
	struct text x_default; /* address for readers of other languages; empty: none */
};

struct sitemap {
	struct text base_url; /* where the files lie: "https://example.org/" */
	/* Called for each file when it is whole, with its name and bytes, valid for the call. */
	void (*write)(void *self, struct text name, struct text bytes);
	void *self;
	size_t urls_max, bytes_max; /* of a file; 0: the protocol's */

	/* Private: the file being filled. */
	struct buffer bytes, url;
	size_t urls, files;
};

void sitemap_add(struct sitemap *sitemap, const struct sitemap_page *page);
void sitemap_end(struct sitemap *sitemap);

/* Appends robots.txt: everything may be read; BASE_URL (empty: the site does not know its
 * address) leads to the sitemap. */
void robots_write(struct text base_url, struct buffer *out);

#endif
