#include "sandbox/sandbox.h"

#include "base/text.h"
#include "sandbox/frozen_table.h"
#include "sandbox/metatables.h"
#include "sandbox/ordered_pairs.h"
#include "sandbox/safe_base.h"
#include "sandbox/safe_coroutine.h"
#include "sandbox/safe_string.h"
#include "sandbox/safe_table.h"

#include <lauxlib.h>
#include <lualib.h>

/* Everything that site code can name, except `html`, `json` (api/plugins.c) and what templates have
 * (template/runtime.c). A function that is not here is not there:
 *
 * collectgarbage          when memory is collected depends on the machine
 * dofile, load, loadfile, reads files; bytecode is not checked and can break out of Lua;
 *   require, package        a text that was loaded would have no place in messages
 * print, warn             stdout and stderr are the build's: plugins report with a place
 * io, os, debug           the machine, the clock, and the inside of everything
 * math.random, randomseed a page is the same on every build
 * math.sin, cos, tan, asin,  the last digits depend on the processor: the C library has
 *   acos, atan, exp, log       several versions, none of them correctly rounded
 * string.dump             bytecode
 * string.pack, packsize,  sizes and byte order of the machine
 *   unpack
 *
 * OURS is NULL where Lua's own function is safe: it ends soon, in time linear in what it is given,
 * and its result depends on its arguments only. Pattern matching (find, match, gmatch, gsub) does
 * not end soon for every pattern; the deadline of the worker process ends it (workers/pulse.h). */
static const struct {
	const char *library; /* "": a global */
	const char *name;
	lua_CFunction ours;
} allowed[] = {
    {"", "assert", NULL},
    {"", "error", NULL},
    {"", "getmetatable", safe_getmetatable}, /* the inside of strings and objects is closed */
    {"", "ipairs", NULL},
    {"", "next", ordered_next},   /* Lua's order comes from addresses and the clock */
    {"", "pairs", ordered_pairs}, /* the same */
    {"", "pcall", safe_pcall},    /* passes errors of limits on */
    {"", "rawequal", NULL},
    {"", "rawget", NULL},
    {"", "rawlen", NULL},
    {"", "rawset", safe_rawset}, /* not into frozen tables */
    {"", "select", NULL},
    {"", "setmetatable", safe_setmetatable}, /* no __gc, __mode, __close */
    {"", "tonumber", NULL},
    {"", "tostring", safe_tostring}, /* no addresses */
    {"", "type", NULL},
    {"", "xpcall", safe_xpcall}, /* passes errors of limits on, past the handler too */

    /* Bounded nesting, work that is counted, errors of limits passed on. */
    {"coroutine", "close", safe_coroutine_close},
    {"coroutine", "create", safe_coroutine_create},
    {"coroutine", "isyieldable", safe_coroutine_isyieldable},
    {"coroutine", "resume", safe_coroutine_resume},
    {"coroutine", "running", safe_coroutine_running},
    {"coroutine", "status", safe_coroutine_status},
    {"coroutine", "wrap", safe_coroutine_wrap},
    {"coroutine", "yield", safe_coroutine_yield},

    {"math", "abs", NULL},
    {"math", "ceil", NULL},
    {"math", "deg", NULL},
    {"math", "floor", NULL},
    {"math", "fmod", NULL},
    {"math", "huge", NULL},
    {"math", "max", NULL},
    {"math", "maxinteger", NULL},
    {"math", "min", NULL},
    {"math", "mininteger", NULL},
    {"math", "modf", NULL},
    {"math", "pi", NULL},
    {"math", "rad", NULL},
    {"math", "sqrt", NULL},
    {"math", "tointeger", NULL},
    {"math", "type", NULL},
    {"math", "ult", NULL},

    {"string", "byte", NULL},
    {"string", "char", NULL},
    {"string", "find", NULL},
    {"string", "format", safe_format}, /* no addresses: %p is refused, %s is our tostring */
    {"string", "gmatch", NULL},
    {"string", "gsub", NULL},
    {"string", "len", NULL},
    {"string", "lower", NULL},
    {"string", "match", NULL},
    {"string", "rep", safe_rep}, /* bounded by the memory limit before it begins */
    {"string", "reverse", NULL},
    {"string", "sub", NULL},
    {"string", "upper", NULL},

    /* Lua's own run as long as a number in their arguments says, or __len and __index. */
    {"table", "concat", safe_concat},
    {"table", "insert", safe_insert},
    {"table", "move", safe_move},
    {"table", "pack", NULL},
    {"table", "remove", safe_remove},
    {"table", "sort", safe_sort}, /* Lua's pivots come from the clock; ours is stable too */
    {"table", "unpack", safe_unpack},

    {"utf8", "char", NULL},
    {"utf8", "charpattern", NULL},
    {"utf8", "codepoint", NULL},
    {"utf8", "codes", NULL},
    {"utf8", "len", NULL},
    {"utf8", "offset", NULL},
};

static const struct {
	const char *name;
	lua_CFunction open;
} libraries[] = {
    {"coroutine", luaopen_coroutine}, {"math", luaopen_math}, {"string", luaopen_string},
    {"table", luaopen_table},         {"utf8", luaopen_utf8},
};

/* Keys by their address, in the registry: the table of globals, the metatable of environments. */
static const char globals_key, environment_key;

/* Copies what is allowed of LIBRARY from Lua's table at FROM into the table on top. */
static void fill(lua_State *L, const char *library, int from)
{
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
		if (!text_is(text_of(allowed[i].library), library))
			continue;
		if (allowed[i].ours)
			lua_pushcfunction(L, allowed[i].ours);
		else
			lua_getfield(L, from, allowed[i].name);
		lua_setfield(L, -2, allowed[i].name);
	}
}

/* ("x"):rep() must be the same function as string.rep. Lua's arithmetic on texts stays. */
static void freeze_strings(lua_State *L, int string_table)
{
	lua_pushliteral(L, "");
	lua_getmetatable(L, -1);
	lua_pushvalue(L, string_table);
	lua_setfield(L, -2, "__index");
	lua_pop(L, 2);
}

struct state *sandbox_open(const struct lua_limits *limits)
{
	struct state *state = state_open(limits);
	lua_State *L = state_lua(state);

	lua_newtable(L);
	int globals = lua_gettop(L);

	luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
	lua_pushvalue(L, globals);
	fill(L, "", lua_absindex(L, -2));
	lua_pop(L, 2);
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
		luaL_requiref(L, libraries[i].name, libraries[i].open, 0);
		lua_newtable(L);
		fill(L, libraries[i].name, lua_absindex(L, -2));
		if (libraries[i].open == luaopen_string) {
			safe_format_keep(L, lua_absindex(L, -2));
			freeze_strings(L, lua_absindex(L, -1));
		}
		frozen_table_make(L);
		lua_setfield(L, globals, libraries[i].name);
		lua_pop(L, 1);
	}
	lua_rawsetp(L, LUA_REGISTRYINDEX, &globals_key);

	lua_createtable(L, 0, 1);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &globals_key);
	lua_setfield(L, -2, "__index");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &environment_key);

	/* Nothing refers to what was not taken. */
	lua_newtable(L);
	lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
	lua_newtable(L);
	lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
	metatables_open(L);
	return state;
}

void sandbox_push_environment(lua_State *L)
{
	lua_newtable(L);
	lua_pushvalue(L, -1);
	lua_setfield(L, -2, "_G");
	lua_rawgetp(L, LUA_REGISTRYINDEX, &environment_key);
	lua_setmetatable(L, -2);
}

void sandbox_push_global(lua_State *L, const char *name)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &globals_key);
	lua_getfield(L, -1, name);
	lua_remove(L, -2);
}

void sandbox_set_global(lua_State *L, const char *name)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &globals_key);
	lua_insert(L, -2);
	lua_setfield(L, -2, name);
	lua_pop(L, 1);
}
