#include "site/feed_plan.h"
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

static void a_page_leads_to_itself_in_other_languages(void **state)
{
	(void)state;
	struct site *site = site_with_pages(SITE "fallback: links\n", one_document);
	const struct model *model = &site->model;

	pages_join(&site->model);
	assert_ptr_equal(pages_in(model, page(site, "en/messages/index.html"), 1),
			 page(site, "fr/messages/index.html"));
	assert_ptr_equal(pages_in(model, page(site, "fr/messages/index.html"), 0),
			 page(site, "en/messages/index.html"));
	assert_null(pages_in(model, page(site, "en/messages/x.html"), 1));
	/* What is in no language's folder is nowhere else. */
	assert_ptr_equal(pages_in(model, page(site, "404.html"), 0), page(site, "404.html"));
	assert_null(pages_in(model, page(site, "index.html"), 1));
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

	assert_report(&site->problems, 0, 3, 11, "E-PATH", "two files would be en/y.html");
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

	assert_report(&site->problems, 0, 3, 11, "E-PATH", "is not a path of a file");
	site_free(site);
}

/* A site of one language whose document x.md has these ALIASES, beside the document y/z.md. */
static struct site *site_with_alias(const char *aliases)
{
	char text[2048];

	snprintf(text, sizeof text, "---\ntitle: X\naliases: [%s]\n---\n", aliases);
	struct site *site =
	    site_make("title: T\nbase_url: https://example.org/\nlanguages: [en]\n",
		      (struct site_file[]){
			  {"content/en/x.md", text}, {"content/en/y/z.md", "# Z\n"}, {NULL, NULL}});

	pages_assemble(&site->model, &site->problems);
	feeds_assemble(&site->model, &site->problems);
	pages_redirect(&site->model, &site->problems);
	return site;
}

static void an_alias_never_takes_the_place_of_a_feed(void **state)
{
	(void)state;
	struct site *site = site_with_alias("feed.xml");

	assert_report(&site->problems, 0, 3, 11, "E-PATH", "two files would be en/feed.xml");
	site_free(site);
}

static void an_alias_never_takes_the_place_of_a_folder(void **state)
{
	(void)state;
	struct site *site = site_with_alias("y");

	assert_report(&site->problems, 0, 3, 11, "E-PATH",
		      "en/y would be a file, but is a folder too");
	site_free(site);
}

static void an_alias_cannot_lie_in_a_file(void **state)
{
	(void)state;
	struct site *site = site_with_alias("y/z.html/old.html");

	assert_report(&site->problems, 0, 3, 11, "E-PATH",
		      "cannot be in en/y/z.html, which is a file");
	site_free(site);
}

static void addresses_that_differ_in_case_alone_are_an_error(void **state)
{
	(void)state;
	struct site *site = site_with_alias("Y/Z.html");

	assert_report(&site->problems, 0, 3, 11, "E-PATH",
		      "en/Y/Z.html would be the same as en/y/z.html on many systems");
	site_free(site);
}

static void a_name_too_long_for_a_file_system_is_an_error(void **state)
{
	(void)state;
	char name[257] = "";
	memset(name, 'n', 256);
	struct site *site = site_with_alias(name);

	assert_report(&site->problems, 0, 3, 11, "E-PATH", "longer than 255 bytes");
	site_free(site);
}

static void a_path_too_long_for_a_file_system_is_an_error(void **state)
{
	(void)state;
	char path[1100] = "";
	for (size_t i = 0; i < 105; i++)
		memcpy(path + 10 * i, "folders10/", 10);
	path[1049] = '\0';
	struct site *site = site_with_alias(path);

	assert_report(&site->problems, 0, 3, 11, "E-PATH", "longer than 1024 bytes");
	site_free(site);
}

static void a_page_never_takes_the_place_of_a_feed(void **state)
{
	(void)state;
	struct site *site = site_with_pages(SITE, one_document);
	struct feed_plan feed = {.path = TEXT("en/all.xml"), .term = NONE, .about = NONE};
	struct page same = {.path = TEXT("en/all.xml"), .work = NONE};

	assert_true(feeds_add(&site->model, &feed, &site->problems));
	assert_false(pages_add(&site->model, &same, &site->problems));
	assert_report(&site->problems, 0, 0, 0, "E-PATH", "two files would be en/all.xml");
	site_free(site);
}

static void a_feed_never_takes_the_place_of_a_page(void **state)
{
	(void)state;
	struct site *site = site_with_pages(SITE, one_document);
	struct feed_plan feed = {.path = TEXT("en/messages/x.html"), .term = NONE, .about = NONE};

	assert_false(feeds_add(&site->model, &feed, &site->problems));
	assert_report(&site->problems, 0, 0, 0, "E-PATH", "comes from content/en/messages/x.md");
	site_free(site);
}

static void a_language_cannot_have_the_name_of_a_file_that_ssg_writes(void **state)
{
	(void)state;
	struct site *site = site_with_pages(
	    "title: T\nbase_url: https://example.org/\nlanguages: [sha256sums]\n",
	    (struct site_file[]){{"content/sha256sums/x.md", "# X\n"}, {NULL, NULL}});

	assert_report(&site->problems, 0, 0, 0, "E-PATH", "SHA256SUMS");
	site_free(site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_folder_of_an_address_has_a_page),
	    cmocka_unit_test(an_untranslated_document_has_a_fallback_page),
	    cmocka_unit_test(a_page_leads_to_itself_in_other_languages),
	    cmocka_unit_test(a_site_that_wants_links_has_no_fallback_pages),
	    cmocka_unit_test(an_alias_is_a_redirect_in_each_language),
	    cmocka_unit_test(an_alias_never_takes_the_place_of_a_page),
	    cmocka_unit_test(an_alias_cannot_leave_the_output),
	    cmocka_unit_test(an_alias_never_takes_the_place_of_a_feed),
	    cmocka_unit_test(an_alias_never_takes_the_place_of_a_folder),
	    cmocka_unit_test(an_alias_cannot_lie_in_a_file),
	    cmocka_unit_test(addresses_that_differ_in_case_alone_are_an_error),
	    cmocka_unit_test(a_name_too_long_for_a_file_system_is_an_error),
	    cmocka_unit_test(a_path_too_long_for_a_file_system_is_an_error),
	    cmocka_unit_test(a_page_never_takes_the_place_of_a_feed),
	    cmocka_unit_test(a_feed_never_takes_the_place_of_a_page),
	    cmocka_unit_test(a_language_cannot_have_the_name_of_a_file_that_ssg_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
