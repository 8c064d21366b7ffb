/* safe_string.h - string.rep within the memory limit, and string.format without addresses. */
#ifndef SSG_SANDBOX_SAFE_STRING_H
#define SSG_SANDBOX_SAFE_STRING_H

#include <lua.h>

int safe_rep(lua_State *L);
int safe_format(lua_State *L);
/* Once a state: keeps Lua's own format, from the string library at INDEX, for safe_format. */
void safe_format_keep(lua_State *L, int index);

#endif
