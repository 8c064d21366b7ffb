/* Whole pages: theme, hooks and bodies together. */
#include "renderer_fixture.h"

static const char yaml[] = "title: Forum\nbase_url: https://example.org/\nlanguages: [en, fr]\n";

static const struct site_file files[] = {
    {"content/en/a.md", "---\ntitle: A & B\n---\nThe MAG and [b](m/b.md).\n\n> [!NOTE]\n> Look.\n"},
    {"content/en/m/b.md", "---\ntitle: B\n---\nOther.\n"},
    {NULL, NULL}};

static struct rendering *r;
static struct buffer out;

static int open_site(void **state)
{
	(void)state;
	r = rendering_open(yaml, files);
	return 0;
}

static int close_site(void **state)
{
	(void)state;
	buffer_free(&out);
	rendering_close(r);
	return 0;
}

/* Renders the page at PATH; it has WORDS. */
static void assert_page_has(const char *path, const char *words)
{
	bool good = rendering_page(r, path, &out);

	assert_no_report(&r->site->problems);
	assert_true(good);
	if (!strstr(out.at, words))
		fail_msg("no \"%s\" in %s", words, out.at);
}

static void a_page_is_its_layout_with_the_body_in_it(void **state)
{
	(void)state;
	rendering_freeze(r);
	assert_page_has("en/a.html", "<!doctype html>\n<html lang=\"en\" dir=\"ltr\">");
	assert_page_has("en/a.html", "<title>A &amp; B – Forum</title>");
	assert_page_has("en/a.html", "and <a href=\"m/b.html\">b</a>.");
}

static void every_kind_of_page_can_be_rendered(void **state)
{
	(void)state;
	rendering_freeze(r);
	for (size_t i = 0; i < r->site->model.page_count; i++) {
		buffer_clear(&out);
		assert_true(renderer_page(&r->renderer, &r->site->model.pages[i], &out,
					  &r->site->problems));
		assert_true(text_ends_with(text_trim(buffer_view(&out)), TEXT("</html>")));
	}
	assert_no_report(&r->site->problems);
}

static void words_of_callouts_are_in_the_language_of_the_page(void **state)
{
	(void)state;
	rendering_freeze(r);
	assert_page_has("en/a.html", ">Note<");
	assert_page_has("fr/a.html", ">Remarque<");
}

/* Did the last page or file read the template or string NAME? LANG: the language of strings. */
static bool has_read(enum read_kind kind, lang_id lang, const char *name)
{
	struct text names = buffer_view(&r->renderer.reads.names), entry, rest;
	struct buffer member = {0}, wanted = {0};
	struct read read = {.kind = kind, .lang = lang, .name = text_of(name)};
	bool found = false;

	read_write_name(&r->site->model, &read, &wanted);
	while (!found && reads_next_name(&names, &entry)) {
		if (!reads_is_set(entry, &rest))
			continue;
		while (!found && reads_next_member(entry, &rest, &member)) {
			found = text_equal(buffer_view(&member), buffer_view(&wanted));
			buffer_clear(&member);
		}
	}
	buffer_free(&member);
	buffer_free(&wanted);
	return found;
}

static void a_page_has_read_its_templates_and_the_strings_that_it_shows(void **state)
{
	(void)state;
	rendering_freeze(r);
	for (int again = 0; again < 2; again++) {
		assert_page_has("fr/a.html", ">Remarque<");
		assert_true(has_read(READ_TEMPLATE, 0, "page.html"));
		assert_true(has_read(READ_TEMPLATE, 0, "base.html"));
		assert_true(has_read(READ_TEMPLATE, 0, "partials/content.html"));
		assert_false(has_read(READ_TEMPLATE, 0, "home.html"));
		assert_true(has_read(READ_STRING, 1, "note"));
		assert_true(has_read(READ_STRING, 1, "skip_to_content"));
		assert_false(has_read(READ_STRING, 0, "note"));
		assert_page_has("fr/m/b.html", "Other");
		assert_false(has_read(READ_STRING, 1, "note"));
	}
}

static void mentions_are_linked_once_the_site_is_complete(void **state)
{
	(void)state;
	assert_plan(r, "site:link_mentions{{text = 'MAG', document = site:document('m/b')}}");
	rendering_freeze(r);
	assert_page_has("en/a.html", "The <a href=\"m/b.html\">MAG</a> and");
}

static void a_hook_can_replace_the_body(void **state)
{
	(void)state;
	assert_true(
	    rendering_load(r, "return {page = function(page)\n"
			      "  page.content = html.join{page.content:replace('MAG', 'GAM'),\n"
			      "    html.escape('<end>')}\n"
			      "end}"));
	rendering_freeze(r);
	assert_page_has("en/a.html", "The GAM and");
	assert_page_has("en/a.html", "&lt;end&gt;");
}

static void only_html_can_be_the_body(void **state)
{
	(void)state;
	assert_true(rendering_load(r, "return {page = function(p) p.content = '<b>' end}"));
	rendering_freeze(r);
	assert_false(rendering_page(r, "en/a.html", &out));
	assert_report(&r->site->problems, 0, 1, 0, "E-LUA", "html");
}

static void hooks_can_set_nothing_but_content(void **state)
{
	(void)state;
	assert_true(rendering_load(r, "return {page = function(p) p.title = 'x' end}"));
	rendering_freeze(r);
	assert_false(rendering_page(r, "en/a.html", &out));
	assert_report(&r->site->problems, 0, 1, 0, "E-LUA", "values of your own go to page.extra");
}

static void a_page_that_fails_leaves_nothing_and_the_next_is_whole(void **state)
{
	(void)state;
	assert_true(rendering_load(r, "return {page = function(page)\n"
				      "  if page.path == 'en/a.html' then error('no') end\n"
				      "end}"));
	rendering_freeze(r);
	buffer_string(&out, "before");
	assert_false(renderer_page(&r->renderer, pages_find(&r->site->model, TEXT("en/a.html")),
				   &out, &r->site->problems));
	assert_true(text_is(buffer_view(&out), "before"));
	diagnostics_free(&r->site->problems);
	assert_page_has("en/m/b.html", "Other.");
}

static void a_page_does_not_depend_on_those_rendered_before(void **state)
{
	(void)state;
	struct buffer first = {0};

	rendering_freeze(r);
	assert_true(rendering_page(r, "fr/a.html", &first));
	assert_true(rendering_page(r, "en/index.html", &out));
	assert_true(rendering_page(r, "404.html", &out));
	assert_true(rendering_page(r, "fr/a.html", &out));
	assert_string_equal(out.at, first.at);
	buffer_free(&first);
}

static void a_missing_layout_is_reported_once_for_all_its_pages(void **state)
{
	(void)state;
	assert_plan(r, "\nsite:add_page{path = 'x.html', layout = 'sectoin.html'}\n"
		       "site:add_page{path = 'y.html', layout = 'sectoin.html'}\n");
	assert_false(renderer_freeze(&r->renderer, &r->site->problems));
	assert_int_equal(r->site->problems.count, 1);
	assert_report(&r->site->problems, 0, 2, 0, "E-TEMPLATE", "sectoin.html");
	assert_report(&r->site->problems, 0, 2, 0, "E-TEMPLATE", "did you mean \"section.html\"?");
}

/* Makes the one file that the site has by a plugin whose hook `file` is LUA. */
static bool render_file(const char *lua)
{
	struct buffer source = {0};

	buffer_printf(
	    &source,
	    "return {site = function(site)\n"
	    "  site:add_file{path = 'data/a.txt', lang = 'fr', data = {site:document('a')}}\n"
	    "end, file = function(site, file) %s end}",
	    lua);
	struct text kept = arena_text(&r->site->arena, buffer_view(&source));
	buffer_free(&source);
	assert_true(rendering_load(r, kept.at));
	assert_true(rendering_run_site(r));
	rendering_freeze(r);
	reads_clear(&r->renderer.reads);
	bool good = renderer_file(&r->renderer, &r->site->model.files[0], &out, &r->site->problems);
	assert_int_equal(lua_gettop(state_lua(r->state)), 0);
	return good;
}

static void a_file_is_the_text_that_its_plugin_gives(void **state)
{
	(void)state;
	assert_true(render_file("local d = file.data[1]\n"
				"return table.concat({file.path, d.title, d.url, site.title,\n"
				"  site:document('m/b').url}, ' ')"));
	assert_no_report(&r->site->problems);
	assert_true(
	    text_is(buffer_view(&out), "data/a.txt A & B ../fr/a.html Forum ../fr/m/b.html"));
	assert_true(r->renderer.reads.numbers.size > 0);
}

static void a_file_has_read_the_strings_of_the_texts_in_it(void **state)
{
	(void)state;
	assert_true(render_file("return tostring(file.data[1].content)"));
	assert_no_report(&r->site->problems);
	assert_true(has_read(READ_STRING, 1, "note"));
}

static void assert_file_fails(const char *lua, unsigned line, const char *code, const char *words)
{
	assert_false(render_file(lua));
	assert_int_equal(r->site->problems.count, 1);
	assert_report(&r->site->problems, 0, line, 0, code, words);
	assert_int_equal(out.size, 0);
}

static void a_file_that_is_no_text_is_an_error(void **state)
{
	(void)state;
	assert_file_fails("", 2, "E-PLUGIN", "gave a nil for data/a.txt");
}

static void a_file_is_utf_8(void **state)
{
	(void)state;
	assert_file_fails("return '\\xff'", 2, "E-PLUGIN", "data/a.txt is not UTF-8");
}

static void a_file_has_no_control_characters(void **state)
{
	(void)state;
	assert_file_fails("return 'a\\r\\n\\0'", 2, "E-PLUGIN", "has a control character");
}

static void a_file_has_a_largest_size(void **state)
{
	(void)state;
	assert_file_fails("return ('x'):rep((32 << 20) + 1)", 3, "E-LUA", "memory limit");
}

static void an_error_of_the_hook_names_the_file(void **state)
{
	(void)state;
	assert_file_fails("error('no')", 3, "E-LUA", "in hook file, data/a.txt");
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, open_site, close_site)
	const struct CMUnitTest tests[] = {
	    SITE_TEST(a_page_is_its_layout_with_the_body_in_it),
	    SITE_TEST(every_kind_of_page_can_be_rendered),
	    SITE_TEST(words_of_callouts_are_in_the_language_of_the_page),
	    SITE_TEST(a_page_has_read_its_templates_and_the_strings_that_it_shows),
	    SITE_TEST(mentions_are_linked_once_the_site_is_complete),
	    SITE_TEST(a_hook_can_replace_the_body),
	    SITE_TEST(only_html_can_be_the_body),
	    SITE_TEST(hooks_can_set_nothing_but_content),
	    SITE_TEST(a_page_that_fails_leaves_nothing_and_the_next_is_whole),
	    SITE_TEST(a_page_does_not_depend_on_those_rendered_before),
	    SITE_TEST(a_missing_layout_is_reported_once_for_all_its_pages),
	    SITE_TEST(a_file_is_the_text_that_its_plugin_gives),
	    SITE_TEST(a_file_has_read_the_strings_of_the_texts_in_it),
	    SITE_TEST(a_file_that_is_no_text_is_an_error),
	    SITE_TEST(a_file_is_utf_8),
	    SITE_TEST(a_file_has_no_control_characters),
	    SITE_TEST(a_file_has_a_largest_size),
	    SITE_TEST(an_error_of_the_hook_names_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
