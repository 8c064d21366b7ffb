/* userdata.h - tells kinds of userdata apart: each begins with a pointer to its type.
 *
 *   struct html { const void *kind; … };
 *   struct html *html = userdata_push(L, sizeof *html, &html_kind, 0);
 *   html = userdata_test(L, index, &html_kind);
 *
 * An address is compared, where luaL_testudata asks the registry by name: pages do this often. */
#ifndef SSG_SANDBOX_USERDATA_H
#define SSG_SANDBOX_USERDATA_H

#include <lua.h>

#include <stddef.h>

/* Pushes SIZE bytes that begin with KIND, with the metatable that the registry has under KIND
 * (nil: none), and USER_VALUES of Lua. */
void *userdata_push(lua_State *L, size_t size, const void *kind, int user_values);
/* Userdata of any kind of ours at INDEX; NULL if there is something else. */
void *userdata_any(lua_State *L, int index);
/* NULL when something else is at INDEX. */
void *userdata_test(lua_State *L, int index, const void *kind);
/* Raises an argument error that wants NAME when something else is at INDEX. */
void *userdata_check(lua_State *L, int index, const void *kind, const char *name);

#endif
