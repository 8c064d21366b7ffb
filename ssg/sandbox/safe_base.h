/* safe_base.h - the basic functions of Lua, which pass on errors of limits and show no
 * addresses. */
#ifndef SSG_SANDBOX_SAFE_BASE_H
#define SSG_SANDBOX_SAFE_BASE_H

#include <lua.h>

int safe_pcall(lua_State *L);
int safe_xpcall(lua_State *L);
int safe_rawset(lua_State *L);
int safe_tostring(lua_State *L);

/* Pushes the value at INDEX as text: of tables, functions and threads only their type, of
 * objects their type's name. Calls __tostring. */
void safe_push_text(lua_State *L, int index);

#endif
