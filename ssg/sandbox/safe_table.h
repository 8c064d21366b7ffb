/* safe_table.h - Lua's table functions, with each step in C charged to the budget, and a sort
 * that is stable, the same on every run, and safe with any comparison function. */
#ifndef SSG_SANDBOX_SAFE_TABLE_H
#define SSG_SANDBOX_SAFE_TABLE_H

#include <lua.h>

int safe_concat(lua_State *L);
int safe_insert(lua_State *L);
int safe_move(lua_State *L);
int safe_remove(lua_State *L);
int safe_sort(lua_State *L);
int safe_unpack(lua_State *L);

#endif
