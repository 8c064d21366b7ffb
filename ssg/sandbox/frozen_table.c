#include "sandbox/frozen_table.h"

#include <lauxlib.h>

/* The key, by its address, of the real table in the metatable of a stand-in. */
static const char thawed_key;

static int refuse_write(lua_State *L)
{
	return luaL_error(L, "this table cannot be changed");
}

void frozen_table_make(lua_State *L)
{
	lua_newtable(L);
	lua_createtable(L, 0, 3);
	lua_pushvalue(L, -3);
	lua_setfield(L, -2, "__index");
	lua_pushvalue(L, -3);
	lua_rawsetp(L, -2, &thawed_key);
	lua_pushcfunction(L, refuse_write);
	lua_setfield(L, -2, "__newindex");
	lua_setmetatable(L, -2);
	lua_remove(L, -2);
}

bool frozen_table_push_thawed(lua_State *L, int index)
{
	if (!lua_getmetatable(L, index))
		return false;
	if (lua_rawgetp(L, -1, &thawed_key) == LUA_TNIL) {
		lua_pop(L, 2);
		return false;
	}
	lua_remove(L, -2);
	return true;
}
