#include "sandbox/freeze.h"

#include "api/bind.h"
#include "api/bind_value.h"
#include "sandbox/frozen_table.h"
#include "sandbox/sandbox.h"

#include "lua_fixture.h"
#include "site_fixture.h"

/* A state with a global keep(data), which keeps a copy and gives it back. */
struct keeper {
	struct state *state;
	struct arena arena;
	struct value_node *node;
	struct diagnostics problems;
	struct buffer shown;
};

static int keep(lua_State *L)
{
	struct keeper *keeper = lua_touserdata(L, lua_upvalueindex(1));

	keeper->node = freeze(L, 1, &bound_objects, &keeper->arena);
	thaw(L, keeper->node);
	return 1;
}

static int set_up(void **test)
{
	struct keeper *keeper = calloc(1, sizeof *keeper);
	lua_State *L;

	keeper->state = open_small_state();
	L = state_lua(keeper->state);
	lua_pushlightuserdata(L, keeper);
	lua_pushcclosure(L, keep, 1);
	sandbox_set_global(L, "keep");
	*test = keeper;
	return 0;
}

static int tear_down(void **test)
{
	struct keeper *keeper = *test;

	state_close(keeper->state);
	arena_free(&keeper->arena);
	diagnostics_free(&keeper->problems);
	buffer_free(&keeper->shown);
	free(keeper);
	return 0;
}

/* NODE as text: `{key: value}`, `[item]`, "text", <html>, work 1, term 1. */
static void show(struct buffer *out, const struct value_node *node)
{
	switch (node->kind) {
	case VALUE_NULL:
		buffer_string(out, "null");
		break;
	case VALUE_BOOLEAN:
		buffer_string(out, node->integer ? "true" : "false");
		break;
	case VALUE_INTEGER:
		buffer_printf(out, "%d", (int)node->integer);
		break;
	case VALUE_NUMBER:
		buffer_printf(out, "%.3f", node->number);
		break;
	case VALUE_STRING:
	case VALUE_DATE:
	case VALUE_HTML:
		buffer_printf(out, node->kind == VALUE_HTML ? "html'%.*s'" : "'%.*s'",
			      TEXT_ARGS(node->text));
		break;
	case VALUE_WORK:
		buffer_printf(out, "work %d", (int)node->integer);
		break;
	case VALUE_TERM:
		buffer_printf(out, "term %d", (int)node->integer);
		break;
	case VALUE_LIST:
	case VALUE_MAP:
		buffer_byte(out, node->kind == VALUE_MAP ? '{' : '[');
		for (size_t i = 0; i < node->count; i++) {
			if (i)
				buffer_string(out, node->kind == VALUE_MAP && i % 2 ? ": " : ", ");
			show(out, node->items[i]);
		}
		buffer_byte(out, node->kind == VALUE_MAP ? '}' : ']');
	}
}

static void assert_shown(struct keeper *keeper, const char *expected)
{
	buffer_clear(&keeper->shown);
	show(&keeper->shown, keeper->node);
	buffer_byte(&keeper->shown, '\0');
	assert_string_equal(keeper->shown.at, expected);
}

/* SOURCE calls keep(), and leaves the value EXPECTED. */
static void assert_kept(struct keeper *keeper, const char *source, const char *expected)
{
	bool good = run_lua_in(keeper->state, source, &keeper->problems);

	assert_no_report(&keeper->problems);
	assert_true(good);
	lua_settop(state_lua(keeper->state), 0);
	assert_shown(keeper, expected);
}

static void assert_refused(struct keeper *keeper, const char *source, const char *words)
{
	assert_false(run_lua_in(keeper->state, source, &keeper->problems));
	assert_int_equal(keeper->problems.count, 1);
	assert_report(&keeper->problems, 0, 1, 0, "E-LUA", words);
	diagnostics_free(&keeper->problems);
}

static void plain_values_keep_their_kind(void **test)
{
	assert_kept(*test, "keep{1, 1.0, 1.5, 'x', '', true, false, 1/0}",
		    "[1, 1.000, 1.500, 'x', '', true, false, inf]");
	assert_kept(*test, "keep('x')", "'x'");
}

static void nil_is_kept_as_nothing(void **test)
{
	assert_kept(*test, "keep(nil)", "null");
	assert_kept(*test, "assert(keep() == nil)", "null");
}

static void keys_one_to_n_make_a_list_and_texts_a_map(void **test)
{
	assert_kept(*test, "keep{{}, {{1}}, {a = {b = {}}}}", "[[], [[1]], {'a': {'b': []}}]");
	assert_kept(*test, "local t = {} for i = 20, 1, -1 do t[i] = i end keep(t)",
		    "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]");
}

static void maps_are_in_the_order_of_their_keys(void **test)
{
	assert_kept(*test, "keep{b = 1, a = 2, ['é'] = 3, B = 4, ['1'] = 5, aa = 6}",
		    "{'1': 5, 'B': 4, 'a': 2, 'aa': 6, 'b': 1, 'é': 3}");
}

static void keys_of_neither_list_nor_map_are_refused(void **test)
{
	static const char list[] =
	    "data.x: numbers as keys must be those of a list: 1, 2, 3 … without a gap";

	assert_refused(*test, "keep{x = {1, nil, 3}}", list);
	assert_refused(*test, "keep{x = {[0] = 1, 2}}", list);
	assert_refused(*test, "keep{x = {[-1] = 1}}", list);
	assert_refused(*test, "keep{x = {[0] = 1, [2] = 2}}", list);
	assert_refused(*test, "keep{x = {[1.5] = 1, [2] = 2}}", list);
	assert_refused(*test, "keep{x = {1, [1.5] = 2}}", list);
	assert_refused(*test, "keep{x = {[math.mininteger] = 2}}", list);
	assert_refused(*test, "keep{{1, a = 2}}", "data[1]: a table with both texts and numbers");
	assert_refused(*test, "keep{[true] = 1}", "data: keys must be texts, or the numbers");
	assert_refused(*test, "keep{1, [{}] = 1}", "data: keys must be texts, or the numbers");
}

static void what_cannot_be_kept_is_named_with_the_way_to_it(void **test)
{
	assert_refused(*test, "keep{list = {1, 2, keep}}",
		       "data.list[3]: a function cannot be kept");
	assert_refused(*test, "keep(coroutine.create(keep))", "data: a thread cannot be kept");
	assert_refused(*test, "keep{{a = {['odd key'] = {keep}}}}", "data[1].a.odd key[1]: a func");
	assert_refused(*test, "keep(math)", "data.abs: a function cannot be kept");
}

static void texts_that_no_page_can_bear_are_refused(void **test)
{
	assert_refused(*test, "keep{a = '\\xff'}",
		       "data.a: a text that is not UTF-8 cannot be kept");
	assert_refused(*test, "keep{['\\xe9'] = 1}", "a text that is not UTF-8 cannot be kept");
	assert_refused(*test, "keep{'a\\0b'}", "data[1]: a text with the control character U+0000");
	assert_refused(*test, "keep('\\u{85}')", "data: a text with the control character U+0085");
	assert_refused(*test, "keep(html.join{html.escape('\\27')})", "control character U+001B");
	assert_kept(*test, "keep('a\\tb\\r\\n\\u{2068}é\\u{2069}')", "'a\tb\r\n\u2068é\u2069'");
}

static void numbers_that_are_none_are_refused(void **test)
{
	assert_refused(*test, "keep{x = 0/0}", "data.x: the result of 0/0");
}

static void html_stays_html(void **test)
{
	assert_kept(*test,
		    "local back = keep{h = html.escape('<b>')}\n"
		    "assert(type(back.h) == 'userdata' and tostring(back.h) == '&lt;b&gt;')",
		    "{'h': html'&lt;b&gt;'}");
}

static void tables_are_kept_thirty_two_deep_but_not_in_a_circle(void **test)
{
	assert_kept(*test, "local t = {} for i = 2, 32 do t = {t} end keep(t)",
		    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
	assert_refused(*test, "local t = {} for i = 2, 33 do t = {t} end keep(t)",
		       "[1][1]: more than 32 tables inside each other");
	assert_refused(*test, "local t = {} t.x = {y = t} keep(t)", "does one contain itself?");
}

static void a_copy_is_kept_that_later_changes_do_not_touch(void **test)
{
	assert_kept(*test,
		    "local t = {1, {a = 2}} local back = keep(t)\n"
		    "t[1] = 5 t[2].a = 6 back[2].a = 7 t = nil\n"
		    "for i = 1, 10000 do local garbage = {tostring(i)} end",
		    "[1, {'a': 2}]");
}

static void frozen_tables_are_kept_by_what_is_behind_them(void **test)
{
	struct keeper *keeper = *test;
	lua_State *L = state_lua(keeper->state);

	lua_newtable(L);
	lua_pushinteger(L, 7);
	lua_setfield(L, -2, "seven");
	frozen_table_make(L);
	sandbox_set_global(L, "frozen");
	assert_kept(keeper, "keep{frozen, frozen}", "[{'seven': 7}, {'seven': 7}]");
}

static void metatables_are_not_looked_at(void **test)
{
	assert_kept(*test,
		    "keep(setmetatable({1}, {__index = function() error('read') end,\n"
		    "__len = function() error('read') end, __pairs = error}))",
		    "[1]");
}

static void one_table_in_many_places_meets_the_memory_limit(void **test)
{
	assert_refused(*test, "local t = {} for i = 1, 30 do t = {t, t} end keep(t)",
		       "memory limit");
}

static void keeping_for_ever_meets_the_budget(void **test)
{
	assert_refused(*test, "local s = ('x'):rep(1000000) while true do keep(s) end",
		       "instructions");
	assert_refused(*test, "while true do pcall(keep, {1, 2, 3, keep}) end", "instructions");
	assert_refused(*test, "local t = {} while true do keep(t) end", "instructions");
}

static void data_comes_back_as_it_went(void **test)
{
	assert_kept(*test,
		    "local back = keep{list = {1, 2.5, 'x', {}}, yes = true, no = false}\n"
		    "assert(#back.list == 4 and back.list[2] == 2.5 and back.list[3] == 'x')\n"
		    "assert(math.type(back.list[1]) == 'integer' and next(back.list[4]) == nil)\n"
		    "assert(back.yes == true and back.no == false)\n"
		    "local keys = {} for key in pairs(back) do keys[#keys + 1] = key end\n"
		    "assert(table.concat(keys, ' ') == 'list no yes')",
		    "{'list': [1, 2.500, 'x', []], 'no': false, 'yes': true}");
}

static void front_matter_is_thawed_to_plain_tables(void **test)
{
	struct keeper *keeper = *test;
	lua_State *L = state_lua(keeper->state);
	struct limits limits = limits_default();
	struct value_node *front = yaml_parse(
	    &keeper->arena, TEXT("when: 2026-11-24\ngap: [1, null, 3]\nnone:\nm: {n: {o: yes}}\n"),
	    TEXT("x.md"), 1, &limits, &keeper->problems);

	assert_non_null(front);
	thaw(L, front);
	sandbox_set_global(L, "front");
	assert_true(
	    run_lua_in(keeper->state,
		       "assert(front.when == '2026-11-24' and front.none == nil)\n"
		       "assert(front.gap[1] == 1 and front.gap[2] == nil and front.gap[3] == 3)\n"
		       "assert(type(front.m.n) == 'table')",
		       &keeper->problems));
	assert_no_report(&keeper->problems);
}

static void objects_of_the_model_stay_what_they_are(void **test)
{
	static const struct site_file files[] = {
	    {"content/data/d.yaml", "list: [1, 2.5, {date: 2026-11-24, t: x, n: null}]\n"},
	    {"content/en/a.md", "---\ntitle: A\n---\n"},
	    {"content/en/b.md", "---\ntitle: B\nthemes: [access, trust]\n---\n"},
	    {NULL, NULL},
	};
	struct keeper *keeper = *test;
	struct site *site = site_make("title: S\nbase_url: https://example.org/\nlanguages: "
				      "[en]\ntaxonomies: {themes: {open: true}}\n",
				      files);
	struct reader reader = {.model = &site->model};
	lua_State *L = state_lua(keeper->state);

	assert_no_report(&site->problems);
	bind_value_open(L);
	bind_type(L, &document_type, &reader);
	bind_type(L, &term_type, &reader);
	bind_type(L, &taxonomy_type, &reader);
	bind_push(L, &document_type, 1, 0);
	sandbox_set_global(L, "document");
	bind_push(L, &term_type, 1, 0);
	sandbox_set_global(L, "term");
	bind_push(L, &taxonomy_type, 0, 0);
	sandbox_set_global(L, "taxonomy");
	bind_value_push(L, value_get(value_get(site->config.data, "d"), "list"), 0);
	sandbox_set_global(L, "list");

	assert_kept(keeper, "keep{document, {t = term}}", "[work 1, {'t': term 1}]");
	assert_kept(keeper, "keep{list, list[3]}",
		    "[[1, 2.500, {'date': '2026-11-24', 't': 'x', 'n': null}], "
		    "{'date': '2026-11-24', 't': 'x', 'n': null}]");
	assert_refused(keeper, "keep{x = {taxonomy}}", "data.x[1]: a taxonomy cannot be kept");
	assert_refused(keeper, "local t = list for i = 1, 31 do t = {t} end keep(t)",
		       "more than 32 tables");
	site_free(site);
	buffer_free(&reader.bytes);
	arena_free(&reader.scratch);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(plain_values_keep_their_kind),
	    TEST(nil_is_kept_as_nothing),
	    TEST(keys_one_to_n_make_a_list_and_texts_a_map),
	    TEST(maps_are_in_the_order_of_their_keys),
	    TEST(keys_of_neither_list_nor_map_are_refused),
	    TEST(what_cannot_be_kept_is_named_with_the_way_to_it),
	    TEST(texts_that_no_page_can_bear_are_refused),
	    TEST(numbers_that_are_none_are_refused),
	    TEST(html_stays_html),
	    TEST(tables_are_kept_thirty_two_deep_but_not_in_a_circle),
	    TEST(a_copy_is_kept_that_later_changes_do_not_touch),
	    TEST(frozen_tables_are_kept_by_what_is_behind_them),
	    TEST(metatables_are_not_looked_at),
	    TEST(one_table_in_many_places_meets_the_memory_limit),
	    TEST(keeping_for_ever_meets_the_budget),
	    TEST(data_comes_back_as_it_went),
	    TEST(front_matter_is_thawed_to_plain_tables),
	    TEST(objects_of_the_model_stay_what_they_are),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
