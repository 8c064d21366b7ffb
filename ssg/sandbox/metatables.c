#include "sandbox/metatables.h"

#include <lauxlib.h>
#include <stdbool.h>

static const char *const events[] = {
    "__add",       "__band", "__bnot", "__bor",      "__bxor",     "__call",  "__concat",
    "__div",       "__eq",   "__idiv", "__index",    "__le",       "__len",   "__lt",
    "__metatable", "__mod",  "__mul",  "__name",     "__newindex", "__pairs", "__pow",
    "__shl",       "__shr",  "__sub",  "__tostring", "__unm",
};

static const char *const refused[] = {"__close", "__gc", "__mode"};

/* Keys by their address. HIDDEN: registry, table of given -> hidden metatable; GIVEN: in a
 * hidden metatable, the given one. */
static const char hidden_key, given_key;

void metatables_open(lua_State *L)
{
	lua_newtable(L);
	lua_createtable(L, 0, 1);
	lua_pushliteral(L, "k");
	lua_setfield(L, -2, "__mode");
	lua_setmetatable(L, -2);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &hidden_key);
}

static void check_refused(lua_State *L, int given)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		lua_pushstring(L, refused[i]);
		if (lua_rawget(L, given) != LUA_TNIL)
			luaL_error(L, "a metatable with %s is not allowed here", refused[i]);
		lua_pop(L, 1);
	}
}

/* Pushes the hidden metatable of the table at GIVEN, up to date. */
static void push_hidden(lua_State *L, int given)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &hidden_key);
	lua_pushvalue(L, given);
	if (lua_rawget(L, -2) == LUA_TNIL) {
		lua_pop(L, 1);
		lua_newtable(L);
		lua_pushvalue(L, given);
		lua_rawsetp(L, -2, &given_key);
		lua_pushvalue(L, given);
		lua_pushvalue(L, -2);
		lua_rawset(L, -4);
	}
	lua_remove(L, -2);
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		lua_pushstring(L, events[i]);
		lua_pushvalue(L, -1);
		lua_rawget(L, given);
		lua_rawset(L, -3);
	}
}

int safe_setmetatable(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
	lua_settop(L, 2);
	if (lua_getmetatable(L, 1)) {
		lua_pushliteral(L, "__metatable");
		bool closed = lua_rawget(L, -2) != LUA_TNIL;
		if (closed || lua_rawgetp(L, -2, &given_key) == LUA_TNIL)
			return luaL_error(L, "cannot change a protected metatable");
		lua_settop(L, 2);
	}
	if (lua_isnil(L, 2)) {
		lua_setmetatable(L, 1);
		return 1;
	}
	check_refused(L, 2);
	push_hidden(L, 2);
	lua_setmetatable(L, 1);
	lua_settop(L, 1);
	return 1;
}

int safe_getmetatable(lua_State *L)
{
	luaL_checkany(L, 1);
	if (!lua_getmetatable(L, 1)) {
		lua_pushnil(L);
		return 1;
	}
	if (lua_rawgetp(L, -1, &given_key) == LUA_TNIL)
		return 1; /* one of ours: closed */
	lua_pushliteral(L, "__metatable");
	if (lua_rawget(L, -3) == LUA_TNIL)
		lua_pop(L, 1);
	return 1;
}
