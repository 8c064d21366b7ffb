#include "site/pages.h"
#include "site_fixture.h"

#define SITE "title: T\nbase_url: https://example.org/\nlanguages: [en, fr]\n"

static const struct page *page(struct site *site, const char *path)
{
	return pages_find(&site->model, text_of(path));
}

static struct site *site_with_pages(const char *yaml, const struct site_file *files)
{
	struct site *site = site_make(yaml, files);

	pages_assemble(&site->model, &site->problems);
	pages_redirect(&site->model, &site->problems);
	return site;
}

static const struct site_file one_document[] = {{"content/en/messages/x.md", "# X\n"},
						{NULL, NULL}};

static void every_folder_of_an_address_has_a_page(void **state)
{
	(void)state;
	struct site *site = site_with_pages(SITE, one_document);

	assert_no_report(&site->problems);
	assert_int_equal(page(site, "index.html")->kind, PAGE_LANGUAGES);
	assert_int_equal(page(site, "404.html")->kind, PAGE_NOT_FOUND);
	assert_int_equal(page(site, "en/index.html")->kind, PAGE_HOME);
	assert_int_equal(page(site, "en/messages/index.html")->kind, PAGE_SECTION);
	assert_int_equal(page(site, "en/messages/x.html")->kind, PAGE_DOCUMENT);
	site_free(site);
}

static void an_untranslated_document_has_a_fallback_page(void **state)
{
	(void)state;
	struct site *site = site_with_pages(SITE, one_document);

	assert_int_equal(page(site, "fr/messages/x.html")->kind, PAGE_DOCUMENT);
	assert_int_equal(page(site, "fr/messages/x.html")->lang, 1);
	site_free(site);
}

static void a_site_that_wants_links_has_no_fallback_pages(void **state)
{
	(void)state;
	struct site *site = site_with_pages(SITE "fallback: links\n", one_document);

	assert_null(page(site, "fr/messages/x.html"));
	assert_non_null(page(site, "fr/messages/index.html"));
	site_free(site);
}

static void an_alias_is_a_redirect_in_each_language(void **state)
{
	(void)state;
	struct site *site = site_with_pages(
	    SITE,
	    (struct site_file[]){{"content/en/x.md", "---\ntitle: X\naliases: [old/x.html]\n---\n"},
				 {NULL, NULL}});

	assert_no_report(&site->problems);
	assert_int_equal(page(site, "en/old/x.html")->kind, PAGE_REDIRECT);
	assert_int_equal(page(site, "fr/old/x.html")->kind, PAGE_REDIRECT);
	site_free(site);
}

static void an_alias_never_takes_the_place_of_a_page(void **state)
{
	(void)state;
	struct site *site = site_with_pages(
	    "title: T\nbase_url: https://example.org/\nlanguages: [en]\n",
	    (struct site_file[]){{"content/en/x.md", "---\ntitle: X\naliases: [y.html]\n---\n"},
				 {"content/en/y.md", "# Y\n"},
				 {NULL, NULL}});

	assert_report(&site->problems, 0, 3, 11, "E-PATH", "two pages would be en/y.html");
	assert_int_equal(page(site, "en/y.html")->kind, PAGE_DOCUMENT);
	site_free(site);
}

static void an_alias_cannot_leave_the_output(void **state)
{
	(void)state;
	struct site *site =
	    site_with_pages("title: T\nbase_url: https://example.org/\nlanguages: [en]\n",
			    (struct site_file[]){{"content/en/x.md",
						  "---\ntitle: X\naliases: [../../y.html]\n---\n"},
						 {NULL, NULL}});

	assert_report(&site->problems, 0, 3, 11, "E-PATH", "is no path of a page");
	site_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_folder_of_an_address_has_a_page),
	    cmocka_unit_test(an_untranslated_document_has_a_fallback_page),
	    cmocka_unit_test(a_site_that_wants_links_has_no_fallback_pages),
	    cmocka_unit_test(an_alias_is_a_redirect_in_each_language),
	    cmocka_unit_test(an_alias_never_takes_the_place_of_a_page),
	    cmocka_unit_test(an_alias_cannot_leave_the_output),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
