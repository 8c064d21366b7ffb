#include "sandbox/userdata.h"

#include <lauxlib.h>
#include <stdbool.h>

void *userdata_push(lua_State *L, size_t size, const void *kind, int user_values)
{
	const void **block = lua_newuserdatauv(L, size, user_values);

	*block = kind;
	lua_rawgetp(L, LUA_REGISTRYINDEX, kind);
	lua_setmetatable(L, -2);
	return block;
}

void *userdata_any(lua_State *L, int index)
{
	bool large = lua_type(L, index) == LUA_TUSERDATA && lua_rawlen(L, index) >= sizeof(void *);

	return large ? lua_touserdata(L, index) : NULL;
}

void *userdata_test(lua_State *L, int index, const void *kind)
{
	const void **block = userdata_any(L, index);

	return block && *block == kind ? block : NULL;
}

void *userdata_check(lua_State *L, int index, const void *kind, const char *name)
{
	void *block = userdata_test(L, index, kind);

	if (!block)
		luaL_typeerror(L, index, name);
	return block;
}
