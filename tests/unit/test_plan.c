/* What `site` hooks add to the model: pages, feeds, relations, data, words, reports. */
#include "renderer_fixture.h"
#include "site/relations.h"

static const struct site_file files[] = {
    {"content/en/a.md",
     "---\ntitle: A\ndate: 2024\nthemes: [x, y]\ntags: [t]\nseries: s\nweight: 1\n"
     "aliases: [old/a.html]\n---\n[[B]] and the MAG.\n"},
    {"content/en/b.md", "---\ntitle: B\ndate: 2023\nthemes: [x]\nseries: s\nweight: 2\n---\n"},
    {"content/en/m/c.md", "---\ntitle: C\ndate: 2022\ntags: [t]\n---\n"},
    {NULL, NULL}};

static struct rendering *r;

static int open_site(void **state)
{
	(void)state;
	r = rendering_open(
	    "title: {en: T, fr: Le T}\nbase_url: https://example.org/\nlanguages: [en, fr]\n"
	    "taxonomies: {themes: {open: true}, tags: {open: true}}\n"
	    "params: {names: {en: Name, fr: Nom}}\n",
	    files);
	return 0;
}

static int close_site(void **state)
{
	(void)state;
	rendering_close(r);
	return 0;
}

static const struct page *page(const char *path)
{
	const struct page *found = pages_find(&r->site->model, text_of(path));

	assert_non_null(found);
	return found;
}

static const struct feed_plan *feed(const char *path)
{
	for (size_t i = 0; i < r->site->model.feed_count; i++)
		if (text_is(r->site->model.feeds[i].path, path))
			return &r->site->model.feeds[i];
	fail_msg("no feed %s", path);
	return NULL;
}

static void a_page_has_all_that_it_was_given(void **state)
{
	(void)state;
	assert_plan(r, "\nsite:add_page{path = 'lists/all.html', layout = 'all.html',\n"
		       "  title = 'All', description = 'Of all', kind = 'term',\n"
		       "  term = site:term('themes', 'x'), section = site:section('m'),\n"
		       "  data = {n = 3}, feed = 'lists/all.xml'}\n");
	const struct page *added = page("fr/lists/all.html");

	assert_int_equal(added->lang, 1);
	assert_int_equal(added->kind, PAGE_TERM);
	assert_true(text_is(added->layout, "all.html") && text_is(added->title, "All"));
	assert_true(text_is(added->description, "Of all"));
	assert_true(text_is(added->feed, "fr/lists/all.xml"));
	assert_true(added->work == NONE);
	assert_int_equal(added->term, model_term(&r->site->model, 0, TEXT("x")));
	assert_int_equal(added->taxonomy, 0); /* the term's */
	assert_int_equal(added->section, model_section(&r->site->model, TEXT("m")));
	assert_int_equal(value_get(added->data, "n")->integer, 3);
	assert_true(text_is(added->place.path, "lua-plugins/x.lua"));
	assert_int_equal(added->place.line, 2);
}

static void a_page_needs_a_path_only(void **state)
{
	(void)state;
	assert_plan(r, "site:add_page{path = 'p.html'}");
	assert_int_equal(page("en/p.html")->kind, PAGE_VIRTUAL);
	assert_true(text_is(page("en/p.html")->layout, "page.html"));
	assert_true(page("en/p.html")->taxonomy == NONE && page("en/p.html")->term == NONE);
	assert_null(page("en/p.html")->data);
}

static void titles_of_pages_are_labels(void **state)
{
	(void)state;
	assert_plan(r, "site:add_page{path = 'p.html', title = {en = 'All', fr = 'Tout'},\n"
		       "  description = site.config.params.names}\n"
		       "site:add_page{path = 'q.html', title = {en = 'Only'}}\n");
	assert_true(text_is(page("fr/p.html")->title, "Tout"));
	assert_true(text_is(page("en/p.html")->title, "All"));
	assert_true(text_is(page("fr/p.html")->description, "Nom"));
	assert_true(text_is(page("fr/q.html")->title, "Only"));
}

static void a_page_can_be_of_one_language(void **state)
{
	(void)state;
	assert_plan(r, "site:add_page{path = 'p.html', lang = 'fr'}");
	assert_non_null(page("fr/p.html"));
	assert_null(pages_find(&r->site->model, TEXT("en/p.html")));
}

static void options_of_pages_are_checked(void **state)
{
	(void)state;
	assert_plan_fails(r, "site:add_page{title = 'x'}", "option 'path' is missing");
	assert_plan_fails(r, "site:add_page{path = 'x', tilte = 'x'}",
			  "there is no option 'tilte'");
	assert_plan_fails(r, "site:add_page{path = 5}", "option 'path' is a text, not a number");
	assert_plan_fails(r, "site:add_page{path = 'a\\nb\\0'}", "path");
	assert_plan_fails(r, "site:add_page{path = 'x', lang = 'de'}", "no language 'de'");
	assert_plan_fails(r, "site:add_page{path = 'x', kind = 'home'}", "kind is");
	assert_plan_fails(r, "site:add_page{path = 'x', term = site:document('a')}",
			  "option 'term' is a term");
	assert_plan_fails(r, "site:add_page{path = 'x', title = 5}", "a text, or a table of texts");
	assert_plan_fails(r, "site:add_page{path = 'x', data = pairs}", "cannot be kept");
	assert_plan_fails(r, "site:add_page('x')", "table expected");
}

static void a_page_takes_no_other_file_s_place(void **state)
{
	(void)state;
	rendering_plan(r, "\nsite:add_page{path = 'a.html', lang = 'en'}");
	assert_report(&r->site->problems, 0, 2, 0, "E-PATH", "en/a.html");
	diagnostics_free(&r->site->problems);
	rendering_plan(r, "\nsite:add_page{path = 'feed.xml', lang = 'en'}");
	assert_report(&r->site->problems, 0, 2, 0, "E-PATH", "en/feed.xml");
	diagnostics_free(&r->site->problems);
	rendering_plan(r, "\nsite:add_page{path = '../x.html', lang = 'en'}");
	assert_report(&r->site->problems, 0, 2, 0, "E-PATH", "../x.html");
}

static void a_feed_has_documents_or_those_of_a_term(void **state)
{
	(void)state;
	work_id works[FEED_ENTRIES_MAX];

	assert_plan(r,
		    "site:add_feed{path = 'two.xml', title = {en = 'Two'},\n"
		    "  documents = {site:document('b'), site:document('a')}}\n"
		    "site:add_feed{path = 'x.xml', lang = 'en', term = site:term('themes', 'x')}\n"
		    "site:add_feed{path = 'all.xml', lang = 'en'}\n"
		    "site:add_feed{path = 'none.xml', lang = 'en', documents = {}}\n");
	assert_int_equal(feeds_works(&r->site->model, feed("fr/two.xml"), works), 2);
	assert_int_equal(works[0], model_work(&r->site->model, TEXT("b")));
	assert_true(text_is(feed("fr/two.xml")->title, "Two"));
	assert_int_equal(feeds_works(&r->site->model, feed("en/x.xml"), works), 2);
	assert_int_equal(works[0], model_work(&r->site->model, TEXT("a")));
	assert_int_equal(feeds_works(&r->site->model, feed("en/all.xml"), works), 3);
	assert_int_equal(feeds_works(&r->site->model, feed("en/none.xml"), works), 0);
	assert_int_equal(feeds_works(&r->site->model, feed("fr/feed.xml"), works), 3);
}

static void options_of_feeds_are_checked(void **state)
{
	(void)state;
	assert_plan_fails(r, "site:add_feed{title = 'x'}", "option 'path' is missing");
	assert_plan_fails(r, "site:add_feed{path = 'x.xml', layout = 'x'}",
			  "there is no option 'layout'");
	assert_plan_fails(r, "site:add_feed{path = 'x.xml', documents = {1}}",
			  "item 1 of the list is a number, not a document");
	rendering_plan(r, "\nsite:add_feed{path = 'feed.xml', lang = 'en'}");
	assert_report(&r->site->problems, 0, 2, 0, "E-PATH", "en/feed.xml");
}

/* A plugin with a hook `file`, and LUA as its `site` hook. */
static bool plan_files(const char *lua)
{
	struct buffer source = {0};

	buffer_printf(&source,
		      "return {file = function(site, file) return file.data end,\n"
		      "site = function(site) %s end}",
		      lua);
	struct text kept = arena_text(&r->site->arena, buffer_view(&source));
	buffer_free(&source);
	plugins_close(r->renderer.plugins);
	r->renderer.plugins = plugins_open(r->state, &r->renderer.reader);
	assert_true(rendering_load(r, kept.at));
	return rendering_run_site(r);
}

static void a_file_of_data_stands_anywhere_below_the_output(void **state)
{
	(void)state;
	assert_true(plan_files("site:add_file{path = 'data/deep/a.json', data = {1}}\n"
			       "site:add_file{path = 'b.ics', lang = 'fr'}\n"
			       "site:in_language('fr'):add_file{path = 'c.csv'}\n"));
	assert_no_report(&r->site->problems);
	const struct model *model = &r->site->model;
	assert_int_equal(model->file_count, 3);
	assert_true(text_is(model->files[0].path, "data/deep/a.json"));
	assert_true(text_is(model->files[0].plugin, "lua-plugins/x.lua"));
	assert_int_equal(model->files[0].lang, 0);
	assert_int_equal(value_count(model->files[0].data), 1);
	assert_int_equal(model->files[1].lang, 1);
	assert_null(model->files[1].data);
	assert_int_equal(model->files[2].lang, 1);
}

static void assert_file_refused(const char *path, const char *words)
{
	struct buffer lua = {0};

	buffer_printf(&lua, "\nsite:add_file{path = '%s'}%c", path, 0);
	plan_files(lua.at);
	assert_int_equal(r->site->problems.count, 1);
	assert_report(&r->site->problems, 0, 3, 0, "E-PATH", words);
	diagnostics_free(&r->site->problems);
	buffer_free(&lua);
}

static void what_browsers_run_is_no_file_of_data(void **state)
{
	(void)state;
	static const char *const paths[] = {
	    "a.html", "a.HTM", "a/b.xhtml",  "a.svg", "a.js",          "a.mjs",
	    "a.xml",  "a.css", "a.html.bib", "a.php", "en/x.SVG.json",
	};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		assert_file_refused(paths[i], "pages are made by site:add_page");
	assert_file_refused("a/.htaccess", "hidden files are for servers");
	assert_file_refused("a/b", "without an extension");
	assert_file_refused("a/b.", "without an extension");
	assert_file_refused("../a.json", "../a.json");
	assert_file_refused("a/../b.json", "a/../b.json");
	assert_file_refused("/a.json", "/a.json");
	assert_file_refused("robots.txt", "robots.txt");
}

static void options_of_files_are_checked(void **state)
{
	(void)state;
	assert_plan_fails(r, "site:add_file{}", "option 'path' is missing");
	assert_plan_fails(r, "site:add_file{path = 'a.json', text = 'x'}",
			  "there is no option 'text'");
	assert_plan_fails(r, "site:add_file{path = 'a.json', data = pairs}", "cannot be kept");
	rendering_plan(r, "\nsite:add_file{path = 'a.json'}");
	assert_report(&r->site->problems, 0, 2, 0, "E-PLUGIN", "has no hook `file`");
}

static void a_redirect_leads_from_an_old_address_to_a_document(void **state)
{
	(void)state;
	assert_plan(r,
		    "site:add_redirect{path = 'cms/x/index.html', document = site:document('b')}\n"
		    "site:add_redirect{path = 'node/1.html', lang = 'fr',\n"
		    "  document = site:document('m/c')}\n");
	assert_int_equal(page("cms/x/index.html")->kind, PAGE_REDIRECT);
	assert_int_equal(page("cms/x/index.html")->work, model_work(&r->site->model, TEXT("b")));
	assert_int_equal(page("cms/x/index.html")->lang, 0);
	assert_int_equal(page("node/1.html")->lang, 1);
	assert_plan_fails(r, "site:add_redirect{document = site:document('b')}",
			  "option 'path' is missing");
	assert_plan_fails(r, "site:add_redirect{path = 'x.html'}", "option 'document' is missing");
	assert_plan_fails(r, "site:add_redirect{path = 'x.html', document = 'b'}",
			  "option 'document' is a document");
	rendering_plan(r, "\nsite:add_redirect{path = 'en/a.html', document = site:document('b')}");
	assert_report(&r->site->problems, 0, 2, 0, "E-PATH", "en/a.html");
}

static void relations_of_one_name_replace_each_other(void **state)
{
	(void)state;
	assert_plan(r, "local a, b, c = site:document('a'), site:document('b'), "
		       "site:document('m/c')\n"
		       "site:relate(a, 'near', {b})\n"
		       "site:relate(a, 'near', {c, b})\n"
		       "assert(#a:relation('near') == 2 and a:relation('near')[1] == c)\n"
		       "site:relate(a, 'near', {})\n"
		       "assert(#a:relation('near') == 0)\n");
	assert_plan_fails(r, "site:relate(site:document('a'), 'x', {'b'})",
			  "item 1 of the list is a string");
	assert_plan_fails(r, "site:relate(site:term('themes', 'x'), 'x', {})", "document expected");
}

static void attached_data_is_copied_and_cannot_be_changed(void **state)
{
	(void)state;
	assert_plan(r, "local a, list = site:document('a'), {1, {deep = 'x'}}\n"
		       "site:attach(a, 'n', list)\n"
		       "list[1] = 2\n"
		       "assert(a:attached('n')[1] == 1 and a:attached('n')[2].deep == 'x')\n"
		       "site:attach(a, 'n', nil)\n"
		       "assert(a:attached('n') == nil)\n");
	assert_plan_fails(r,
			  "local a = site:document('a') site:attach(a, 'n', {1}) "
			  "a:attached('n')[1] = 2",
			  "data cannot be changed");
}

static void works_are_related_by_the_terms_they_share(void **state)
{
	(void)state;
	assert_plan(r, "local a = site:document('a')\n"
		       "site:relate_by_terms{name = 'related'}\n"
		       "assert(#a:relation('related') == 2)\n"
		       "site:relate_by_terms{name = 'one', limit = 1}\n"
		       "assert(#a:relation('one') == 1)\n"
		       "site:relate_by_terms{name = 'tagged', taxonomies = {'tags'}}\n"
		       "assert(#a:relation('tagged') == 1)\n"
		       "assert(a:relation('tagged')[1].id == 'm/c')\n");
	assert_plan_fails(r, "site:relate_by_terms{}", "option 'name' is missing");
	assert_plan_fails(r, "site:relate_by_terms{name = 'x', limit = 0}", "from 1 to 100");
	assert_plan_fails(r, "site:relate_by_terms{name = 'x', limit = 101}", "from 1 to 100");
	assert_plan_fails(r, "site:relate_by_terms{name = 'x', taxonomies = {'tag'}}",
			  "there is no taxonomy 'tag'");
	assert_plan_fails(r, "site:relate_by_terms{name = 'x', by = 1}", "no option 'by'");
}

static void works_of_a_series_have_neighbours(void **state)
{
	(void)state;
	assert_plan(r, "site:relate_series{field = 'series', previous = 'before', next = 'after'}\n"
		       "local a, b = site:document('a'), site:document('b')\n"
		       "assert(a:relation('after')[1] == b and b:relation('before')[1] == a)\n"
		       "assert(#a:relation('before') == 0)\n");
	assert_plan_fails(r, "site:relate_series{field = 'series', next = 'n'}",
			  "option 'previous' is missing");
	assert_plan_fails(r, "site:relate_series{fields = 'x'}", "no option 'fields'");
}

static void wiki_links_are_resolved_by_what_the_plugin_says(void **state)
{
	(void)state;
	const struct document *a;

	assert_plan(r, "site:resolve_wiki_links{by = {'title', 'slug', 'aliases'}}");
	a = &r->site->model.documents[model_document(&r->site->model, 0, 0)];
	assert_int_equal(a->targets[0].index, model_work(&r->site->model, TEXT("b")));
	assert_plan_fails(r, "site:resolve_wiki_links{by = {'titel'}}",
			  "title, slug or aliases, not 'titel'");
	assert_plan_fails(r, "site:resolve_wiki_links{}", "by = {");
	assert_plan_fails(r, "site:resolve_wiki_links{by = {}, with = 1}", "no option 'with'");
}

static void mentions_are_linked_words(void **state)
{
	(void)state;
	assert_plan(r, "site:link_mentions{{text = 'MAG', document = site:document('b')},\n"
		       "  {text = 'GCM', document = site:document('b'), lang = 'fr'}}\n");
	assert_int_equal(r->site->model.mention_count, 2);
	assert_true(text_is(r->site->model.mentions[0].text, "MAG"));
	assert_int_equal(r->site->model.mentions[0].work, model_work(&r->site->model, TEXT("b")));
	assert_int_equal(r->site->model.mentions[0].lang, LANG_NONE);
	assert_int_equal(r->site->model.mentions[1].lang, 1);
	assert_plan_fails(r, "site:link_mentions{{text = 'MAG'}}", "a mention is");
	assert_plan_fails(r, "site:link_mentions{{text = '', document = site:document('b')}}",
			  "a mention is");
	assert_plan_fails(r,
			  "site:link_mentions{{text = 'x', document = site:document('b'), "
			  "lang = 'de'}}",
			  "no language 'de'");
}

static void plugins_report_at_their_line_or_at_a_document(void **state)
{
	(void)state;
	struct diagnostics *d = &r->site->problems;

	assert_true(rendering_plan(r, "\nsite:error('bad')\nsite:warn('odd')\n"
				      "site:error(site:document('m/c'), 'worse')\n"));
	assert_int_equal(d->count, 3);
	assert_int_equal(d->errors, 2);
	assert_report(d, 0, 2, 0, "E-PLUGIN", "bad");
	assert_true(text_is(d->list[0].place.path, "lua-plugins/x.lua"));
	assert_report(d, 1, 3, 0, "W-PLUGIN", "odd");
	assert_report(d, 2, 0, 0, "E-PLUGIN", "worse");
	assert_true(text_is(d->list[2].place.path, "content/en/m/c.md"));
	assert_report(d, 2, 0, 0, "E-PLUGIN", "lua-plugins/x.lua:4");
	diagnostics_free(d);
	assert_plan_fails(r, "site:error()", "string expected");
	assert_plan_fails(r, "site:warn('a\\27b')", "message");
}

static void the_site_is_complete_once_its_hooks_have_run(void **state)
{
	(void)state;
	static const char *const calls[] = {
	    "add_page{path = 'x'}",
	    "add_feed{path = 'x'}",
	    "add_file{path = 'x.json'}",
	    "add_redirect{path = 'x.html'}",
	    "relate()",
	    "attach()",
	    "relate_by_terms{}",
	    "relate_series{}",
	    "resolve_wiki_links{}",
	    "link_mentions{}",
	    "error('x')",
	    "warn('x')",
	};

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		struct buffer lua = {0};
		buffer_printf(&lua, "site:%s%c", calls[i], 0);
		assert_fails_on(r, "en/a.html", lua.at, "the site is complete");
		buffer_free(&lua);
	}
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, open_site, close_site)
	const struct CMUnitTest tests[] = {
	    SITE_TEST(a_page_has_all_that_it_was_given),
	    SITE_TEST(a_page_needs_a_path_only),
	    SITE_TEST(titles_of_pages_are_labels),
	    SITE_TEST(a_page_can_be_of_one_language),
	    SITE_TEST(options_of_pages_are_checked),
	    SITE_TEST(a_page_takes_no_other_file_s_place),
	    SITE_TEST(a_feed_has_documents_or_those_of_a_term),
	    SITE_TEST(options_of_feeds_are_checked),
	    SITE_TEST(a_file_of_data_stands_anywhere_below_the_output),
	    SITE_TEST(what_browsers_run_is_no_file_of_data),
	    SITE_TEST(options_of_files_are_checked),
	    SITE_TEST(a_redirect_leads_from_an_old_address_to_a_document),
	    SITE_TEST(relations_of_one_name_replace_each_other),
	    SITE_TEST(attached_data_is_copied_and_cannot_be_changed),
	    SITE_TEST(works_are_related_by_the_terms_they_share),
	    SITE_TEST(works_of_a_series_have_neighbours),
	    SITE_TEST(wiki_links_are_resolved_by_what_the_plugin_says),
	    SITE_TEST(mentions_are_linked_words),
	    SITE_TEST(plugins_report_at_their_line_or_at_a_document),
	    SITE_TEST(the_site_is_complete_once_its_hooks_have_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
