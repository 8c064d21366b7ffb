/* Whether Lua writes to tables that it was given, of snippets. */
#include "template/lua_writes.h"

#include "reports.h"

static void assert_all(const char *const *chunks, bool writes)
{
	for (; *chunks; chunks++)
		if (lua_writes(text_of(*chunks)) != writes)
			fail_msg("%s: %s", writes ? "found clean" : "found to write", *chunks);
}

static void what_only_reads_is_clean(void **state)
{
	const char *const chunks[] = {
	    "",
	    "x = page.extra.n",
	    "local a, b = page.title, x.y if a == b.c then f(a) end",
	    "local t = {a = 1, ['b'] = 2, [c] = d; e.f} f{x = 1} f({y = {z = 2}})",
	    "if a.b == 1 or a[1] ~= 2 or a.b <= 3 or a.b >= 4 then end",
	    "local s = 'a.b = 1' .. [[c.d = 2]] .. \"e[1] = 3\" -- f.g = 4",
	    "ssg_raw(\"a.b = 1\\\n\\\"x.y = 2\")",
	    "for i, v in ipairs(page.list) do f(v.x) end for i = 1, #a.b do end",
	    "local function entries(items) for _, e in ipairs(items) do entries(e.children) end "
	    "end",
	    "x = table.concat(page.list, ', ') y = table.unpack(z) w = table.pack(1)",
	    "f(a.table, {table = 1}, b:table())",
	    "x = a.._ENVIRONMENT",
	    NULL,
	};

	(void)state;
	assert_all(chunks, false);
}

static void own_tables_may_be_written_to(void **state)
{
	const char *const chunks[] = {
	    "local own = {} own[1] = 2 own.x = 3 own['y'], z = 4, 5",
	    "local a, b = {}, {1, {2}} a.x, b.y = 1, 2",
	    "local a, b = {}, f() a.x = 1",
	    "for i, v in ipairs(x) do local own = {v}; own[#own + 1] = i end",
	    "local own = {} table.insert(own, x) table.sort(own) table.remove(own, 1)",
	    "local own = {} f{own = 1} local function g() own.x = 1 end",
	    "local own = {} do local own = {2} own.x = 1 end",
	    "local own = {x = page.extra} own.x = nil",
	    "local own = {} x = 'a' .. table.concat(own)",
	    "x = table.move(page.list, 1, 8, 1, {})",
	    NULL,
	};

	(void)state;
	assert_all(chunks, false);
}

static void given_tables_may_not(void **state)
{
	const char *const chunks[] = {
	    "page.extra.n = 1",
	    "page['extra'].n = 1",
	    "args.x = 1",
	    "x, page.extra.n = 1, 2",
	    "page.extra.n, x = 1, 2",
	    "local own = {} own.x, page.y = 1, 2",
	    "local list = page.extra.list list[1] = 2",
	    "local own = {} own = page.extra own.x = 1",
	    "local own = {} own, x = page.extra, 1 own.x = 1",
	    "local own own.x = 1",
	    "local own = {} or page own.x = 1",
	    "local own = {} and page own.x = 1",
	    "local a, own = f(), {} own.x = 1",
	    "local own = {} local function f(own) own.x = 1 end",
	    "local own = {} for own in each() do own.x = 1 end",
	    "local own = {} for i, own in ipairs(x) do own.x = 1 end",
	    "local own = {} for own = 1, 2 do own.x = 1 end",
	    "local own = {} local own = page own.x = 1",
	    "local own = {} local function own() end own.x = 1",
	    "local own = {} own.list.x = 1",
	    "local own = {} own[1][2] = 3",
	    "local own = {} page.own[1] = 2",
	    "local own = {} f(own).x = 1",
	    "local own = {} (own).x = 1",
	    "local t = {f = function() page.extra.n = 1 end}",
	    "local t = {f = function() local own = {} own, x = page, 1 own.y = 2 end}",
	    "function page.f() end",
	    "function page:f() end",
	    NULL,
	};

	(void)state;
	assert_all(chunks, true);
}

static void functions_that_write_want_an_own_table(void **state)
{
	const char *const chunks[] = {
	    "table.insert(page.extra.list, 1)",
	    "local list = page.list table.sort(list)",
	    "local own = {} table.insert(own[1], 2)",
	    "local own = {} table.insert(own.list, 2)",
	    "local own = {} table.remove(own.x)",
	    "local own = {} table.move(own, 1, 2, 3, page)",
	    "local own = {} table.insert(page.list, own)",
	    "table.move(own, 1, 2, 3, f{})",
	    "table.move(own, 1, 2, 3)",
	    "table.move{}",
	    "local own = {} f(table.insert, own)",
	    "local insert = table.insert",
	    "local t = table",
	    "f(table)",
	    "table['insert'](x, 1)",
	    "local own = {} x = 'a'..table.remove(page.list)",
	    "local own = {} table.sort(own:list())",
	    "local own = {} table.sort{own}",
	    NULL,
	};

	(void)state;
	assert_all(chunks, true);
}

static void what_cannot_be_told_counts_as_writing(void **state)
{
	const char *const chunks[] = {
	    "table.move(", "table.move()", "table.move(})", "_ENV.x = 1", "local _ENV = page",
	    "f(_ENV)",     "x = 'no end",  "--[[ no end",   "] = 1",      "a] = 1",
	    "= 1",         ", = 1",        ".x = 1",        NULL,
	};

	(void)state;
	assert_all(chunks, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_only_reads_is_clean),
	    cmocka_unit_test(own_tables_may_be_written_to),
	    cmocka_unit_test(given_tables_may_not),
	    cmocka_unit_test(functions_that_write_want_an_own_table),
	    cmocka_unit_test(what_cannot_be_told_counts_as_writing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
