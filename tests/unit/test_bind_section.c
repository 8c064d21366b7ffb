/* What Lua sees of sections, and the options of lists of documents. */
#include "renderer_fixture.h"

static const char yaml[] = "title: {en: Forum, fr: Le forum}\nbase_url: https://example.org/\n"
			   "languages: [en, fr]\ntaxonomies: {themes: {open: true}}\n";

static const struct site_file files[] = {
    {"content/en/about/history/x.md", "---\ntitle: X\ndate: 2020\nthemes: [t]\n---\n"},
    {"content/en/about/index.md", "# About us\n"},
    {"content/en/loose.md", "---\ntitle: Loose\ndate: 2019\n---\n"},
    {"content/en/m/a.md", "---\ntitle: Third\ndate: 2024\nweight: 2\nthemes: [t]\n---\n"},
    {"content/en/m/b.md", "---\ntitle: first\ndate: 2025\nweight: 3\nthemes: [t, u]\n---\n"},
    {"content/en/m/c.md", "---\ntitle: Second\ndate: 2023\nweight: 1\ntype: note\n---\n"},
    {"content/fr/about/index.md", "# Qui sommes-nous\n"},
    {"content/types/message.yaml",
     "name: Message\nplural: {en: Messages, fr: Messages FR}\nsections: [m]\nopen: true\n"},
    {"content/types/note.yaml", "open: true\n"},
    {NULL, NULL}};

static struct rendering *r;

static int open_site(void **state)
{
	(void)state;
	r = rendering_open(yaml, files);
	return 0;
}

static int close_site(void **state)
{
	(void)state;
	rendering_close(r);
	return 0;
}

#define IDS                                                                                        \
	"local function ids(list)\n"                                                               \
	"  local all = {}\n"                                                                       \
	"  for i, d in ipairs(list) do all[i] = d.slug or d.id end\n"                              \
	"  return table.concat(all, ' ')\n"                                                        \
	"end\n"

static void a_section_has_an_id_and_a_title(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "assert(site:section('about').id == 'about')\n"
		  "assert(site:section('about').title == 'Qui sommes-nous')\n"
		  "assert(site:section('about/history').title == 'history')\n"
		  "assert(site:section('m').title == 'Messages FR')\n"
		  "assert(site:section('').title == 'Le forum' and site:section('').id == '')\n");
}

static void a_section_has_an_address(void **state)
{
	(void)state;
	assert_on(r, "fr/m/a.html",
		  "local s = site:section('about/history')\n"
		  "assert(s.path == 'fr/about/history/index.html')\n"
		  "assert(s.url == '../about/history/index.html')\n");
}

static void a_section_has_its_own_page_and_those_below(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  IDS "local s = site:section('about')\n"
		      "assert(s.document == site:document('about/index'))\n"
		      "assert(site:section('m').document == nil)\n"
		      "assert(#s.sections == 1 and s.sections[1].id == 'about/history')\n"
		      "assert(#s.sections[1].sections == 0)\n");
}

static void a_section_counts_what_is_directly_in_it(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "assert(site:section('m').count == 3 and site:section('about').count == 0)\n"
		  "assert(site:section('').count == 1 and site:section('m').nothing == nil)\n");
}

static void the_documents_of_a_section_are_the_newest_first(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  IDS "local m = site:section('m')\n"
		      "assert(ids(m:documents()) == 'b a c' and ids(m:documents{}) == 'b a c')\n"
		      "assert(ids(site:section('about'):documents()) == '')\n"
		      "assert(ids(site:section('about'):documents{deep = true}) == 'x')\n"
		      "assert(ids(site:section(''):documents{deep = true}) == 'b a c x loose')\n");
}

static void lists_have_an_order_and_a_limit(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  IDS "local function m(o) return ids(site:section('m'):documents(o)) end\n"
		      "assert(m{sort = 'date'} == 'b a c' and m{sort = 'title'} == 'b c a')\n"
		      "assert(m{sort = 'id'} == 'a b c' and m{sort = 'weight'} == 'c a b')\n"
		      "assert(m{reverse = true} == 'c a b' and m{reverse = false} == 'b a c')\n"
		      "assert(m{limit = 2} == 'b a' and m{limit = 2, sort = 'id'} == 'a b')\n"
		      "assert(m{limit = 1, reverse = true} == 'c' and m{limit = 0} == 'b a c')\n"
		      "assert(m{type = 'note'} == 'c' and m{type = 'message'} == 'b a')\n"
		      "assert(m{taxonomy = 'themes', term = 'u'} == 'b')\n");
}

static void the_site_lists_documents_of_all_sections(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  IDS "assert(ids(site:documents()) == 'b a c x loose')\n"
		      "assert(ids(site:documents{limit = 2}) == 'b a')\n"
		      "assert(ids(site:documents{section = 'm'}) == 'b a c')\n"
		      "assert(ids(site:documents{section = 'about'}) == '')\n"
		      "assert(ids(site:documents{section = 'about', deep = true}) == 'x')\n"
		      "assert(ids(site:documents{section = ''}) == 'loose')\n"
		      "assert(ids(site:documents{section = 'nowhere'}) == '')\n"
		      "assert(ids(site:documents{type = 'note'}) == 'c')\n"
		      "assert(ids(site:documents{taxonomy = 'themes', term = 't'}) == 'b a x')\n"
		      "assert(ids(site:documents{taxonomy = 'themes', term = 'none'}) == '')\n"
		      "assert(ids(site:documents{taxonomy = 'themes', term = 't', section = 'm'})\n"
		      "  == 'b a')\n");
}

static void titles_are_sorted_as_the_language_of_the_reader_does(void **state)
{
	(void)state;
	struct rendering *swedish = rendering_open(
	    "title: T\nbase_url: https://example.org/\nlanguages: [sv, de]\n",
	    (struct site_file[]){
		{"content/sv/a.md", "# Äpple\n"}, {"content/sv/b.md", "# Zebra\n"}, {NULL, NULL}});
	assert_on(swedish, "sv/index.html",
		  "assert(site:documents{sort = 'title'}[1].title == 'Zebra')");
	assert_on(swedish, "de/index.html",
		  "assert(site:documents{sort = 'title'}[1].title == 'Äpple')");
	rendering_close(swedish);
}

static void a_misspelt_option_is_an_error(void **state)
{
	(void)state;
	assert_fails_on(r, "en/index.html", "site:documents{sorted = 'id'}",
			"there is no option 'sorted'");
	assert_fails_on(r, "en/index.html", "site:documents{'m'}", "there is no option '1'");
	assert_fails_on(r, "en/index.html", "site:section('m'):documents{tags = 1}",
			"there is no option 'tags'");
}

static void an_option_that_says_nothing_sensible_is_an_error(void **state)
{
	(void)state;
	assert_fails_on(r, "en/index.html", "site:documents{sort = 'size'}", "sort must be");
	assert_fails_on(r, "en/index.html", "site:documents{limit = -1}", "cannot be negative");
	assert_fails_on(r, "en/index.html", "site:documents{limit = 'x'}", "number expected");
	assert_fails_on(r, "en/index.html", "site:documents{type = 'msg'}",
			"there is no type 'msg'");
	assert_fails_on(r, "en/index.html", "site:documents{taxonomy = 'tags', term = 't'}",
			"there is no taxonomy 'tags'");
	assert_fails_on(r, "en/index.html", "site:documents('m')", "table expected");
}

static void a_list_that_would_be_another_one_is_an_error(void **state)
{
	(void)state;
	assert_fails_on(r, "en/index.html", "site:documents{term = 't'}", "taxonomy and term");
	assert_fails_on(r, "en/index.html", "site:documents{taxonomy = 'themes'}",
			"taxonomy and term");
	assert_fails_on(r, "en/index.html", "site:section('m'):documents{section = 'about'}",
			"there is no option 'section'");
}

static void a_section_cannot_be_changed(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "assert(site:section('m') == site:section('m') and tostring(site:section('m')) "
		  "== 'section')");
	assert_fails_on(r, "en/index.html", "site:section('m').title = 'x'",
			"a section cannot be changed");
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, open_site, close_site)
	const struct CMUnitTest tests[] = {
	    SITE_TEST(a_section_has_an_id_and_a_title),
	    SITE_TEST(a_section_has_an_address),
	    SITE_TEST(a_section_has_its_own_page_and_those_below),
	    SITE_TEST(a_section_counts_what_is_directly_in_it),
	    SITE_TEST(the_documents_of_a_section_are_the_newest_first),
	    SITE_TEST(lists_have_an_order_and_a_limit),
	    SITE_TEST(the_site_lists_documents_of_all_sections),
	    cmocka_unit_test(titles_are_sorted_as_the_language_of_the_reader_does),
	    SITE_TEST(a_misspelt_option_is_an_error),
	    SITE_TEST(an_option_that_says_nothing_sensible_is_an_error),
	    SITE_TEST(a_list_that_would_be_another_one_is_an_error),
	    SITE_TEST(a_section_cannot_be_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
