#include "lua/userdata.h"

#include <lauxlib.h>

void *userdata_push(lua_State *L, size_t size, const void *kind, int user_values)
{
	const void **block = lua_newuserdatauv(L, size, user_values);

	*block = kind;
	lua_rawgetp(L, LUA_REGISTRYINDEX, kind);
	lua_setmetatable(L, -2);
	return block;
}

const void *userdata_kind(lua_State *L, int index)
{
	if (lua_type(L, index) != LUA_TUSERDATA || lua_rawlen(L, index) < sizeof(void *))
		return NULL;
	const void *const *block = lua_touserdata(L, index);
	return *block;
}

void *userdata_test(lua_State *L, int index, const void *kind)
{
	return userdata_kind(L, index) == kind ? lua_touserdata(L, index) : NULL;
}

void *userdata_check(lua_State *L, int index, const void *kind, const char *name)
{
	void *block = userdata_test(L, index, kind);

	if (!block)
		luaL_typeerror(L, index, name);
	return block;
}
