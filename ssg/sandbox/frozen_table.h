/* frozen_table.h - tables that site code cannot change.
 *
 * It sees a *frozen* stand-in of such a table, which can be read, and iterated by pairs, but not
 * written, not even by rawset. */
#ifndef SSG_SANDBOX_FROZEN_TABLE_H
#define SSG_SANDBOX_FROZEN_TABLE_H

#include <lua.h>
#include <stdbool.h>

/* Replaces the table on top by its frozen stand-in. */
void frozen_table_make(lua_State *L);
/* Pushes the real table of the frozen stand-in at INDEX. False, and pushes nothing, if it is
 * none. */
bool frozen_table_push_thawed(lua_State *L, int index);

#endif
