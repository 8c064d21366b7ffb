/* What Lua sees of terms and taxonomies: every field and method of docs/lua-api.md. */
#include "renderer_fixture.h"

static const struct site_file files[] = {
    {"content/data/themes.yaml",
     "terms:\n"
     "  - {id: security, label: {en: Security, fr: Sécurité}}\n"
     "  - {id: cyber, label: {en: Zebra, fr: Cyber}, parent: security, aliases: [infosec],\n"
     "     description: {en: On networks}, colour: red}\n"
     "  - {id: abuse, label: {en: Abuse}, parent: security}\n"
     "  - {id: access, label: {en: Access, fr: Étendue}}\n"},
    {"content/en/a.md", "---\ntitle: A\ndate: 2024\nthemes: [cyber, access]\ntags: [one]\n---\n"},
    {"content/en/m/b.md", "---\ntitle: B\ndate: 2025\nthemes: [cyber, access]\n---\n"},
    {"content/en/m/c.md", "---\ntitle: C\ndate: 2023\nthemes: [abuse, cyber]\n---\n"},
    {"content/fr/m/c.md", "# C français\n"},
    {"content/types/message.yaml", "sections: [m]\nopen: true\n"},
    {NULL, NULL}};

static const char yaml[] = "title: T\nbase_url: https://example.org/\nlanguages: [en, fr]\n"
			   "taxonomies:\n"
			   "  themes: {data: themes, label: {en: Themes, fr: Thèmes}}\n"
			   "  tags: {open: true}\n";

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

static void a_term_has_an_id_a_label_and_its_taxonomy(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "local t = site:term('themes', 'security')\n"
		  "assert(t.id == 'security' and t.label == 'Sécurité')\n"
		  "assert(t.taxonomy == site:taxonomy('themes'))\n"
		  "assert(site:term('themes', 'abuse').label == 'Abuse')\n"
		  "assert(site:term('tags', 'one').label == 'one')\n");
}

static void a_term_counts_its_documents(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "assert(site:term('themes', 'cyber').count == 3)\n"
		  "assert(site:term('themes', 'security').count == 0)\n");
}

static void the_count_is_that_of_the_language(void **state)
{
	(void)state;
	struct buffer none = {0};

	buffer_printf(&none, "%sfallback: none\n%c", yaml, 0);
	struct rendering *other = rendering_open(none.at, files);
	assert_on(other, "fr/index.html",
		  "local t = site:term('themes', 'cyber')\n"
		  "assert(t.count == 1 and #t:documents() == 1)\n");
	rendering_close(other);
	buffer_free(&none);
}

static void terms_are_a_tree_in_the_order_of_labels(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local t = site:term('themes', 'security')\n"
		  "assert(t.parent == nil and #t.children == 2)\n"
		  "assert(t.children[1].id == 'abuse' and t.children[2].id == 'cyber')\n"
		  "assert(t.children[2].parent == t and #t.children[1].children == 0)\n");
}

static void a_term_has_what_its_declaration_says(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "local t = site:term('themes', 'cyber')\n"
		  "assert(t.description == 'On networks' and t.aliases[1] == 'infosec')\n"
		  "assert(t.colour == 'red' and t.nothing == nil)\n"
		  "assert(site:term('themes', 'access').description == nil)\n"
		  "assert(site:term('tags', 'one').aliases == nil)\n");
}

static void path_and_url_are_those_of_the_page_that_a_plugin_made(void **state)
{
	(void)state;
	assert_on(r, "en/m/b.html",
		  "local t, x = site:term('themes', 'cyber'), site:taxonomy('themes')\n"
		  "assert(t.path == nil and t.url == nil and x.path == nil and x.url == nil)\n");
	assert_plan(r,
		    "local t, x = site:term('themes', 'cyber'), site:taxonomy('themes')\n"
		    "site:add_page{path = 'themes/cyber.html', term = t, kind = 'term'}\n"
		    "site:add_page{path = 'themes/index.html', taxonomy = x}\n"
		    "site:add_page{path = 'themes/abuse.html', title = 'no page of the term'}\n");
	assert_on(r, "en/m/b.html",
		  "local t, x = site:term('themes', 'cyber'), site:taxonomy('themes')\n"
		  "assert(t.path == 'en/themes/cyber.html' and t.url == '../themes/cyber.html')\n"
		  "assert(x.path == 'en/themes/index.html')\n"
		  "assert(x.url == '../themes/index.html')\n"
		  "assert(site:term('themes', 'abuse').path == nil)\n");
}

static void the_documents_of_a_term_can_be_limited_sorted_reversed_and_of_a_type(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local t = site:term('themes', 'cyber')\n"
		  "local function ids(options)\n"
		  "  local list = {}\n"
		  "  for i, d in ipairs(t:documents(options)) do list[i] = d.slug end\n"
		  "  return table.concat(list, ' ')\n"
		  "end\n"
		  "assert(ids() == 'b a c' and ids{limit = 1} == 'b')\n"
		  "assert(ids{sort = 'title'} == 'a b c' and ids{reverse = true} == 'c a b')\n"
		  "assert(ids{type = 'message'} == 'b c')\n"
		  "assert(ids{section = 'm'} == 'b c' and ids{section = ''} == 'a')\n");
}

static void a_term_is_not_asked_for_another_s_documents(void **state)
{
	(void)state;
	assert_fails_on(r, "en/index.html",
			"site:term('themes', 'cyber'):documents{taxonomy = 'tags', term = 'one'}",
			"there is no option 'taxonomy'");
}

static void related_terms_are_those_that_share_most_documents(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local t = site:term('themes', 'cyber')\n"
		  "local near = t:related()\n"
		  "assert(#near == 2)\n"
		  "assert(near[1].term == site:term('themes', 'access') and near[1].count == 2)\n"
		  "assert(near[2].term == site:term('themes', 'abuse') and near[2].count == 1)\n"
		  "assert(#t:related(1) == 1)\n"
		  "assert(#site:term('tags', 'one'):related() == 0)\n");
}

static void data_is_attached_to_terms_too(void **state)
{
	(void)state;
	assert_plan(r, "site:attach(site:term('themes', 'cyber'), 'n', 7)");
	assert_on(r, "fr/index.html",
		  "assert(site:term('themes', 'cyber'):attached('n') == 7)\n"
		  "assert(site:term('themes', 'access'):attached('n') == nil)\n"
		  "assert(site:term('themes', 'cyber'):attached('m') == nil)\n");
}

static void a_taxonomy_has_an_id_a_label_and_says_whether_it_is_open(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "local x = site:taxonomy('themes')\n"
		  "assert(x.id == 'themes' and x.label == 'Thèmes' and x.open == false)\n"
		  "local y = site:taxonomy('tags')\n"
		  "assert(y.label == 'tags' and y.open == true and y.nothing == nil)\n");
}

static void a_taxonomy_has_its_terms_by_the_language_s_collation(void **state)
{
	(void)state;
	static const char ids[] = "local function ids(list)\n"
				  "  local all = {}\n"
				  "  for i, t in ipairs(list) do all[i] = t.id end\n"
				  "  return table.concat(all, ' ')\n"
				  "end\n"
				  "local x = site:taxonomy('themes')\n";
	struct buffer lua = {0};

	buffer_printf(&lua, "%sassert(ids(x.terms) == 'abuse access security cyber')%c", ids, 0);
	assert_on(r, "en/index.html", lua.at);
	buffer_clear(&lua);
	buffer_printf(&lua,
		      "%sassert(ids(x.terms) == 'abuse cyber access security')\n"
		      "assert(ids(x.roots) == 'access security')%c",
		      ids, 0);
	assert_on(r, "fr/index.html", lua.at);
	buffer_free(&lua);
}

static void terms_and_taxonomies_cannot_be_changed(void **state)
{
	(void)state;
	assert_on(
	    r, "en/index.html",
	    "local t, x = site:term('themes', 'cyber'), site:taxonomy('themes')\n"
	    "assert(t == x.roots[2].children[2] and t ~= site:term('tags', 'one'))\n"
	    "assert(x == t.taxonomy and tostring(t) == 'term' and tostring(x) == 'taxonomy')\n");
	assert_fails_on(r, "en/index.html", "site:term('themes', 'cyber').id = 'x'",
			"a term cannot be changed");
	assert_fails_on(r, "en/index.html", "site:taxonomy('tags').id = 'x'",
			"a taxonomy cannot be changed");
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, open_site, close_site)
	const struct CMUnitTest tests[] = {
	    SITE_TEST(a_term_has_an_id_a_label_and_its_taxonomy),
	    SITE_TEST(a_term_counts_its_documents),
	    cmocka_unit_test(the_count_is_that_of_the_language),
	    SITE_TEST(terms_are_a_tree_in_the_order_of_labels),
	    SITE_TEST(a_term_has_what_its_declaration_says),
	    SITE_TEST(path_and_url_are_those_of_the_page_that_a_plugin_made),
	    SITE_TEST(the_documents_of_a_term_can_be_limited_sorted_reversed_and_of_a_type),
	    SITE_TEST(a_term_is_not_asked_for_another_s_documents),
	    SITE_TEST(related_terms_are_those_that_share_most_documents),
	    SITE_TEST(data_is_attached_to_terms_too),
	    SITE_TEST(a_taxonomy_has_an_id_a_label_and_says_whether_it_is_open),
	    SITE_TEST(a_taxonomy_has_its_terms_by_the_language_s_collation),
	    SITE_TEST(terms_and_taxonomies_cannot_be_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
