/* metatables.h - setmetatable and getmetatable without __gc, __mode and __close.
 *
 * Code between a build's steps could otherwise be run by the collector (__gc), learn when it runs
 * (__mode), or run while an error passes (__close). Refusing them in setmetatable would not do: a
 * key can be added to a metatable later. So a table never gets the metatable that it was given, but
 * a hidden one with copies of the allowed events, made again at each setmetatable with the same
 * table. What plugins see of it: an event that is added later counts from the next setmetatable on.
 */
#ifndef SSG_SANDBOX_METATABLES_H
#define SSG_SANDBOX_METATABLES_H

#include <lua.h>

void metatables_open(lua_State *L); /* once per state */

int safe_setmetatable(lua_State *L); /* (table, metatable or nil) -> table */
int safe_getmetatable(lua_State *L); /* (value) -> metatable; nil for texts and objects of ours */

#endif
