/* What Lua sees of the site and of data: every field and method of docs/lua-api.md. */
#include "renderer_fixture.h"

static const char yaml[] = "title: {en: Forum, fr: Le forum}\ndescription: {en: About it}\n"
			   "base_url: https://example.org/igf/\n"
			   "languages: [en, {code: zh, tag: zh-Hans, name: Chinese}, fr, ar]\n"
			   "taxonomies: {themes: {open: true}, tags: {open: true}}\n"
			   "params: {names: {en: Name, fr: Nom}, plain: text}\n";

static const struct site_file files[] = {
    {"content/data/facts.yaml",
     "zebra: 1\nlist: [1, 2.5, true, text, 2024-01-01, ~, last]\nmap: {b: 1, a: ~, c: {d: e}}\n"
     "empty: []\nnothing: ~\n"},
    {"content/en/loose.md", "# Loose\n"},
    {"content/en/m/a.md", "---\ntitle: A\nthemes: [x]\n---\n"},
    {"content/en/n/deep/b.md", "# B\n"},
    {"content/types/message.yaml",
     "name: {en: Message}\nplural: {fr: Messages FR}\nsections: [m]\nopen: true\n"},
    {NULL, NULL}};

static struct rendering *r;

static int open_site(void **state)
{
	(void)state;
	r = rendering_open_frozen(yaml, files);
	return 0;
}

static int close_site(void **state)
{
	(void)state;
	rendering_close(r);
	return 0;
}

static void a_site_has_a_title_a_description_and_an_address(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "assert(site.title == 'Le forum' and site.description == 'About it')\n"
		  "assert(site.base_url == 'https://example.org/igf/' and site.nothing == nil)\n");
}

static void a_site_knows_its_languages(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "local l = site.languages\n"
		  "assert(#l == 4 and l[1].code == 'en' and l[1].tag == 'en')\n"
		  "assert(l[2].code == 'zh' and l[2].tag == 'zh-Hans' and l[2].name == 'Chinese')\n"
		  "assert(l[3].name == 'Français' and l[3].dir == 'ltr' and l[4].dir == 'rtl')\n");
}

static void a_site_has_taxonomies_sections_and_types(void **state)
{
	(void)state;
	assert_on(r, "fr/index.html",
		  "assert(#site.taxonomies == 2 and site.taxonomies[2].id == 'tags')\n"
		  "assert(#site.sections == 2 and site.sections[2] == site:section('n'))\n"
		  "local t = site.types\n"
		  "assert(#t == 1 and t[1].id == 'message' and t[1].name == 'Message')\n"
		  "assert(t[1].plural == 'Messages FR' and t[1].count == 1)\n");
}

static void the_menu_has_the_sections_at_the_top(void **state)
{
	(void)state;
	assert_on(r, "en/m/index.html",
		  "local m = site.menu\n"
		  "assert(#m == 2 and m[1].title == 'Messages FR' and m[2].title == 'n')\n"
		  "assert(m[2].url == '../n/index.html' and m[2].path == 'en/n/index.html')\n"
		  "assert(m[1].current and not m[2].current)\n");
}

static void the_menu_is_what_site_yaml_says(void **state)
{
	(void)state;
	struct buffer text = {0};

	buffer_printf(&text, "%smenu: [loose, n]\n%c", yaml, 0);
	struct rendering *own = rendering_open(text.at, files);
	assert_on(own, "en/loose.html",
		  "local m = site.menu\n"
		  "assert(#m == 2 and m[1].title == 'Loose' and m[1].current)\n"
		  "assert(m[2].path == 'en/n/index.html' and not m[2].current)\n");
	rendering_close(own);
	buffer_free(&text);
}

static void a_site_knows_its_commit_and_its_date(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "assert(site.commit == '0123456789abcdef0123456789abcdef01234567')\n"
		  "assert(site.date == '2023-11-14T22:13:20Z')\n");
}

static void things_are_found_by_id_or_are_nil(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "assert(site:document('m/a').title == 'A' and site:document('m/x') == nil)\n"
		  "assert(site:taxonomy('themes').id == 'themes' and site:taxonomy('x') == nil)\n"
		  "assert(site:term('themes', 'x').id == 'x' and site:term('themes', 'y') == nil)\n"
		  "assert(site:section('n/deep').id == 'n/deep' and site:section('x') == nil)\n");
	assert_fails_on(r, "en/index.html", "site:term('x', 'y')", "there is no such taxonomy");
	assert_fails_on(r, "en/index.html", "site:document(nil)", "string expected");
}

static void another_language_s_site_gives_that_language_s_texts(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local fr = site:in_language('fr')\n"
		  "assert(fr.title == 'Le forum' and fr ~= site)\n"
		  "assert(fr == site:in_language('fr') and site:in_language('en') == site)\n"
		  "assert(fr:document('m/a').path == 'fr/m/a.html')\n");
	assert_fails_on(r, "en/index.html", "site:in_language('de')",
			"the site has no such language");
}

static void addresses_are_relative_to_the_page(void **state)
{
	(void)state;
	assert_on(r, "en/m/a.html",
		  "assert(site:path_url('fr/x y.html') == '../../fr/x%20y.html')\n"
		  "assert(site:asset('style.css'):match('^%.%./%.%./assets/style%.%x+%.css$'))\n");
	assert_fails_on(r, "en/m/a.html", "site:asset('no.css')", "there is no asset 'no.css'");
}

static void labels_are_read_in_the_reader_s_language(void **state)
{
	(void)state;
	assert_on(
	    r, "fr/index.html",
	    "local params = site.config.params\n"
	    "assert(site:label(params.names) == 'Nom' and site:label(params.plain) == 'text')\n"
	    "assert(site:in_language('ar'):label(params.names) == 'Name')\n"
	    "assert(site:label(nil) == nil and site:label('as it is') == 'as it is')\n");
}

static void a_site_cannot_be_changed(void **state)
{
	(void)state;
	assert_on(r, "en/index.html", "assert(tostring(site) == 'site')");
	assert_fails_on(r, "en/index.html", "site.title = 'x'", "a site cannot be changed");
}

/* ---- data */

static void data_is_read_by_key_and_by_number(void **state)
{
	(void)state;
	assert_on(
	    r, "en/index.html",
	    "local f = site.data.facts\n"
	    "assert(f.zebra == 1 and f.map.c.d == 'e' and f.list[2] == 2.5)\n"
	    "assert(f.list[3] == true and f.list[4] == 'text' and f.list[5] == '2024-01-01')\n"
	    "assert(f.list[6] == nil and f.list[0] == nil and f.list[8] == nil)\n"
	    "assert(f.nothing == nil and f.missing == nil and f[1] == nil)\n"
	    "assert(f.list.x == nil and f.list[-1] == nil and site.data.none == nil)\n"
	    "assert(math.type(f.zebra) == 'integer')\n");
}

static void lists_have_a_length(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local f = site.data.facts\n"
		  "assert(#f.list == 7 and #f.empty == 0 and #f.map == 0)\n");
}

static void pairs_goes_in_the_order_written_and_passes_null_over(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local keys, items = {}, {}\n"
		  "for k in pairs(site.data.facts) do keys[#keys + 1] = k end\n"
		  "assert(table.concat(keys, ' ') == 'zebra list map empty')\n"
		  "keys = {}\n"
		  "for k in pairs(site.data.facts.map) do keys[#keys + 1] = k end\n"
		  "assert(table.concat(keys, ' ') == 'b c')\n"
		  "for i, v in pairs(site.data.facts.list) do\n"
		  "  items[#items + 1] = i .. '=' .. tostring(v) end\n"
		  "assert(table.concat(items, ' ') ==\n"
		  "  '1=1 2=2.5 3=true 4=text 5=2024-01-01 7=last', table.concat(items, ' '))\n");
}

static void ipairs_ends_at_null_as_in_lua(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local last\n"
		  "for i, v in ipairs(site.data.facts.list) do last = i .. tostring(v) end\n"
		  "assert(last == '52024-01-01')\n");
}

static void data_is_equal_to_itself_and_cannot_be_changed(void **state)
{
	(void)state;
	assert_on(r, "en/index.html",
		  "local f = site.data.facts\n"
		  "assert(f == site.data.facts and f.list ~= f.map and tostring(f) == 'value')\n");
	assert_fails_on(r, "en/index.html", "site.data.facts.zebra = 2", "data cannot be changed");
	assert_fails_on(r, "en/index.html", "site.data.facts.list[1] = 2",
			"data cannot be changed");
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, open_site, close_site)
	const struct CMUnitTest tests[] = {
	    SITE_TEST(a_site_has_a_title_a_description_and_an_address),
	    SITE_TEST(a_site_knows_its_languages),
	    SITE_TEST(a_site_has_taxonomies_sections_and_types),
	    SITE_TEST(the_menu_has_the_sections_at_the_top),
	    cmocka_unit_test(the_menu_is_what_site_yaml_says),
	    SITE_TEST(a_site_knows_its_commit_and_its_date),
	    SITE_TEST(things_are_found_by_id_or_are_nil),
	    SITE_TEST(another_language_s_site_gives_that_language_s_texts),
	    SITE_TEST(addresses_are_relative_to_the_page),
	    SITE_TEST(labels_are_read_in_the_reader_s_language),
	    SITE_TEST(a_site_cannot_be_changed),
	    SITE_TEST(data_is_read_by_key_and_by_number),
	    SITE_TEST(lists_have_a_length),
	    SITE_TEST(pairs_goes_in_the_order_written_and_passes_null_over),
	    SITE_TEST(ipairs_ends_at_null_as_in_lua),
	    SITE_TEST(data_is_equal_to_itself_and_cannot_be_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
