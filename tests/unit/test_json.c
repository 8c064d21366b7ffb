/* json(value): what plugins write into files. */
#include "renderer_fixture.h"

#include "lua_fixture.h"

static void assert_json(const char *value, const char *expected)
{
	struct buffer source = {0};

	buffer_printf(&source, "return json(%s)%c", value, 0);
	assert_lua_returns(source.at, expected);
	buffer_free(&source);
}

static void simple_values_are_written(void **state)
{
	(void)state;
	assert_json("nil", "null");
	assert_json("true", "true");
	assert_json("-12", "-12");
	assert_json("math.mininteger", "-9223372036854775808");
	assert_json("'a text'", "\"a text\"");
}

static void numbers_are_read_as_the_same_numbers(void **state)
{
	(void)state;
	assert_json("0.1", "0.1");
	assert_json("0.1 + 0.2", "0.30000000000000004");
	assert_json("1e300", "1e+300");
	assert_json("2.0", "2");
}

static void texts_are_escaped_and_stay_utf_8(void **state)
{
	(void)state;
	assert_json("'\"\\\\/\\n\\r\\t'", "\"\\\"\\\\/\\n\\r\\t\"");
	assert_json("'\u00e9 \u4e2d \U0001f30d'", "\"\u00e9 \u4e2d \U0001f30d\"");
	assert_json("''", "\"\"");
}

static void lists_and_maps_are_nested_in_one_order(void **state)
{
	(void)state;
	assert_json("{1, {2}, {}}", "[1,[2],[]]");
	assert_json("{b = 1, a = {d = 2, c = 3}, ['@x'] = 4, Z = 5}",
		    "{\"@x\":4,\"Z\":5,\"a\":{\"c\":3,\"d\":2},\"b\":1}");
}

static void html_is_its_source(void **state)
{
	(void)state;
	assert_json("html.escape('a<b')", "\"a&lt;b\"");
}

static void what_is_no_json_is_an_error(void **state)
{
	(void)state;
	assert_lua_fails("return json()", 1, "value expected");
	assert_lua_fails("return json{f = pairs}", 1, "data.f: a function cannot be kept");
	assert_lua_fails("return json(1/0)", 1, "no infinite numbers");
	assert_lua_fails("return json(0/0)", 1, "0/0");
	assert_lua_fails("return json('\\xff')", 1, "not UTF-8");
	assert_lua_fails("return json('\\0')", 1, "U+0000");
	assert_lua_fails("return json{1, x = 2}", 1, "both texts and numbers");
	assert_lua_fails("local t = {} t[1] = t return json(t)", 1, "contain itself");
}

static void memory_is_bounded(void **state)
{
	(void)state;
	assert_lua_fails("local t, s = {}, ('x'):rep(1 << 20)\n"
			 "for i = 1, 100 do t[i] = s end\nreturn json(t)",
			 3, "memory limit");
}

static const struct site_file files[] = {
    {"content/en/a.md", "---\ntitle: A\nthemes: [x]\nplace: {en: Oslo, fr: Oslo}\n---\n"},
    {NULL, NULL}};

static void data_of_the_site_is_written_but_objects_are_not(void **state)
{
	(void)state;
	struct rendering *r =
	    rendering_open_frozen("title: T\nbase_url: https://example.org/\nlanguages: [en, fr]\n"
				  "taxonomies: {themes: {open: true}}\n",
				  files);

	assert_on(r, "en/a.html",
		  "assert(json(page.document.place) == '{\"en\":\"Oslo\",\"fr\":\"Oslo\"}')\n"
		  "assert(json{page.document.fields.themes} == '[[\"x\"]]')");
	assert_fails_on(r, "en/a.html", "json{page.document}", "a document is not written as JSON");
	assert_fails_on(r, "en/a.html", "json(page.document:terms('themes'))",
			"a term is not written as JSON");
	rendering_close(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(simple_values_are_written),
	    cmocka_unit_test(numbers_are_read_as_the_same_numbers),
	    cmocka_unit_test(texts_are_escaped_and_stay_utf_8),
	    cmocka_unit_test(lists_and_maps_are_nested_in_one_order),
	    cmocka_unit_test(html_is_its_source),
	    cmocka_unit_test(what_is_no_json_is_an_error),
	    cmocka_unit_test(memory_is_bounded),
	    cmocka_unit_test(data_of_the_site_is_written_but_objects_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
