#include "sandbox/safe_base.h"

#include "sandbox/frozen_table.h"
#include "sandbox/state.h"

#include <lauxlib.h>

/* Results of pcall and xpcall: below them on the stack are IGNORED values. */
static int finish(lua_State *L, int status, lua_KContext ignored)
{
	if (status == LUA_OK || status == LUA_YIELD)
		return lua_gettop(L) - (int)ignored;
	state_pass_on(L, status);
	lua_pushboolean(L, false);
	lua_insert(L, -2);
	return 2;
}

int safe_pcall(lua_State *L)
{
	luaL_checkany(L, 1);
	lua_pushboolean(L, true);
	lua_insert(L, 1);
	return finish(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish), 0);
}

enum { HANDLER_WORK = 100 }; /* a handler that fails is called for its own error, 200 deep */

/* In front of a handler of the site: when a limit was passed it is not asked. */
static int guarded_handler(lua_State *L)
{
	if (state_is_doomed(L))
		return 1;
	state_charge(L, HANDLER_WORK);
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, lua_gettop(L) - 1, 1);
	return 1;
}

int safe_xpcall(lua_State *L)
{
	int arguments = lua_gettop(L) - 2;

	luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_pushvalue(L, 2);
	lua_pushcclosure(L, guarded_handler, 1);
	lua_replace(L, 2); /* function, handler, arguments */
	lua_pushboolean(L, true);
	lua_pushvalue(L, 1);
	lua_rotate(L, 3, 2); /* function, handler, true, function, arguments */
	return finish(L, lua_pcallk(L, arguments, LUA_MULTRET, 2, 2, finish), 2);
}

int safe_rawset(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	luaL_checkany(L, 2);
	luaL_checkany(L, 3);
	lua_settop(L, 3);
	if (frozen_table_push_thawed(L, 1))
		return luaL_error(L, "this table cannot be changed");
	lua_rawset(L, 1);
	return 1;
}

void safe_push_text(lua_State *L, int index)
{
	index = lua_absindex(L, index);
	if (luaL_callmeta(L, index, "__tostring")) {
		if (!lua_isstring(L, -1))
			luaL_error(L, "'__tostring' must return a string");
		return;
	}
	switch (lua_type(L, index)) {
	case LUA_TNUMBER:
		/* The sign of "not a number" differs between processors. */
		if (lua_tonumber(L, index) != lua_tonumber(L, index)) {
			lua_pushliteral(L, "nan");
			return;
		}
		__attribute__((fallthrough));
	case LUA_TNIL:
	case LUA_TBOOLEAN:
	case LUA_TSTRING:
		luaL_tolstring(L, index, NULL);
		return;
	default:
		if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING)
			return;
		lua_pushstring(L, luaL_typename(L, index));
	}
}

int safe_tostring(lua_State *L)
{
	luaL_checkany(L, 1);
	safe_push_text(L, 1);
	return 1;
}
