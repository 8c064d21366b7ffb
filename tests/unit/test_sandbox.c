/* Attempts to get out of the sandbox, past its limits, or to an output that differs between builds.
 */
#include "lua_fixture.h"

/* ---- what is there */

static void libraries_of_the_machine_do_not_exist(void **unused)
{
	(void)unused;
	assert_lua(
	    "for _, name in ipairs{'io', 'os', 'debug', 'package', 'collectgarbage', 'dofile',\n"
	    "'load', 'loadfile', 'loadstring', 'require', 'print', 'warn', '_VERSION'} do\n"
	    "  assert(_ENV[name] == nil, name)\n"
	    "end");
}

static void functions_that_differ_between_builds_do_not_exist(void **unused)
{
	(void)unused;
	assert_lua("assert(not math.random and not math.randomseed)\n"
		   "assert(not math.sin and not math.exp and math.sqrt(4) == 2)\n"
		   "assert(not string.dump and not string.pack and not string.unpack)\n"
		   "assert(not ('').dump and not ('').pack)");
}

static void every_environment_is_its_own(void **unused)
{
	struct state *state = open_small_state();
	struct diagnostics d = {0};

	(void)unused;
	assert_true(run_lua_in(state, "leak = 1; _G.leak2 = 2; pairs = nil; string = 3", &d));
	assert_true(run_lua_in(state,
			       "assert(leak == nil and _G.leak2 == nil)\n"
			       "assert(type(pairs) == 'function' and type(string) == 'table')",
			       &d));
	assert_no_report(&d);
	diagnostics_free(&d);
	state_close(state);
}

static void library_tables_cannot_be_changed(void **unused)
{
	(void)unused;
	assert_lua("for _, library in ipairs{string, table, math, utf8, coroutine, html} do\n"
		   "  assert(not pcall(function() library.evil = 1 end))\n"
		   "  assert(not pcall(function() library.rep = nil end))\n"
		   "  assert(not pcall(rawset, library, 'evil', 1))\n"
		   "  assert(not pcall(table.insert, library, 1))\n"
		   "  assert(not pcall(setmetatable, library, {}))\n"
		   "  assert(not pcall(setmetatable, library, nil))\n"
		   "  assert(not pcall(table.move, {1}, 1, 1, 1, library))\n"
		   "  assert(getmetatable(library) == nil)\n"
		   "end\n"
		   "assert(string.evil == nil and string.rep)");
}

static void metatable_of_strings_cannot_be_reached(void **unused)
{
	(void)unused;
	assert_lua("assert(getmetatable('') == nil)\n"
		   "assert(not pcall(function() getmetatable('').__index = nil end))\n"
		   "assert(not pcall(setmetatable, '', {}))\n"
		   "assert(('x'):rep(2) == 'xx' and ('x').rep == string.rep)\n"
		   "assert('10' + 1 == 11)");
}

static void metatables_of_environments_and_objects_cannot_be_reached(void **unused)
{
	(void)unused;
	assert_lua("assert(getmetatable(_ENV) == nil and getmetatable(_G) == nil)\n"
		   "assert(not pcall(setmetatable, _G, {}))\n"
		   "assert(getmetatable(html.escape('x')) == nil)\n"
		   "assert(getmetatable(print) == nil and getmetatable(1) == nil)");
}

static void bytecode_is_refused(void **unused)
{
	struct state *state = open_small_state();
	struct diagnostics d = {0};

	(void)unused;
	sandbox_push_environment(state_lua(state));
	assert_false(state_load(state, TEXT("\033Lua\x54\x00"), TEXT("x.lua"), &d));
	assert_report(&d, 0, 0, 0, "E-LUA", "binary");
	assert_int_equal(lua_gettop(state_lua(state)), 0);
	diagnostics_free(&d);
	state_close(state);
}

/* ---- metatables */

static void metatables_that_run_behind_the_back_are_refused(void **unused)
{
	(void)unused;
	assert_lua("for _, name in ipairs{'__gc', '__mode', '__close'} do\n"
		   "  local ok, message = pcall(setmetatable, {}, {[name] = 'k'})\n"
		   "  assert(not ok and message:find(name, 1, true))\n"
		   "end");
}

static void refused_events_that_are_added_later_do_nothing(void **unused)
{
	(void)unused;
	assert_lua("local ran = false\n"
		   "local metatable = {}\n"
		   "local object = setmetatable({}, metatable)\n"
		   "metatable.__close = function() ran = true end\n"
		   "metatable.__gc = metatable.__close\n"
		   "metatable.__mode = 'k'\n"
		   "assert(not pcall(function() local x <close> = object end))\n"
		   "assert(not pcall(function() for _ in next, {}, nil, object do end end))\n"
		   "object[{}] = 1\n"
		   "for i = 1, 100000 do local garbage = {i} end\n"
		   "local ok, message = pcall(pairs, object)\n" /* the key is still there */
		   "assert(not ok and not ran)");
}

static void metatables_do_what_they_do_in_lua(void **unused)
{
	(void)unused;
	assert_lua("local Class = {}\n"
		   "Class.__index = Class\n"
		   "function Class:name() return 'n' .. self.x end\n"
		   "local object = setmetatable({x = 1}, Class)\n"
		   "assert(object:name() == 'n1' and getmetatable(object) == Class)\n"
		   "function Class.__eq(a, b) return a.x == b.x end\n"
		   "function Class.__lt(a, b) return a.x < b.x end\n"
		   "function Class.__call(self, y) return self.x + y end\n"
		   "function Class.__concat(a, b) return 'cat' end\n"
		   "function Class.__len() return 7 end\n"
		   "local other = setmetatable({x = 1}, Class)\n" /* events are read here */
		   "assert(object == other and not (object < other))\n"
		   "assert(object(2) == 3 and object .. '' == 'cat' and #object == 7)\n"
		   "assert(setmetatable(object, nil) == object and getmetatable(object) == nil)\n"
		   "local closed = setmetatable({}, {__metatable = 'no'})\n"
		   "assert(getmetatable(closed) == 'no' and not pcall(setmetatable, closed, {}))");
}

/* ---- limits */

static void endless_loop_is_an_error_at_its_line(void **unused)
{
	(void)unused;
	assert_lua_fails("local x = 1\nwhile true do\nend", 2, "instructions");
}

static void pcall_cannot_swallow_a_limit(void **unused)
{
	(void)unused;
	assert_lua_fails("while true do\npcall(function() while true do end end)\nend", 2,
			 "instructions");
	assert_lua_fails("pcall(pcall, pcall, function() while true do end end)", 1,
			 "instructions");
}

static void xpcall_and_its_handler_cannot_swallow_a_limit(void **unused)
{
	(void)unused;
	assert_lua_fails("xpcall(function() while true do end end,\n"
			 "function() while true do end end)",
			 1, "instructions");
	assert_lua_fails("xpcall(error,\nfunction() while true do end end)", 2, "instructions");
	assert_lua_fails("while true do xpcall(error, function() error() end) end", 1,
			 "instructions");
}

static void coroutines_cannot_swallow_a_limit(void **unused)
{
	(void)unused;
	assert_lua_fails("local co = coroutine.create(function()\nwhile true do end end)\n"
			 "coroutine.resume(co)\nreturn 'survived'",
			 2, "instructions");
	assert_lua_fails("while true do\npcall(coroutine.wrap(function()\n"
			 "while true do end end)) end",
			 3, "instructions");
	assert_lua_fails("local co = coroutine.create(function() pcall(function()\n"
			 "while true do end end) coroutine.yield() end)\n"
			 "coroutine.resume(co) coroutine.close(co)",
			 2, "instructions");
}

static void work_cut_into_coroutines_is_counted(void **unused)
{
	(void)unused;
	assert_lua_fails("while true do\n"
			 "coroutine.wrap(function() for i = 1, 200 do end end)()\nend",
			 2, "instructions");
}

static void callbacks_and_metamethods_cannot_swallow_a_limit(void **unused)
{
	(void)unused;
	assert_lua_fails("pcall(table.sort, {3, 2, 1}, function() while true do end end)", 1,
			 "instructions");
	assert_lua_fails("pcall(string.gsub, 'x', '.', function() while true do end end)", 1,
			 "instructions");
	assert_lua_fails(
	    "local t = setmetatable({}, {__index = function() while true do end end})\n"
	    "pcall(function() return t.x end)",
	    1, "instructions");
	assert_lua_fails(
	    "local t = setmetatable({}, {__tostring = function() while true do end end})\n"
	    "pcall(tostring, t)",
	    1, "instructions");
}

static void memory_limit_is_an_error_at_its_line(void **unused)
{
	(void)unused;
	assert_lua_fails("local t = {}\nwhile true do\nt[#t + 1] = ('x'):rep(1000) .. #t\nend", 3,
			 "memory");
	assert_lua_fails("local s = 'x'\nwhile true do\ns = s .. s\nend", 3, "memory");
	assert_lua_fails("local t = {}\nfor i = 1, 1e9 do t[i] = i end", 2, "memory");
}

static void memory_limit_cannot_be_swallowed(void **unused)
{
	(void)unused;
	assert_lua_fails("local t = {}\nwhile true do\n"
			 "pcall(function() while true do t[#t + 1] = {} end end)\nend",
			 3, "memory");
	assert_lua_fails("pcall(function() local s = ('x'):rep(15000000)\n"
			 "local t = s .. s .. s .. s .. s .. s .. s .. s\nend) return 'survived'",
			 2, "memory");
	assert_lua_fails("local t = {} local co = coroutine.wrap(function()\n"
			 "while true do t[#t + 1] = {} end end)\npcall(co)",
			 2, "memory");
}

static void garbage_does_not_count(void **unused)
{
	(void)unused;
	assert_lua("for i = 1, 15 do local s = ('x'):rep(10000000) end");
}

static void library_functions_cannot_run_away(void **unused)
{
	(void)unused;
	assert_lua("local ok, message = pcall(string.rep, 'x', 1e10)\n"
		   "assert(not ok and message:find('memory'))\n"
		   "assert(not pcall(string.rep, 'xx', math.maxinteger))\n"
		   "assert(not pcall(string.rep, 'x', math.maxinteger, 'y'))\n"
		   "assert(string.rep('', math.maxinteger) == '')\n"
		   "assert(not pcall(string.format, '%99999d', 1))\n"
		   "assert(not pcall(table.unpack, {}, 1, 1e8))\n"
		   "assert(not pcall(table.unpack, {}, math.mininteger, math.maxinteger))\n"
		   "assert(not pcall(table.move, {}, math.mininteger, math.maxinteger, 1))\n"
		   "assert(not pcall(table.sort, setmetatable({}, {__len = function() "
		   "return math.maxinteger end})))");
	assert_lua_fails("table.move({}, 1, 1e12, 2)", 1, "instructions");
	assert_lua_fails(
	    "table.insert(setmetatable({}, {__len = function() return 1e12 // 1 | 0 end}), 1, 1)",
	    1, "instructions");
	assert_lua_fails(
	    "table.remove(setmetatable({}, {__len = function() return 1 << 40 end}), 1)", 1,
	    "instructions");
	assert_lua_fails("table.concat(setmetatable({}, {__index = rawlen}), '', 1, 1 << 40)", 1,
			 "instructions");
	assert_lua_fails("local s = ('x'):rep(1000000) string.gsub(s, '.', s)", 1, "memory");
	assert_lua_fails("local s = ('x'):rep(15000000)\nstring.format(('%s'):rep(9), s, s, s, s, "
			 "s, s, s, s, s)",
			 2, "memory");
}

static void sort_is_safe_with_any_comparison(void **unused)
{
	(void)unused;
	assert_lua("local t = {}\n"
		   "for i = 1, 500 do t[i] = i * 7919 % 501 end\n"
		   "table.sort(t, function() return true end)\n"
		   "table.sort(t, function() return false end)\n"
		   "table.sort(t, function(a, b) return a <= b end)\n"
		   "table.sort(t, function(a, b) t[a] = nil return a < b end)\n"
		   "assert(not pcall(table.sort, {1, 'x', 2}))\n"
		   "assert(not pcall(table.sort, {1, 2}, 'x'))");
}

static void sort_is_stable(void **unused)
{
	(void)unused;
	assert_lua("local t = {}\n"
		   "for i = 1, 1000 do t[i] = {key = i * 7 % 10, at = i} end\n"
		   "table.sort(t, function(a, b) return a.key < b.key end)\n"
		   "for i = 2, #t do\n"
		   "  assert(t[i - 1].key < t[i].key or\n"
		   "    (t[i - 1].key == t[i].key and t[i - 1].at < t[i].at))\n"
		   "end\n"
		   "local words = {'b', 'a', 'c', 'a'}\n"
		   "table.sort(words)\n"
		   "assert(table.concat(words) == 'aabc')");
}

static void table_functions_do_what_they_do_in_lua(void **unused)
{
	(void)unused;
	assert_lua(
	    "local t = {1, 2, 3}\n"
	    "table.insert(t, 4) table.insert(t, 1, 0) table.insert(t, #t + 1, 5)\n"
	    "assert(table.concat(t, ',') == '0,1,2,3,4,5')\n"
	    "assert(table.remove(t) == 5 and table.remove(t, 1) == 0 and #t == 4)\n"
	    "assert(table.remove({}) == nil and table.remove(t, 5) == nil)\n"
	    "assert(not pcall(table.remove, t, 9) and not pcall(table.insert, t, 9, 1))\n"
	    "assert(not pcall(table.insert, t) and not pcall(table.insert, t, 1, 2, 3))\n"
	    "assert(table.concat(table.move(t, 1, 4, 2), ',') == '1,1,2,3,4')\n"
	    "assert(table.concat(table.move(t, 2, 5, 1), ',') == '1,2,3,4,4')\n"
	    "assert(table.concat(table.move(t, 1, 2, 1, {}), ',') == '1,2')\n"
	    "assert(table.concat({}, ',') == '' and table.concat({1, 2.5, 'x'}, '-', 2) == "
	    "'2.5-x')\n"
	    "assert(not pcall(table.concat, {{}}))\n"
	    "assert(table.concat({1, 2, 3}, '', math.maxinteger - 1, math.mininteger) == '')\n"
	    "assert(select('#', table.unpack({1, nil, 3}, 1, 3)) == 3)\n"
	    "assert(table.unpack({1, 2}, 2) == 2)");
}

/* ---- coroutines */

static void coroutines_nested_too_deep_are_an_error(void **unused)
{
	(void)unused;
	assert_lua_fails(
	    "local co = nil\n"
	    "for _ = 1, 20000 do\n"
	    "  local inner = co\n"
	    "  co = coroutine.wrap(function() if inner then inner() end coroutine.yield() end)\n"
	    "end\nco()",
	    4, "nested");
	assert_lua(
	    "local function nest(n)\n"
	    "  if n > 0 then return coroutine.wrap(function() return nest(n - 1) end)() end\n"
	    "  return 'deep'\n"
	    "end\n"
	    "assert(nest(40) == 'deep' and not pcall(nest, 60) and nest(40) == 'deep')");
}

static void coroutines_do_what_they_do_in_lua(void **unused)
{
	(void)unused;
	assert_lua(
	    "local co = coroutine.create(function(a, b)\n"
	    "  assert(select(2, coroutine.running()) == false and coroutine.isyieldable())\n"
	    "  local c = coroutine.yield(a + b)\n"
	    "  local ok, d = pcall(function() return coroutine.yield(c) + 1 end)\n"
	    "  assert(ok)\n"
	    "  return d, 'end'\n"
	    "end)\n"
	    "assert(coroutine.status(co) == 'suspended')\n"
	    "local ok, x = coroutine.resume(co, 1, 2) assert(ok and x == 3)\n"
	    "ok, x = coroutine.resume(co, 5) assert(ok and x == 5)\n"
	    "local y ok, x, y = coroutine.resume(co, 6) assert(ok and x == 7 and y == 'end')\n"
	    "assert(coroutine.status(co) == 'dead')\n"
	    "ok, x = coroutine.resume(co) assert(not ok and x == 'cannot resume dead coroutine')\n"
	    "assert(coroutine.close(co))\n"
	    "co = coroutine.create(error) ok, x = coroutine.resume(co, 'oops')\n"
	    "assert(not ok and x == 'oops')\n"
	    "local wrapped = coroutine.wrap(function() error({code = 5}) end)\n"
	    "ok, x = pcall(wrapped) assert(not ok and x.code == 5)\n"
	    "assert(not pcall(coroutine.close, coroutine.running()))\n"
	    "assert(not pcall(coroutine.yield))\n"
	    "assert(select('#', coroutine.wrap(function() return 1, nil, nil end)()) == 3)");
}

/* ---- errors and recursion */

static void deep_recursion_is_an_error(void **unused)
{
	struct lua_limits limits = lua_limits_default();

	(void)unused;
	assert_lua_fails_in(sandbox_open(&limits),
			    "local function f()\nreturn 1 + f() end\nreturn f()", 2,
			    "stack overflow");
	assert_lua_fails("local t = setmetatable({}, {})\n"
			 "getmetatable(t).__index = function(t, k) return t[k] end\n"
			 "setmetatable(t, getmetatable(t))\nreturn t.x",
			 2, "overflow");
	assert_lua("local function f() return pcall(f) end f()\n"
		   "local function g() return select(2, pcall(string.gsub, 'x', '.', g)) end g()\n"
		   "local function loop() assert(pcall(loop)) end\n"
		   "assert(not xpcall(loop, loop))");
}

static void deep_nesting_in_source_is_an_error(void **unused)
{
	struct buffer source = {0};

	(void)unused;
	buffer_string(&source, "return ");
	for (int i = 0; i < 100000; i++)
		buffer_byte(&source, '(');
	buffer_byte(&source, '\0');
	assert_lua_fails(source.at, 0, "C stack overflow");
	buffer_clear(&source);
	buffer_string(&source, "return ");
	for (int i = 0; i < 100000; i++)
		buffer_byte(&source, '{');
	buffer_byte(&source, '\0');
	assert_lua_fails(source.at, 0, "C stack overflow");
	buffer_free(&source);
}

static void error_objects_of_any_kind_are_told(void **unused)
{
	(void)unused;
	assert_lua_fails("\nerror('plain')", 2, "plain");
	assert_lua_fails("\nerror()", 2, "nil");
	assert_lua_fails("\nerror({code = 1})", 2, "table");
	assert_lua_fails(
	    "\nerror(setmetatable({}, {__tostring = function() while true do end end}))", 2,
	    "table");
	assert_lua_fails("\nerror(print)", 2, "nil");
	assert_lua_fails("\nerror(pairs)", 2, "function");
	assert_lua_fails("\nerror(true)", 2, "boolean");
	assert_lua_fails("\nerror(42)", 2, "42");
	assert_lua_fails("\nerror(0.5)", 2, "0.5");
	assert_lua_fails("\nerror(coroutine.create(pairs))", 2, "thread");
	assert_lua_fails("local t\n\nreturn t.x", 3, "attempt to index a nil value (local 't')");
}

static void error_is_placed_where_it_says(void **unused)
{
	(void)unused;
	assert_lua_fails("local function check()\nerror('wrong call', 2) end\n\ncheck()", 4,
			 "wrong call");
	assert_lua_fails("local co = coroutine.wrap(function()\nerror('inside') end)\nco()", 2,
			 "inside");
}

static void huge_error_message_is_cut(void **unused)
{
	struct state *state = open_small_state();
	struct diagnostics d = {0};

	(void)unused;
	assert_false(run_lua_in(state, "error(('é'):rep(100000))", &d));
	assert_true(d.list[0].message.size < 700);
	assert_true(text_ends_with(d.list[0].message, TEXT("é…")));
	diagnostics_free(&d);
	state_close(state);
}

static void traceback_names_the_callers(void **unused)
{
	(void)unused;
	assert_lua_fails("local function inner() error('x') end\n"
			 "local function outer() inner() return 1 end\nouter()",
			 1,
			 "in a test; traceback: lua-plugins/x.lua:1 (upvalue 'inner'), "
			 "lua-plugins/x.lua:2 (local 'outer'), lua-plugins/x.lua:3");
}

static void syntax_error_is_at_its_line(void **unused)
{
	(void)unused;
	assert_lua_fails("local x\nif then\nend", 2, "near 'then'");
}

static void long_paths_do_not_hide_the_line(void **unused)
{
	struct state *state = open_small_state();
	struct diagnostics d = {0};
	struct text path = TEXT("lua-plugins/a-very-long-name-of-a-plugin-that-has-no-place-in-"
				"messages-of-lua-itself/plugin.lua");

	(void)unused;
	sandbox_push_environment(state_lua(state));
	assert_false(state_load(state, TEXT("\n\nx x"), path, &d));
	assert_int_equal(d.list[0].place.line, 3);
	assert_true(text_equal(d.list[0].place.path, path));
	sandbox_push_environment(state_lua(state));
	assert_true(state_load(state, TEXT("\nerror('x')"), path, &d));
	assert_false(state_call(state, 0, 0, "a test", &d));
	assert_int_equal(d.list[1].place.line, 2);
	assert_true(text_is(d.list[1].message, "x"));
	diagnostics_free(&d);
	state_close(state);
}

static void source_of_any_size_is_not_read(void **unused)
{
	struct state *state = open_small_state();
	struct diagnostics d = {0};
	struct text source = {calloc(5000000, 1), 5000000};

	(void)unused;
	sandbox_push_environment(state_lua(state));
	assert_false(state_load(state, source, TEXT("x.lua"), &d));
	assert_report(&d, 0, 0, 0, "E-LUA", "bytes");
	free((char *)source.at);
	diagnostics_free(&d);
	state_close(state);
}

/* ---- one output on every build */

static void tostring_shows_no_address(void **unused)
{
	(void)unused;
	assert_lua_returns(
	    "return table.concat({tostring({}), tostring(pairs),\n"
	    "tostring(coroutine.create(pairs)), tostring(nil), tostring(true),\n"
	    "tostring(1), tostring(1.5), tostring('x'), tostring(0/0), tostring(-(0/0)),\n"
	    "tostring(html.escape('<')), tostring(setmetatable({}, {__name = 'N'})),\n"
	    "tostring(setmetatable({}, {__tostring = function() return 'T' end}))}, ' ')",
	    "table function thread nil true 1 1.5 x nan nan &lt; N T");
	assert_lua("assert(not pcall(tostring, setmetatable({}, {__tostring = function() return 1 "
		   "end})) or true)");
}

static void format_shows_no_address(void **unused)
{
	(void)unused;
	assert_lua_returns(
	    "return string.format('%s %5s %-5s| %d %s %% %q', {}, pairs, 'x', 3, nil, 'q')",
	    "table function x    | 3 nil % \"q\"");
	assert_lua(
	    "for _, format in ipairs{'%p', '%10p', '%-10p', '%s%p', '%%%p'} do\n"
	    "  local ok, message = pcall(string.format, format, {}, {})\n"
	    "  assert(not ok and message:find('%p', 1, true))\n"
	    "end\n"
	    "assert(not pcall(string.format, '%s') and not pcall(string.format, '%'))\n"
	    "assert(not pcall(string.format, '%d', 'x') and not pcall(string.format, '%y', 1))\n"
	    "assert(not pcall(string.format) and string.format('%5.1f|%x', 2.25, 255) == '  "
	    "2.2|ff')\n"
	    "assert(('%s=%s'):format('a', 1) == 'a=1')");
}

static void numbers_that_are_none_have_no_sign(void **unused)
{
	(void)unused;
	assert_lua_returns("return string.format('%f %g %5.1f %s', 0/0, -(0/0), 0/0, -(0/0))",
			   "nan nan   nan nan");
}

static void pairs_goes_by_numbers_then_texts_then_booleans(void **unused)
{
	(void)unused;
	assert_lua_returns(
	    "local keys = {}\n"
	    "for key in pairs{[true] = 1, [false] = 1, b = 1, a = 1, [''] = 1, ['é'] = 1, B = 1,\n"
	    "  [3] = 1, [-1] = 1, [2.5] = 1, [1e300] = 1, [-1e300] = 1, ['1'] = 1, ['a\\0'] = 1,\n"
	    "  [math.maxinteger] = 1, [math.mininteger] = 1, [2^53] = 1, [1/0] = 1, [-1/0] = 1} "
	    "do\n"
	    "  keys[#keys + 1] = tostring(key):gsub('%z', '0')\n"
	    "end\n"
	    "return table.concat(keys, ' ')",
	    "-inf -1e+300 -9223372036854775808 -1 2.5 3 9007199254740992 9223372036854775807 "
	    "1e+300 inf  1 B a a0 b é false true");
}

static void next_goes_the_way_of_pairs(void **unused)
{
	(void)unused;
	assert_lua("local t = {10, 20, z = 1, a = 2, [true] = 3, [1.5] = 4}\n"
		   "local by_pairs, by_next, key = {}, {}, nil\n"
		   "for k, v in pairs(t) do by_pairs[#by_pairs + 1] = tostring(k) .. v end\n"
		   "for k, v in next, t do by_next[#by_next + 1] = tostring(k) .. v end\n"
		   "assert(table.concat(by_pairs, ' ') == '110 1.54 220 a2 z1 true3')\n"
		   "assert(table.concat(by_next, ' ') == table.concat(by_pairs, ' '))\n"
		   "assert(next({}) == nil and next({x = 1}) == 'x' and next(t, true) == nil)\n"
		   "assert(next(t, 'b') == 'z')"); /* a key that is gone */
}

static void keys_without_order_are_an_error_that_explains(void **unused)
{
	(void)unused;
	assert_lua("for _, key in ipairs{{}, pairs, html.escape(''), coroutine.create(pairs)} do\n"
		   "  local t = {[key] = 1}\n"
		   "  assert(t[key] == 1)\n"
		   "  for _, walk in ipairs{pairs, next} do\n"
		   "    local ok, message = pcall(walk, t)\n"
		   "    assert(not ok and message:find('order'))\n"
		   "  end\n"
		   "end");
}

static void table_may_change_while_pairs_walks(void **unused)
{
	(void)unused;
	assert_lua_returns("local t, seen = {a = 1, b = 2, c = 3, d = 4}, {}\n"
			   "for k, v in pairs(t) do\n"
			   "  seen[#seen + 1] = k .. v\n"
			   "  t.b = nil t.c = 30 t['new' .. k] = 1\n"
			   "end\n"
			   "return table.concat(seen, ' ')",
			   "a1 c30 d4");
}

static void pairs_calls_the_metamethod_and_shows_libraries(void **unused)
{
	(void)unused;
	assert_lua(
	    "local t = setmetatable({}, {__pairs = function() return function(_, k)\n"
	    "  if not k then return 'only', 1 end end, nil, nil end})\n"
	    "for k, v in pairs(t) do assert(k == 'only' and v == 1) end\n"
	    "local names = {}\n"
	    "for name in pairs(utf8) do names[#names + 1] = name end\n"
	    "assert(table.concat(names, ' ') == 'char charpattern codepoint codes len offset')\n"
	    "assert(next(utf8) == 'char')\n"
	    "assert(not pcall(pairs) and not pcall(pairs, nil) and not pcall(next, 'x'))");
}

static void utf8_functions_take_any_bytes(void **unused)
{
	(void)unused;
	assert_lua("assert(utf8.len('h\\xffx') == nil and utf8.len('é') == 1)\n"
		   "assert(not pcall(utf8.codepoint, '\\xff'))\n"
		   "assert(not pcall(utf8.char, -1) and utf8.char(233) == 'é')\n"
		   "assert(not pcall(utf8.offset, 'é', 1, 2))\n"
		   "pcall(function() for _ in utf8.codes('\\x80\\xbf\\xf8') do end end)\n"
		   "assert(not pcall(utf8.codepoint, ('x'):rep(2000000), 1, -1))");
}

/* ---- the state */

static void budget_is_fresh_at_every_call(void **unused)
{
	struct state *state = open_small_state();
	struct diagnostics d = {0};

	(void)unused;
	for (int i = 0; i < 5; i++)
		assert_true(run_lua_in(state, "for i = 1, 4000000 do end", &d));
	assert_no_report(&d);
	diagnostics_free(&d);
	state_close(state);
}

static int call_again(lua_State *L)
{
	struct state *state = state_of(L);
	struct diagnostics *d = lua_touserdata(L, lua_upvalueindex(1));

	lua_settop(L, 1);
	bool good = state_call(state, 0, 0, "the inner call", d);
	lua_pushboolean(L, good);
	return 1;
}

static void nested_calls_share_one_budget(void **unused)
{
	struct state *state = open_small_state();
	struct diagnostics d = {0};
	lua_State *L = state_lua(state);

	(void)unused;
	sandbox_push_environment(state_lua(state));
	lua_pushlightuserdata(L, &d);
	lua_pushcclosure(L, call_again, 1);
	lua_setfield(L, -2, "again");
	assert_true(state_load(state,
			       TEXT("coroutine.wrap(function()\n"
				    "assert(not again(error))\n"
				    "again(function()\nwhile true do end end)\nend)()\nreturn 1"),
			       TEXT("x.lua"), &d));
	assert_false(state_call(state, 0, 0, "the outer call", &d));
	assert_int_equal(d.count, 3);
	assert_report(&d, 0, 2, 0, "E-LUA", "in the inner call");
	assert_report(&d, 1, 4, 0, "E-LUA", "in the inner call");
	assert_report(&d, 2, 4, 0, "E-LUA", "in the outer call");
	assert_int_equal(lua_gettop(L), 0);
	assert_ptr_equal(state_lua(state), L);
	diagnostics_free(&d);
	state_close(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(libraries_of_the_machine_do_not_exist),
	    cmocka_unit_test(functions_that_differ_between_builds_do_not_exist),
	    cmocka_unit_test(every_environment_is_its_own),
	    cmocka_unit_test(library_tables_cannot_be_changed),
	    cmocka_unit_test(metatable_of_strings_cannot_be_reached),
	    cmocka_unit_test(metatables_of_environments_and_objects_cannot_be_reached),
	    cmocka_unit_test(bytecode_is_refused),
	    cmocka_unit_test(metatables_that_run_behind_the_back_are_refused),
	    cmocka_unit_test(refused_events_that_are_added_later_do_nothing),
	    cmocka_unit_test(metatables_do_what_they_do_in_lua),
	    cmocka_unit_test(endless_loop_is_an_error_at_its_line),
	    cmocka_unit_test(pcall_cannot_swallow_a_limit),
	    cmocka_unit_test(xpcall_and_its_handler_cannot_swallow_a_limit),
	    cmocka_unit_test(coroutines_cannot_swallow_a_limit),
	    cmocka_unit_test(work_cut_into_coroutines_is_counted),
	    cmocka_unit_test(callbacks_and_metamethods_cannot_swallow_a_limit),
	    cmocka_unit_test(memory_limit_is_an_error_at_its_line),
	    cmocka_unit_test(memory_limit_cannot_be_swallowed),
	    cmocka_unit_test(garbage_does_not_count),
	    cmocka_unit_test(library_functions_cannot_run_away),
	    cmocka_unit_test(sort_is_safe_with_any_comparison),
	    cmocka_unit_test(sort_is_stable),
	    cmocka_unit_test(table_functions_do_what_they_do_in_lua),
	    cmocka_unit_test(coroutines_nested_too_deep_are_an_error),
	    cmocka_unit_test(coroutines_do_what_they_do_in_lua),
	    cmocka_unit_test(deep_recursion_is_an_error),
	    cmocka_unit_test(deep_nesting_in_source_is_an_error),
	    cmocka_unit_test(error_objects_of_any_kind_are_told),
	    cmocka_unit_test(error_is_placed_where_it_says),
	    cmocka_unit_test(huge_error_message_is_cut),
	    cmocka_unit_test(traceback_names_the_callers),
	    cmocka_unit_test(syntax_error_is_at_its_line),
	    cmocka_unit_test(long_paths_do_not_hide_the_line),
	    cmocka_unit_test(source_of_any_size_is_not_read),
	    cmocka_unit_test(tostring_shows_no_address),
	    cmocka_unit_test(format_shows_no_address),
	    cmocka_unit_test(numbers_that_are_none_have_no_sign),
	    cmocka_unit_test(pairs_goes_by_numbers_then_texts_then_booleans),
	    cmocka_unit_test(next_goes_the_way_of_pairs),
	    cmocka_unit_test(keys_without_order_are_an_error_that_explains),
	    cmocka_unit_test(table_may_change_while_pairs_walks),
	    cmocka_unit_test(pairs_calls_the_metamethod_and_shows_libraries),
	    cmocka_unit_test(utf8_functions_take_any_bytes),
	    cmocka_unit_test(budget_is_fresh_at_every_call),
	    cmocka_unit_test(nested_calls_share_one_budget),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
