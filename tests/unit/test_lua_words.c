/* t, date, number, list and sort_key of templates. */
#include "api/localize.h"

#include "renderer_fixture.h"

static struct rendering *r;

static int open_site(void **state)
{
	(void)state;
	r = rendering_open("title: T\nbase_url: https://example.org/\nlanguages: [en, fr]\n",
			   (struct site_file[]){{"content/en/a.md", "# A\n"}, {NULL, NULL}});
	return 0;
}

static int close_site(void **state)
{
	(void)state;
	rendering_close(r);
	return 0;
}

/* Calls FUNCTION of templates with what LUA returns, in LANG: its result, or NULL after an error.
 * Nil is "nil". */
static char *call(lang_id lang, const char *function, const char *lua)
{
	lua_State *L = state_lua(r->state);
	struct diagnostics *d = &r->site->problems;
	char *result = NULL;

	r->renderer.reader.lang = lang;
	lua_newtable(L);
	localize_open(L, &r->renderer.reader);
	lua_getfield(L, -1, function);
	lua_remove(L, -2);
	sandbox_push_environment(state_lua(r->state));
	assert_true(state_load(r->state, text_of(lua), TEXT("layouts/x.html"), d));
	assert_true(state_call(r->state, 0, 2, "arguments", d));
	if (state_call(r->state, 2, 1, "a test", d)) {
		struct text text = TEXT("nil");
		if (!lua_isnil(L, -1))
			text = bind_text(L, -1);
		result = strndup(text.at, text.size);
		lua_pop(L, 1);
	}
	assert_int_equal(lua_gettop(L), 0);
	return result;
}

static void assert_gives(lang_id lang, const char *function, const char *lua, const char *expected)
{
	char *result = call(lang, function, lua);

	assert_no_report(&r->site->problems);
	assert_non_null(result);
	assert_string_equal(result, expected);
	free(result);
}

static void assert_refuses(const char *function, const char *lua, const char *words)
{
	assert_null(call(0, function, lua));
	assert_int_equal(r->site->problems.count, 1);
	if (text_find(r->site->problems.list[0].message, text_of(words)) == SIZE_MAX)
		fail_msg("%.*s", TEXT_ARGS(r->site->problems.list[0].message));
	diagnostics_free(&r->site->problems);
}

static void messages_are_in_the_language_of_the_page(void **state)
{
	(void)state;
	assert_gives(0, "t", "return 'next'", "Next");
	assert_gives(1, "t", "return 'next'", "Suivant");
	assert_gives(0, "t", "return 'documents_count', {count = 1200}", "1,200 documents");
	assert_refuses("t", "return 'no such words'", "there is no string \"no such words\"");
	assert_refuses("t", "return nil", "string expected");
}

static void values_of_messages_have_names_and_are_texts_or_numbers(void **state)
{
	(void)state;
	assert_refuses("t", "return 'next', {1}", "have names");
	assert_refuses("t", "return 'next', {count = {}}", "\"count\" of a message is a text");
	assert_refuses("t", "local t = {} for i = 1, 17 do t['n' .. i] = i end return 'next', t",
		       "at most 16 values");
	assert_refuses("t", "return 'next', 5", "table expected");
}

static void dates_are_written_in_a_style(void **state)
{
	(void)state;
	assert_gives(0, "date", "return '2026-11-24'", "November 24, 2026");
	assert_gives(1, "date", "return '2026-11-24'", "24 novembre 2026");
	assert_gives(0, "date", "return '2026-11-24', 'year'", "2026");
	assert_gives(0, "date", "return 2026", "2026"); /* as YAML has it */
	assert_gives(0, "date", "return nil", "nil");
	assert_refuses("date", "return 'soon'", "no date of ISO 8601");
	assert_refuses("date", "return '2026', 'huge'", "no style");
}

static void numbers_have_the_language_s_separators(void **state)
{
	(void)state;
	assert_gives(0, "number", "return 1234567.5", "1,234,567.5");
	assert_refuses("number", "return 'many'", "number expected");
}

static void lists_are_joined_as_a_sentence_does(void **state)
{
	(void)state;
	assert_gives(0, "list", "return {'A', 'B', 'C'}", "A, B, and C");
	assert_gives(1, "list", "return {'A', 'B'}", "A et B");
	assert_gives(0, "list", "return {}", "");
	assert_refuses("list", "return {{}}", "string expected");
	assert_refuses("list", "return 'A'", "table expected");
}

static void sort_keys_compare_as_the_language_sorts(void **state)
{
	(void)state;
	char *first = call(1, "sort_key", "return 'Économie'");
	char *second = call(1, "sort_key", "return 'emploi'");
	char *third = call(1, "sort_key", "return 'Forum'");

	assert_true(strcmp(first, second) < 0 && strcmp(second, third) < 0);
	free(first);
	free(second);
	free(third);
	assert_refuses("sort_key", "return {}", "string expected");
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, open_site, close_site)
	const struct CMUnitTest tests[] = {
	    SITE_TEST(messages_are_in_the_language_of_the_page),
	    SITE_TEST(values_of_messages_have_names_and_are_texts_or_numbers),
	    SITE_TEST(dates_are_written_in_a_style),
	    SITE_TEST(numbers_have_the_language_s_separators),
	    SITE_TEST(lists_are_joined_as_a_sentence_does),
	    SITE_TEST(sort_keys_compare_as_the_language_sorts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
