#include "render/sitemap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { FILES_MAX = 8 };

/* What sitemap_end and sitemap_add have written. */
struct files {
	struct arena arena;
	struct text names[FILES_MAX], bytes[FILES_MAX];
	size_t count;
};

static void keep(void *self, struct text name, struct text bytes)
{
	struct files *files = self;

	assert_true(files->count < FILES_MAX);
	files->names[files->count] = arena_text(&files->arena, name);
	files->bytes[files->count++] = arena_text(&files->arena, bytes);
}

static int set_up(void **state)
{
	static struct files files;

	files = (struct files){0};
	*state = &files;
	return 0;
}

static int tear_down(void **state)
{
	struct files *files = *state;

	arena_free(&files->arena);
	return 0;
}

static void write_pages(struct files *files, size_t count, size_t urls_max, size_t bytes_max)
{
	struct sitemap sitemap = {.base_url = TEXT("https://example.org"),
				  .write = keep,
				  .self = files,
				  .urls_max = urls_max,
				  .bytes_max = bytes_max};
	struct sitemap_page page = {.url = TEXT("https://example.org/x.html")};

	for (size_t i = 0; i < count; i++)
		sitemap_add(&sitemap, &page);
	sitemap_end(&sitemap);
}

static size_t count_of(struct text text, const char *part)
{
	size_t count = 0, at;

	while ((at = text_find(text, text_of(part))) != SIZE_MAX) {
		text = text_slice(text, at + 1, text.size);
		count++;
	}
	return count;
}

static void page_names_its_translations(void **state)
{
	struct files *files = *state;
	struct sitemap sitemap = {
	    .base_url = TEXT("https://example.org/"), .write = keep, .self = files};
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

	sitemap_add(&sitemap, &page);
	sitemap_end(&sitemap);
	assert_int_equal(files->count, 1);
	assert_true(text_is(files->names[0], "sitemap.xml"));
	assert_string_equal(files->bytes[0].at,
			    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
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
}

static void wrong_date_is_left_out_and_time_is_completed(void **state)
{
	struct files *files = *state;
	struct sitemap sitemap = {.write = keep, .self = files};
	struct sitemap_page page = {.url = TEXT("https://example.org/"), .updated = TEXT("soon")};

	sitemap_add(&sitemap, &page);
	page.updated = TEXT("2026-11-24 10:00");
	sitemap_add(&sitemap, &page);
	sitemap_end(&sitemap);
	assert_int_equal(count_of(files->bytes[0], "<lastmod>"), 1);
	assert_int_equal(count_of(files->bytes[0], "<lastmod>2026-11-24T10:00:00Z</lastmod>"), 1);
}

static void site_without_pages_has_an_empty_sitemap(void **state)
{
	struct files *files = *state;

	write_pages(files, 0, 0, 0);
	assert_int_equal(files->count, 1);
	assert_int_equal(count_of(files->bytes[0], "<urlset "), 1);
	assert_int_equal(count_of(files->bytes[0], "</urlset>"), 1);
}

static void as_many_pages_as_fit_stay_in_one_file(void **state)
{
	struct files *files = *state;

	write_pages(files, 3, 3, 0);
	assert_int_equal(files->count, 1);
	assert_int_equal(count_of(files->bytes[0], "<loc>"), 3);
}

static void more_pages_are_split_below_an_index(void **state)
{
	struct files *files = *state;

	write_pages(files, 7, 3, 0);
	assert_int_equal(files->count, 4);
	assert_true(text_is(files->names[0], "sitemap-1.xml"));
	assert_true(text_is(files->names[2], "sitemap-3.xml"));
	assert_int_equal(count_of(files->bytes[0], "<loc>"), 3);
	assert_int_equal(count_of(files->bytes[2], "<loc>"), 1);
	assert_true(text_is(files->names[3], "sitemap.xml"));
	assert_string_equal(
	    files->bytes[3].at,
	    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
	    "\t<sitemap>\n\t\t<loc>https://example.org/sitemap-1.xml</loc>\n\t</sitemap>\n"
	    "\t<sitemap>\n\t\t<loc>https://example.org/sitemap-2.xml</loc>\n\t</sitemap>\n"
	    "\t<sitemap>\n\t\t<loc>https://example.org/sitemap-3.xml</loc>\n\t</sitemap>\n"
	    "</sitemapindex>\n");
}

static void no_file_passes_its_limit_of_bytes(void **state)
{
	enum { BYTES = 400 };
	struct files *files = *state;

	write_pages(files, 9, 0, BYTES);
	assert_true(files->count > 2);
	for (size_t i = 0; i < files->count - 1; i++) {
		assert_true(files->bytes[i].size <= BYTES);
		assert_true(count_of(files->bytes[i], "<loc>") > 0);
	}
}

static void protocol_s_limit_is_the_default(void **state)
{
	struct files *files = *state;

	write_pages(files, SITEMAP_URLS_MAX + 1, 0, 0);
	assert_int_equal(files->count, 3);
	assert_int_equal(count_of(files->bytes[0], "<loc>"), SITEMAP_URLS_MAX);
	assert_int_equal(count_of(files->bytes[1], "<loc>"), 1);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(page_names_its_translations),
	    TEST(wrong_date_is_left_out_and_time_is_completed),
	    TEST(site_without_pages_has_an_empty_sitemap),
	    TEST(as_many_pages_as_fit_stay_in_one_file),
	    TEST(more_pages_are_split_below_an_index),
	    TEST(no_file_passes_its_limit_of_bytes),
	    TEST(protocol_s_limit_is_the_default),
	    TEST(robots_are_led_to_the_sitemap),
	};

	return cmocka_run_group_tests_name("sitemap", tests, NULL, NULL);
}
