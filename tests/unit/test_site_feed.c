/* Feeds and sitemap of a site: what of the model is in them. */
#include "render/feed_file.h"
#include "render/sitemap_file.h"
#include "renderer_fixture.h"
#include "site/sitemap_plan.h"

#define SITE                                                                                       \
	"title: {en: Forum, fr: Le forum}\nbase_url: https://example.org/igf/\n"                   \
	"languages: [en, {code: zh, tag: zh-Hans}, fr]\ntaxonomies: {themes: {open: true}}\n"

static const struct site_file files[] = {
    {"content/en/a.md",
     "---\ntitle: A & B\nsummary: In short\ndate: 2024-05-06\nthemes: [x]\n---\nText.\n"},
    {"content/en/b.md", "---\ntitle: B\ndate: 2025\nsitemap: false\n---\nThe excerpt.\n"},
    {"content/en/index.md", "# Home\n"},
    {"content/fr/a.md", "---\ntitle: A fr\nsummary: En bref\n---\nTexte.\n"},
    {NULL, NULL}};

static struct rendering *r;
static struct buffer out;

static int open_site(void **state)
{
	(void)state;
	r = rendering_open(SITE, files);
	assert_plan(
	    r, "local x = site:term('themes', 'x')\n"
	       "site:add_page{path = 'themes/x.html', kind = 'term', term = x}\n"
	       "site:add_feed{path = 'themes/x.xml', term = x, title = {en = 'X', fr = 'Le X'}}\n");
	pages_redirect(&r->site->model, &r->site->problems);
	pages_join(&r->site->model);
	return 0;
}

static int close_site(void **state)
{
	(void)state;
	buffer_free(&out);
	rendering_close(r);
	return 0;
}

static void write_feed(const char *path)
{
	const struct model *model = &r->site->model;

	buffer_clear(&out);
	for (size_t i = 0; i < model->feed_count; i++)
		if (text_is(model->feeds[i].path, path))
			site_feed_write(model, &model->feeds[i], &out);
	buffer_byte(&out, '\0');
}

static void assert_has(const char *words)
{
	if (!strstr(out.at, words))
		fail_msg("no \"%s\" in %s", words, out.at);
}

static void assert_lacks(const char *words)
{
	if (strstr(out.at, words))
		fail_msg("\"%s\" in %s", words, out.at);
}

static void a_language_s_feed_bears_the_site_s_title_and_leads_to_its_home_page(void **state)
{
	(void)state;
	write_feed("fr/feed.xml");
	assert_has("xml:lang=\"fr\"");
	assert_has("<title>Le forum</title>");
	assert_has("<id>tag:example.org,2026:/igf/fr/feed.xml</id>");
	assert_has("href=\"https://example.org/igf/fr/feed.xml\"");
	assert_has("href=\"https://example.org/igf/fr/index.html\"");
	assert_has("\t<updated>2025-01-01T00:00:00Z</updated>\n\t<entry"); /* its newest entry's */
}

static void entries_are_the_newest_documents_first(void **state)
{
	(void)state;
	write_feed("en/feed.xml");
	assert_true(strstr(out.at, "<title>B</title>") <
		    strstr(out.at, "<title>A &amp; B</title>"));
	assert_lacks("<title>Home</title>");
	assert_has("<id>tag:example.org,2026:/igf/en/a.html</id>");
	assert_has("href=\"https://example.org/igf/en/a.html\"");
	assert_has("<published>2024-05-06T00:00:00Z</published>");
	assert_has("<category term=\"x\" label=\"x\"/>");
	assert_has("<summary>In short</summary>");
	assert_has("<summary>The excerpt.</summary>");
}

static void entries_say_in_which_language_they_are_if_it_is_not_the_feed_s(void **state)
{
	(void)state;
	write_feed("zh/feed.xml");
	assert_has("xml:lang=\"zh-Hans\"");
	assert_has("<entry xml:lang=\"en\">");
	write_feed("fr/feed.xml");
	assert_has("<summary>En bref</summary>");
}

static void a_term_s_feed_has_its_documents_and_leads_to_its_page(void **state)
{
	(void)state;
	write_feed("fr/themes/x.xml");
	assert_has("<title>Le X</title>");
	assert_has("<title>A fr</title>");
	assert_lacks("<title>B</title>");
	assert_has("href=\"https://example.org/igf/fr/themes/x.html\"");
}

static void a_feed_has_fifty_entries_at_most(void **state)
{
	(void)state;
	struct model *model = &r->site->model;
	work_id works[FEED_ENTRIES_MAX + 10] = {0}, found[FEED_ENTRIES_MAX];
	struct feed_plan feed = {.path = TEXT("en/many.xml"),
				 .about = NONE,
				 .term = NONE,
				 .works = works,
				 .work_count = FEED_ENTRIES_MAX + 10};

	assert_true(feeds_add(model, &feed, &r->site->problems));
	assert_int_equal(feeds_works(model, &model->feeds[model->feed_count - 1], found),
			 FEED_ENTRIES_MAX);
}

static void without_fallback_a_feed_leaves_untranslated_documents_out(void **state)
{
	(void)state;
	struct rendering *none = rendering_open(SITE "fallback: none\n", files);
	work_id works[FEED_ENTRIES_MAX];

	assert_int_equal(none->site->model.feed_count, 3);
	assert_int_equal(feeds_works(&none->site->model, &none->site->model.feeds[2], works), 1);
	assert_int_equal(works[0], model_work(&none->site->model, TEXT("a")));
	rendering_close(none);
}

/* ---- the sitemap */

static void write_map(void)
{
	struct diagnostics d = {0};

	buffer_clear(&out);
	site_maps_plan(&r->site->model, &d);
	assert_int_equal(d.count, 0);
	assert_int_equal(r->site->model.site_maps->count, 1);
	site_map_write(&r->site->model, 0, &out);
	buffer_byte(&out, '\0');
}

#define LOC(path) "<loc>https://example.org/igf/" path "</loc>"

static void the_sitemap_lists_documents_in_languages_that_they_exist_in(void **state)
{
	(void)state;
	write_map();
	assert_has(LOC("en/a.html"));
	assert_has(LOC("fr/a.html"));
	assert_lacks(LOC("zh/a.html"));
	assert_has(LOC("en/index.html"));
	assert_has(LOC("zh/themes/x.html"));
}

static void the_sitemap_leaves_out_what_the_author_or_its_kind_says(void **state)
{
	(void)state;
	write_map();
	assert_lacks(LOC("en/b.html"));
	assert_lacks(LOC("index.html"));
	assert_lacks(LOC("404.html"));
}

static void the_sitemap_names_alternates_by_their_tags(void **state)
{
	(void)state;
	write_map();
	assert_has("hreflang=\"zh-Hans\" href=\"https://example.org/igf/zh/themes/x.html\"");
	assert_has("hreflang=\"fr\" href=\"https://example.org/igf/fr/a.html\"");
	assert_has("hreflang=\"x-default\" href=\"https://example.org/igf/en/a.html\"");
	assert_lacks("href=\"https://example.org/igf/zh/a.html\"");
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, open_site, close_site)
	const struct CMUnitTest tests[] = {
	    SITE_TEST(a_language_s_feed_bears_the_site_s_title_and_leads_to_its_home_page),
	    SITE_TEST(entries_are_the_newest_documents_first),
	    SITE_TEST(entries_say_in_which_language_they_are_if_it_is_not_the_feed_s),
	    SITE_TEST(a_term_s_feed_has_its_documents_and_leads_to_its_page),
	    SITE_TEST(a_feed_has_fifty_entries_at_most),
	    cmocka_unit_test(without_fallback_a_feed_leaves_untranslated_documents_out),
	    SITE_TEST(the_sitemap_lists_documents_in_languages_that_they_exist_in),
	    SITE_TEST(the_sitemap_leaves_out_what_the_author_or_its_kind_says),
	    SITE_TEST(the_sitemap_names_alternates_by_their_tags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
