#include "render/sitemap_xml.h"

#include "render/iso_date.h"
#include "render/xml.h"

/* ---- one address */

static void write_alternate(struct buffer *out, struct text tag, struct text url)
{
	buffer_string(out, "\t\t<xhtml:link rel=\"alternate\"");
	xml_attribute(out, "hreflang", tag);
	xml_attribute(out, "href", url);
	buffer_string(out, "/>\n");
}

void sitemap_add(const struct sitemap_page *page, struct buffer *out)
{
	struct iso_date date;

	buffer_string(out, "\t<url>\n");
	xml_element(out, 2, "loc", page->url);
	if (iso_date_read(page->updated, &date)) {
		if (date.clock.size) { /* W3C's profile wants a zone and a T */
			buffer_string(out, "\t\t<lastmod>");
			iso_date_write_rfc3339(&date, out);
			buffer_string(out, "</lastmod>\n");
		} else {
			xml_element(out, 2, "lastmod", page->updated);
		}
	}
	for (size_t i = 0; i < page->alternate_count; i++)
		write_alternate(out, page->alternates[i].tag, page->alternates[i].url);
	if (page->x_default.size)
		write_alternate(out, TEXT("x-default"), page->x_default);
	buffer_string(out, "\t</url>\n");
}

/* ---- files */

void sitemap_begin(struct buffer *out)
{
	buffer_string(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
			   "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
			   "xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
}

void sitemap_end(struct buffer *out)
{
	buffer_string(out, "</urlset>\n");
}

static void write_base(struct buffer *out, struct text base_url)
{
	buffer_text(out, base_url);
	if (!text_ends_with(base_url, TEXT("/")))
		buffer_byte(out, '/');
}

void sitemap_index_begin(struct buffer *out)
{
	buffer_string(out,
		      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		      "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
}

void sitemap_index_add(struct text base_url, struct text name, struct buffer *out)
{
	struct buffer url = {0};

	write_base(&url, base_url);
	buffer_text(&url, name);
	buffer_string(out, "\t<sitemap>\n");
	xml_element(out, 2, "loc", buffer_view(&url));
	buffer_string(out, "\t</sitemap>\n");
	buffer_free(&url);
}

void sitemap_index_end(struct buffer *out)
{
	buffer_string(out, "</sitemapindex>\n");
}

/* ---- robots.txt */

void robots_write(struct text base_url, struct buffer *out)
{
	buffer_string(out, "User-agent: *\nAllow: /\n"); /* RFC 9309 */
	if (base_url.size == 0)
		return;
	buffer_string(out, "\nSitemap: ");
	write_base(out, base_url);
	buffer_string(out, "sitemap.xml\n");
}
