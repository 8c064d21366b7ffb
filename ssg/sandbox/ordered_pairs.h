/* ordered_pairs.h - next and pairs in a fixed order: numbers ascending, texts by bytes, then
 * false, true.
 *
 * Lua's order follows addresses and the clock. Keys of other kinds (tables, functions,
 * objects) have no order that is the same on every build: an error says so. */
#ifndef SSG_SANDBOX_ORDERED_PAIRS_H
#define SSG_SANDBOX_ORDERED_PAIRS_H

#include <lua.h>

/* Pushes the list of the keys of the table at INDEX, in order; gives their number. For whoever
 * walks a table of the site from C. */
lua_Integer ordered_keys(lua_State *L, int index);

int ordered_pairs(lua_State *L); /* sorts once per loop: n log n */
int ordered_next(lua_State *L);  /* looks at every key at each call */

#endif
