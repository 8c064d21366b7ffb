/* What Lua sees of the page being rendered: every field of docs/lua-api.md, on each kind of page.
 */
#include "renderer_fixture.h"

static const struct site_file files[] = {
    {"content/en/a.md", "---\ntitle: A\nsummary: Short\nthemes: [leaf]\naliases: "
			"[old/a.html]\n---\nText.\n\n## Part\n"},
    {"content/en/empty.md", "---\ntitle: Nothing yet\n---\n"},
    {"content/en/m/deep/b.md", "---\ntitle: B\n---\nExcerpt here.\n"},
    {"content/en/m/index.md", "---\ntitle: Messages\n---\nAll of them.\n"},
    {"content/fr/a.md", "---\ntitle: A fr\n---\nTexte.\n"},
    {NULL, NULL}};

static struct rendering *r;

static int open_site(void **state)
{
	(void)state;
	r = rendering_open("title: {en: Forum, fr: Le forum}\ndescription: {en: About it}\n"
			   "base_url: https://example.org/igf/\n"
			   "languages: [en, fr, {code: zh, tag: zh-Hans}]\n"
			   "taxonomies: {themes: {open: true, label: {en: Themes}}}\n",
			   files);
	assert_plan(r, "local x = site:taxonomy('themes')\n"
		       "local t = site:term('themes', 'leaf')\n"
		       "site:add_page{path = 'themes/index.html', taxonomy = x, title = 'Themes'}\n"
		       "site:add_page{path = 'themes/leaf.html', term = t, kind = 'term',\n"
		       "  title = 'Leaf', description = 'Of a tree', feed = 'themes/leaf.xml',\n"
		       "  data = {n = 3}, layout = 'term.html'}\n"
		       "site:add_page{path = 'm/x.html', title = 'Virtual', lang = 'en',\n"
		       "  section = site:section('m')}\n");
	rendering_freeze(r);
	return 0;
}

static int close_site(void **state)
{
	(void)state;
	rendering_close(r);
	return 0;
}

static void a_page_says_what_kind_it_is(void **state)
{
	(void)state;
	static const char *const kinds[][2] = {
	    {"en/a.html", "document"},  {"en/m/index.html", "section"},
	    {"en/index.html", "home"},  {"en/themes/leaf.html", "term"},
	    {"en/m/x.html", "virtual"}, {"index.html", "languages"},
	    {"404.html", "not-found"},  {"en/old/a.html", "redirect"},
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct buffer lua = {0};
		buffer_printf(&lua, "assert(page.kind == '%s', page.kind)%c", kinds[i][1], 0);
		assert_on(r, kinds[i][0], lua.at);
		buffer_free(&lua);
	}
}

static void a_page_has_a_language_and_an_address(void **state)
{
	(void)state;
	assert_on(r, "zh/m/deep/b.html",
		  "assert(page.lang == 'zh' and page.tag == 'zh-Hans' and page.dir == 'ltr')\n"
		  "assert(page.path == 'zh/m/deep/b.html' and page.url == 'b.html')\n"
		  "assert(page.root == '../../../' and page.layout == 'page.html')\n");
	assert_on(r, "index.html", "assert(page.root == '' and page.lang == 'en')");
}

static void a_page_has_the_title_and_the_description_of_what_it_shows(void **state)
{
	(void)state;
	assert_on(r, "fr/a.html", "assert(page.title == 'A fr' and page.description == 'Texte.')");
	assert_on(r, "en/a.html", "assert(page.title == 'A' and page.description == 'Short')");
	assert_on(r, "en/m/deep/b.html", "assert(page.description == 'Excerpt here.')");
	assert_on(r, "en/empty.html", "assert(page.description == nil)");
	assert_on(r, "fr/themes/leaf.html",
		  "assert(page.title == 'Leaf' and page.description == 'Of a tree')");
	assert_on(r, "fr/index.html",
		  "assert(page.title == 'Le forum' and page.description == 'About it')");
	assert_on(r, "404.html", "assert(page.title == nil and page.description == 'About it')");
	assert_on(r, "en/m/x.html", "assert(page.title == 'Virtual' and page.description == nil)");
}

static void a_page_has_a_document_or_none(void **state)
{
	(void)state;
	assert_on(r, "en/m/index.html",
		  "assert(page.document == site:document('m/index'))\n"
		  "assert(page.section == site:section('m'))\n");
	assert_on(r, "en/m/deep/index.html",
		  "assert(page.document == nil and page.section == site:section('m/deep'))\n"
		  "assert(page.content == nil and page.toc == nil and page.translated == nil)\n");
	assert_on(r, "en/old/a.html", "assert(page.document == nil)");
	assert_on(r, "en/themes/leaf.html", "assert(page.section == nil)");
}

static void content_is_the_document_s_with_its_own_language(void **state)
{
	(void)state;
	assert_on(r, "zh/a.html",
		  "assert(tostring(page.content):find('<p>Text.</p>', 1, true))\n"
		  "assert(page.content_lang == 'en' and page.content_tag == 'en')\n"
		  "assert(page.content_dir == 'ltr' and page.translated == false)\n"
		  "assert(#page.toc == 1 and page.toc[1].id == 'part')\n");
	assert_on(r, "fr/a.html",
		  "assert(page.content_lang == 'fr' and page.translated and #page.toc == 0)");
	assert_on(r, "en/empty.html", "assert(page.content == nil)");
}

static void of_one_text_one_page_is_canonical(void **state)
{
	(void)state;
	assert_on(r, "fr/a.html", "assert(page.canonical == 'https://example.org/igf/fr/a.html')");
	assert_on(r, "zh/a.html", "assert(page.canonical == 'https://example.org/igf/en/a.html')");
	assert_on(r, "en/old/a.html",
		  "assert(page.canonical == 'https://example.org/igf/en/a.html')");
	assert_on(r, "zh/themes/leaf.html",
		  "assert(page.canonical == 'https://example.org/igf/zh/themes/leaf.html')");
	assert_on(r, "404.html", "assert(page.canonical == nil)");
}

static void a_page_names_its_feed_or_the_language_s(void **state)
{
	(void)state;
	assert_on(r, "fr/themes/leaf.html", "assert(page.feed == 'leaf.xml')");
	assert_on(r, "fr/m/deep/b.html", "assert(page.feed == '../../feed.xml')");
	assert_on(r, "index.html", "assert(page.feed == nil)");
}

static void alternates_are_the_same_page_in_all_languages(void **state)
{
	(void)state;
	assert_on(r, "fr/a.html",
		  "local a = page.alternates\n"
		  "assert(#a == 3 and a[1].lang == 'en' and a[3].tag == 'zh-Hans')\n"
		  "assert(a[2].name == 'Français' and a[2].dir == 'ltr')\n"
		  "assert(a[2].current and not a[1].current)\n"
		  "assert(a[1].translated and a[2].translated and not a[3].translated)\n"
		  "assert(a[1].url == '../en/a.html')\n"
		  "assert(a[3].href == 'https://example.org/igf/zh/a.html')\n");
	assert_on(r, "en/m/x.html", "assert(#page.alternates == 1)");
	assert_on(r, "fr/themes/leaf.html",
		  "assert(#page.alternates == 3 and page.alternates[3].translated)");
	assert_on(r, "index.html", "assert(#page.alternates == 0)");
	assert_on(r, "en/old/a.html", "assert(#page.alternates == 0)");
}

static void breadcrumbs_lead_from_the_home_page_to_this_one(void **state)
{
	(void)state;
	static const char names[] = "local titles = {}\n"
				    "for i, c in ipairs(page.breadcrumbs) do\n"
				    "  titles[i] = c.title .. '=' .. c.url end\n"
				    "titles = table.concat(titles, ' ')\n";
	static const char *const crumbs[][2] = {
	    {"en/m/deep/b.html", "Forum=../../index.html Messages=../index.html deep=index.html "
				 "B=b.html"},
	    {"en/m/index.html", "Forum=../index.html Messages=index.html"},
	    {"en/m/x.html", "Forum=../index.html Messages=index.html Virtual=x.html"},
	    {"en/themes/leaf.html", "Forum=../index.html Themes=index.html leaf=leaf.html"},
	    {"en/themes/index.html", "Forum=../index.html Themes=index.html"},
	    {"en/index.html", ""},
	    {"404.html", ""},
	};

	for (size_t i = 0; i < sizeof crumbs / sizeof *crumbs; i++) {
		struct buffer lua = {0};
		buffer_printf(&lua, "%sassert(titles == '%s', titles)%c", names, crumbs[i][1], 0);
		assert_on(r, crumbs[i][0], lua.at);
		buffer_free(&lua);
	}
}

static void a_page_of_a_term_knows_it_and_its_data(void **state)
{
	(void)state;
	assert_on(r, "fr/themes/leaf.html",
		  "assert(page.term == site:term('themes', 'leaf') and page.data.n == 3)\n"
		  "assert(page.taxonomy == site:taxonomy('themes'))\n");
	assert_on(r, "fr/themes/index.html",
		  "assert(page.taxonomy == site:taxonomy('themes') and page.term == nil)");
	assert_on(r, "fr/a.html",
		  "assert(page.term == nil and page.taxonomy == nil and page.data == nil)");
}

static void a_redirect_says_where_it_leads(void **state)
{
	(void)state;
	assert_on(r, "fr/old/a.html",
		  "assert(page.refresh == '../a.html' and page.title == 'A fr')");
	assert_on(r, "fr/a.html", "assert(page.refresh == nil)");
}

static void what_was_read_once_is_the_same_again(void **state)
{
	(void)state;
	assert_on(r, "en/a.html",
		  "assert(page.toc == page.toc and page.content == page.content)\n"
		  "assert(page.nothing == nil and page[1] == nil and tostring(page) == 'page')\n"
		  "page.extra.mine = 1\n"
		  "assert(page.extra.mine == 1)\n");
}

static void a_page_cannot_be_changed(void **state)
{
	(void)state;
	assert_fails_on(r, "en/a.html", "page.title = 'x'", "page.title cannot be changed");
	assert_fails_on(r, "en/a.html", "page.extra = {}", "page.extra cannot be changed");
	assert_fails_on(r, "en/a.html", "page[1] = 2", "string expected");
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, open_site, close_site)
	const struct CMUnitTest tests[] = {
	    SITE_TEST(a_page_says_what_kind_it_is),
	    SITE_TEST(a_page_has_a_language_and_an_address),
	    SITE_TEST(a_page_has_the_title_and_the_description_of_what_it_shows),
	    SITE_TEST(a_page_has_a_document_or_none),
	    SITE_TEST(content_is_the_document_s_with_its_own_language),
	    SITE_TEST(of_one_text_one_page_is_canonical),
	    SITE_TEST(a_page_names_its_feed_or_the_language_s),
	    SITE_TEST(alternates_are_the_same_page_in_all_languages),
	    SITE_TEST(breadcrumbs_lead_from_the_home_page_to_this_one),
	    SITE_TEST(a_page_of_a_term_knows_it_and_its_data),
	    SITE_TEST(a_redirect_says_where_it_leads),
	    SITE_TEST(what_was_read_once_is_the_same_again),
	    SITE_TEST(a_page_cannot_be_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
