#include "render/sitemap.h"

#include "render/iso_date.h"
#include "render/xml.h"

#include <stdio.h>

static const char set_start[] = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
				"<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
				"xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
static const char set_end[] = "</urlset>\n";
static const char index_start[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
static const char index_end[] = "</sitemapindex>\n";

/* ---- one address */

static void write_alternate(struct buffer *out, struct text tag, struct text url)
{
	buffer_string(out, "\t\t<xhtml:link rel=\"alternate\"");
	xml_attribute(out, "hreflang", tag);
	xml_attribute(out, "href", url);
	buffer_string(out, "/>\n");
}

static void write_url(struct buffer *out, const struct sitemap_page *page)
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

static void write_base(struct buffer *out, struct text base_url)
{
	buffer_text(out, base_url);
	if (!text_ends_with(base_url, TEXT("/")))
		buffer_byte(out, '/');
}

static void finish_file(struct sitemap *s, struct text name)
{
	buffer_string(&s->bytes, set_end);
	s->write(s->self, name, buffer_view(&s->bytes));
	buffer_clear(&s->bytes);
	s->urls = 0;
}

static void finish_numbered_file(struct sitemap *s)
{
	char name[48];

	snprintf(name, sizeof(name), "sitemap-%zu.xml", ++s->files);
	finish_file(s, text_of(name));
}

void sitemap_add(struct sitemap *s, const struct sitemap_page *page)
{
	size_t urls_max = s->urls_max ? s->urls_max : SITEMAP_URLS_MAX;
	size_t bytes_max = s->bytes_max ? s->bytes_max : SITEMAP_BYTES_MAX;

	buffer_clear(&s->url);
	write_url(&s->url, page);
	if (s->urls == urls_max ||
	    (s->urls && s->bytes.size + s->url.size + sizeof(set_end) > bytes_max))
		finish_numbered_file(s);
	if (s->urls++ == 0)
		buffer_string(&s->bytes, set_start);
	buffer_text(&s->bytes, buffer_view(&s->url));
}

static void write_index(struct sitemap *s)
{
	struct buffer *out = &s->bytes;

	buffer_string(out, index_start);
	for (size_t i = 1; i <= s->files; i++) {
		buffer_clear(&s->url);
		write_base(&s->url, s->base_url);
		buffer_printf(&s->url, "sitemap-%zu.xml", i);
		buffer_string(out, "\t<sitemap>\n");
		xml_element(out, 2, "loc", buffer_view(&s->url));
		buffer_string(out, "\t</sitemap>\n");
	}
	buffer_string(out, index_end);
	s->write(s->self, TEXT("sitemap.xml"), buffer_view(out));
}

void sitemap_end(struct sitemap *s)
{
	if (s->files) {
		finish_numbered_file(s);
		write_index(s);
	} else {
		if (s->urls == 0)
			buffer_string(&s->bytes, set_start);
		finish_file(s, TEXT("sitemap.xml"));
	}
	buffer_free(&s->bytes);
	buffer_free(&s->url);
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
