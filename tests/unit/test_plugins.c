/* Plugins: loading, their hooks, and that nothing is left from one call to the next. */
#include "renderer_fixture.h"

static struct rendering *r;

static int open_site(void **state)
{
	(void)state;
	r = rendering_open("title: T\nbase_url: https://example.org/\nlanguages: [en]\n",
			   (struct site_file[]){{"content/en/a.md", "# A\n\nText.\n"},
						{"content/en/b.md", "# B\n\nText.\n"},
						{NULL, NULL}});
	return 0;
}

static int close_site(void **state)
{
	(void)state;
	rendering_close(r);
	return 0;
}

static void assert_refused(const char *lua, unsigned line, const char *words)
{
	assert_false(rendering_load(r, lua));
	assert_int_equal(r->site->problems.count, 1);
	assert_report(&r->site->problems, 0, line, 0, "E-LUA", words);
	assert_false(plugins_have(r->renderer.plugins, HOOK_SITE));
	assert_int_equal(lua_gettop(state_lua(r->state)), 0);
}

/* Two pages are rendered without a problem. */
static void assert_pages_run(void)
{
	struct buffer out = {0};
	bool good = rendering_page(r, "en/a.html", &out) && rendering_page(r, "en/b.html", &out);

	buffer_free(&out);
	assert_no_report(&r->site->problems);
	assert_true(good);
}

static void a_plugin_says_by_its_functions_which_hooks_it_has(void **state)
{
	(void)state;
	assert_true(rendering_load(r, "return {page = function() end, words = {1}}"));
	assert_no_report(&r->site->problems);
	assert_true(plugins_have(r->renderer.plugins, HOOK_PAGE));
	assert_false(plugins_have(r->renderer.plugins, HOOK_SITE));
	assert_false(plugins_have(r->renderer.plugins, HOOK_DOCUMENT));
}

static void a_plugin_that_returns_nothing_is_refused(void **state)
{
	(void)state;
	assert_refused("local plugin = {}\n", 0, "returns a table with its hooks, not nothing");
}

static void a_plugin_that_returns_something_else_is_refused(void **state)
{
	(void)state;
	assert_refused("return 'x'", 0, "returns a table with its hooks, not string");
}

static void an_unknown_hook_is_refused(void **state)
{
	(void)state;
	assert_refused("return {pages = function() end}", 0, "there is no hook 'pages'");
}

static void a_hook_that_is_no_function_is_refused(void **state)
{
	(void)state;
	assert_refused("return {site = {}}", 0, "hook 'site' is a table, not a function");
}

static void a_syntax_error_has_its_line(void **state)
{
	(void)state;
	assert_refused("local plugin = {}\nreturn return\n", 2, "near 'return'");
}

static void an_error_while_loading_has_its_line(void **state)
{
	(void)state;
	assert_refused("\nerror('no')\n", 2, "no");
}

static void a_file_is_run_anew_for_each_page(void **state)
{
	(void)state;
	assert_true(rendering_load(r, "local upvalue = 0\n"
				      "count = 0\n"
				      "return {page = function(page)\n"
				      "  upvalue = upvalue + 1\n"
				      "  count = count + 1\n"
				      "  assert(upvalue == 1 and count == 1 and not left)\n"
				      "  left = page.path\n"
				      "end}\n"));
	rendering_freeze(r);
	assert_pages_run();
}

static void the_site_hook_leaves_nothing_for_pages(void **state)
{
	(void)state;
	assert_true(rendering_load(r,
				   "local seen\n"
				   "return {site = function(site) seen = site; kept = site end,\n"
				   "  page = function(page) assert(not seen and not kept) end}\n"));
	assert_true(rendering_run_site(r));
	rendering_freeze(r);
	assert_pages_run();
}

static void plugins_run_in_order_and_see_what_those_before_did_to_the_page(void **state)
{
	(void)state;
	assert_true(
	    rendering_load(r, "return {page = function(page) page.extra.said = 'one' end}"));
	assert_true(rendering_load(r, "return {page = function(page)\n"
				      "  assert(page.extra.said == 'one' and not said)\n"
				      "  page.extra.said = page.extra.said .. ' two'\n"
				      "end}"));
	assert_true(rendering_load(
	    r, "return {page = function(page) assert(page.extra.said == 'one two') end}"));
	rendering_freeze(r);
	assert_pages_run();
}

static void extra_of_one_page_is_not_seen_by_another(void **state)
{
	(void)state;
	assert_true(rendering_load(r, "return {page = function(page)\n"
				      "  assert(not page.extra.seen)\n"
				      "  page.extra.seen = true\n"
				      "end}"));
	rendering_freeze(r);
	assert_pages_run();
}

static void an_error_names_plugin_line_page_and_hook(void **state)
{
	(void)state;
	struct buffer out = {0};

	assert_true(rendering_load(r, "return {page = function(page)\n  local x = nil\n"
				      "  return x.y\nend}"));
	rendering_freeze(r);
	assert_false(rendering_page(r, "en/a.html", &out));
	assert_report(&r->site->problems, 0, 3, 0, "E-LUA", "index a nil value (local 'x')");
	assert_report(&r->site->problems, 0, 3, 0, "E-LUA", "hook page, page en/a.html");
	assert_report(&r->site->problems, 0, 3, 0, "E-LUA", "traceback: lua-plugins/x.lua:3");
	assert_true(text_is(r->site->problems.list[0].place.path, "lua-plugins/x.lua"));
	assert_int_equal(out.size, 1); /* the fixture's NUL */
	buffer_free(&out);
}

static void a_plugin_that_fails_does_not_keep_the_others_from_running(void **state)
{
	(void)state;
	assert_true(rendering_load(r, "return {site = function() error('first') end}"));
	assert_true(rendering_load(r, "return {site = function() error('second') end}"));
	assert_false(rendering_run_site(r));
	assert_int_equal(r->site->problems.count, 2);
	assert_report(&r->site->problems, 0, 1, 0, "E-LUA", "first");
	assert_report(&r->site->problems, 1, 1, 0, "E-LUA", "second");
}

static void note_begun(void *self, struct text path)
{
	assert_true(text_is(path, "lua-plugins/x.lua"));
	++*(int *)self;
}

static void the_plugin_whose_turn_it_is_is_told(void **state)
{
	(void)state;
	int begun = 0;

	assert_true(rendering_load(r, "return {site = function() end}"));
	assert_true(rendering_load(r, "return {page = function() end}"));
	r->renderer.reader.draft = &r->site->model;
	assert_true(plugins_run_site(r->renderer.plugins, note_begun, &begun, &r->site->problems));
	assert_int_equal(begun, 1);
}

static void the_page_can_be_changed_by_page_hooks_only(void **state)
{
	(void)state;
	assert_fails_on(r, "en/a.html", "page.content = html.escape('x')",
			"page.content cannot be changed");
}

static void documents_run_through_all_document_hooks(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct diagnostics *d = &r->site->problems;
	struct hook_document document = {
	    .path = TEXT("content/en/a.md"),
	    .lang = TEXT("en"),
	    .body_line = 1,
	    .front = value_node(&arena, VALUE_MAP),
	    .arena = &arena,
	    .diagnostics = d,
	};

	assert_true(rendering_load(r, "n = 0\nreturn {document = function(doc)\n"
				      "  n = n + 1\n  doc:set('calls', n)\nend}"));
	assert_true(rendering_load(r, "return {document = function(doc)\n"
				      "  doc:set('calls', doc.fields.calls + 10)\nend}"));
	for (int i = 0; i < 2; i++)
		assert_true(plugins_run_document(r->renderer.plugins, &document, d));
	assert_no_report(d);
	assert_int_equal(document.front->items[1]->integer, 11);
	arena_free(&arena);
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, open_site, close_site)
	const struct CMUnitTest tests[] = {
	    SITE_TEST(a_plugin_says_by_its_functions_which_hooks_it_has),
	    SITE_TEST(a_plugin_that_returns_nothing_is_refused),
	    SITE_TEST(a_plugin_that_returns_something_else_is_refused),
	    SITE_TEST(an_unknown_hook_is_refused),
	    SITE_TEST(a_hook_that_is_no_function_is_refused),
	    SITE_TEST(a_syntax_error_has_its_line),
	    SITE_TEST(an_error_while_loading_has_its_line),
	    SITE_TEST(a_file_is_run_anew_for_each_page),
	    SITE_TEST(the_site_hook_leaves_nothing_for_pages),
	    SITE_TEST(plugins_run_in_order_and_see_what_those_before_did_to_the_page),
	    SITE_TEST(extra_of_one_page_is_not_seen_by_another),
	    SITE_TEST(an_error_names_plugin_line_page_and_hook),
	    SITE_TEST(a_plugin_that_fails_does_not_keep_the_others_from_running),
	    SITE_TEST(the_plugin_whose_turn_it_is_is_told),
	    SITE_TEST(the_page_can_be_changed_by_page_hooks_only),
	    SITE_TEST(documents_run_through_all_document_hooks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
