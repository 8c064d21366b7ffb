#include "render/sitemap_xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static size_t count_of(struct text text, const char *part)
{
	size_t count = 0, at;

	while ((at = text_find(text, text_of(part))) != SIZE_MAX) {
		text = text_slice(text, at + 1, text.size);
		count++;
	}
	return count;
}

static void page_names_its_translations(void **unused)
{
	struct buffer out = {0};
	const struct sitemap_alternate alternates[] = {
	    {TEXT("en"), TEXT("https://example.org/en/x.html?a&b")},
	    {TEXT("zh-Hans"), TEXT("https://example.org/zh/x.html")},
	};
	struct sitemap_page page = {
	    .url = alternates[0].url,
	    .updated = TEXT("2026-11-24"),
	    .alternates = alternates,
	    .alternate_count = 2,
	    .x_default = TEXT("https://example.org/index.html"),
	};

	(void)unused;
	sitemap_begin(&out);
	sitemap_add(&page, &out);
	sitemap_end(&out);
	buffer_byte(&out, '\0');
	assert_string_equal(out.at, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
				    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
				    "xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
				    "\t<url>\n"
				    "\t\t<loc>https://example.org/en/x.html?a&amp;b</loc>\n"
				    "\t\t<lastmod>2026-11-24</lastmod>\n"
				    "\t\t<xhtml:link rel=\"alternate\" hreflang=\"en\" "
				    "href=\"https://example.org/en/x.html?a&amp;b\"/>\n"
				    "\t\t<xhtml:link rel=\"alternate\" hreflang=\"zh-Hans\" "
				    "href=\"https://example.org/zh/x.html\"/>\n"
				    "\t\t<xhtml:link rel=\"alternate\" hreflang=\"x-default\" "
				    "href=\"https://example.org/index.html\"/>\n"
				    "\t</url>\n"
				    "</urlset>\n");
	buffer_free(&out);
}

static void wrong_date_is_left_out_and_time_is_completed(void **unused)
{
	struct buffer out = {0};
	struct sitemap_page page = {.url = TEXT("https://example.org/"), .updated = TEXT("soon")};

	(void)unused;
	sitemap_add(&page, &out);
	page.updated = TEXT("2026-11-24 10:00");
	sitemap_add(&page, &out);
	assert_int_equal(count_of(buffer_view(&out), "<lastmod>"), 1);
	assert_int_equal(count_of(buffer_view(&out), "<lastmod>2026-11-24T10:00:00Z</lastmod>"), 1);
	buffer_free(&out);
}

static void index_names_each_file(void **unused)
{
	struct buffer out = {0};

	(void)unused;
	sitemap_index_begin(&out);
	sitemap_index_add(TEXT("https://example.org"), TEXT("sitemap-1.xml"), &out);
	sitemap_index_add(TEXT("https://example.org/"), TEXT("sitemap-2.xml"), &out);
	sitemap_index_end(&out);
	buffer_byte(&out, '\0');
	assert_string_equal(
	    out.at, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		    "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
		    "\t<sitemap>\n\t\t<loc>https://example.org/sitemap-1.xml</loc>\n\t</sitemap>\n"
		    "\t<sitemap>\n\t\t<loc>https://example.org/sitemap-2.xml</loc>\n\t</sitemap>\n"
		    "</sitemapindex>\n");
	buffer_free(&out);
}

static void robots_are_led_to_the_sitemap(void **state)
{
	struct buffer out = {0};

	(void)state;
	robots_write(TEXT("https://example.org/igf"), &out);
	buffer_byte(&out, '\0');
	assert_string_equal(out.at, "User-agent: *\nAllow: /\n\n"
				    "Sitemap: https://example.org/igf/sitemap.xml\n");
	buffer_clear(&out);
	robots_write(TEXT(""), &out);
	assert_true(text_is(buffer_view(&out), "User-agent: *\nAllow: /\n"));
	buffer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(page_names_its_translations),
	    cmocka_unit_test(wrong_date_is_left_out_and_time_is_completed),
	    cmocka_unit_test(index_names_each_file),
	    cmocka_unit_test(robots_are_led_to_the_sitemap),
	};

	return cmocka_run_group_tests_name("sitemap", tests, NULL, NULL);
}
