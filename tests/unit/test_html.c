#include "base/html_escape.h"
#include "sandbox/html.h"

#include "lua_fixture.h"

static void text_is_escaped(void **unused)
{
	struct buffer out = {0};

	(void)unused;
	html_escape_quotes(&out, TEXT("a<b>&\"'é"));
	html_escape_quotes(&out, TEXT(""));
	assert_true(text_is(buffer_view(&out), "a&lt;b&gt;&amp;&quot;&#39;é"));
	buffer_free(&out);
}

static void escape_makes_html_of_text(void **unused)
{
	(void)unused;
	assert_lua_returns(
	    "return tostring(html.escape('<a>')) .. tostring(html.escape(html.escape('<')))\n"
	    ".. tostring(html.escape(1.0)) .. tostring(html.escape(nil))",
	    "&lt;a&gt;&lt;1");
	assert_lua("assert(type(html.escape('')) == 'userdata')\n"
		   "assert(not pcall(html.escape) and not pcall(html.escape, {}))");
}

static void join_escapes_texts_and_keeps_html(void **unused)
{
	(void)unused;
	assert_lua_returns("return tostring(html.join{'<', html.escape('&'), 3, html.join{}})",
			   "&lt;&amp;3");
	assert_lua_returns("return tostring(html.join({'a', 'b', 'c'}, ' & '))",
			   "a &amp; b &amp; c");
	assert_lua("assert(not pcall(html.join, {{}}) and not pcall(html.join, 'x'))");
}

static void replace_works_on_the_source(void **unused)
{
	(void)unused;
	assert_lua_returns("local h = html.escape('<b> <b>')\n"
			   "local r = h:replace('&lt;b&gt;', '<b>', 1)\n"
			   "assert(type(r) == 'userdata')\n"
			   "r = r:replace('&lt;(.)&gt;', function(x) return '<i>' .. x end)\n"
			   "return tostring(r:replace('<i>', html.escape('<')))",
			   "<b> &lt;b");
	assert_lua("assert(not pcall(function() return html.escape(''):replace('%') end))\n"
		   "assert(not pcall(html.escape('').replace, 'x', 'x', 'y'))");
}

static void html_cannot_be_forged(void **unused)
{
	(void)unused;
	assert_lua("local h = html.escape('x')\n"
		   "assert(getmetatable(h) == nil)\n"
		   "assert(not pcall(setmetatable, {}, getmetatable(h) or 1))\n"
		   "assert(not pcall(function() h.replace = nil end))\n"
		   "assert(not pcall(function() html.escape = nil end))");
}

static void joining_for_ever_meets_the_limits(void **unused)
{
	(void)unused;
	assert_lua_fails("html.join(setmetatable({}, {__len = function() return 1 << 40 end}))", 1,
			 "instructions");
	assert_lua_fails("local h = html.escape(('x'):rep(1000000))\n"
			 "html.join(setmetatable({}, {__len = function() return 1 << 40 end,\n"
			 "  __index = function() return h end}))",
			 2, "memory");
	assert_lua_fails("local h = html.escape('xxxxxxxxxx')\n"
			 "local all = {}\n"
			 "while true do h = html.join{h, h} all[#all + 1] = h end",
			 3, "memory");
}

static void scratch_memory_is_freed_as_an_error_passes(void **unused)
{
	(void)unused;
	/* Without it these hold 4 GB that Lua does not know of. */
	assert_lua("local h = html.escape(('x'):rep(10000000))\n"
		   "for i = 1, 200 do\n"
		   "  assert(not pcall(html.join, {h, h, true}))\n"
		   "  assert(not coroutine.resume(coroutine.create(html.join), {h, h, true}))\n"
		   "end");
}

static void write_number(void *self, uint64_t argument, struct buffer *out)
{
	buffer_printf(out, "<%s %d>", (const char *)self, (int)argument);
}

static void lazy_html_is_written_when_it_is_asked_for(void **unused)
{
	struct state *state = open_small_state();
	struct diagnostics d = {0};
	lua_State *L = state_lua(state);
	struct buffer out = {0};
	static char name[] = "n";

	(void)unused;
	sandbox_push_environment(L);
	html_push_lazy(L, write_number, name, 7);
	assert_non_null(html_test(L, -1));
	html_write(html_check(L, -1), &out);
	assert_true(text_is(buffer_view(&out), "<n 7>"));
	lua_setfield(L, -2, "lazy");
	assert_true(state_load(state,
			       TEXT("return tostring(lazy) .. tostring(html.join{lazy, '<'})"),
			       TEXT("x.lua"), &d));
	assert_true(state_call(state, 0, 1, "a test", &d));
	assert_string_equal(lua_tostring(L, -1), "<n 7><n 7>&lt;");
	assert_null(html_test(L, -1));
	buffer_free(&out);
	diagnostics_free(&d);
	state_close(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_is_escaped),
	    cmocka_unit_test(escape_makes_html_of_text),
	    cmocka_unit_test(join_escapes_texts_and_keeps_html),
	    cmocka_unit_test(replace_works_on_the_source),
	    cmocka_unit_test(html_cannot_be_forged),
	    cmocka_unit_test(joining_for_ever_meets_the_limits),
	    cmocka_unit_test(scratch_memory_is_freed_as_an_error_passes),
	    cmocka_unit_test(lazy_html_is_written_when_it_is_asked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
