/* sandbox.h - what site code may call: the one list of it is at the top of sandbox.c.
 *
 * Lua's libraries are opened once, what is not on the list is dropped, and library tables are
 * shown through *frozen* stand-ins: they can be read, and iterated by pairs, but not written,
 * not even by rawset. */
#ifndef SSG_SANDBOX_SANDBOX_H
#define SSG_SANDBOX_SANDBOX_H

#include <lua.h>
#include <stdbool.h>

/* Once a state. Lua's own globals are gone afterwards. */
void sandbox_open(lua_State *L);

/* A new, writable table of globals, with the libraries behind it. */
void sandbox_push_environment(lua_State *L);
/* The global NAME of every environment, or nil. */
void sandbox_push_global(lua_State *L, const char *name);
/* Takes the value on top as a global of every environment: for libraries of other modules. */
void sandbox_set_global(lua_State *L, const char *name);

/* Replaces the table on top by its frozen stand-in. */
void sandbox_freeze(lua_State *L);
/* Pushes the table behind the frozen stand-in at INDEX. False (nothing pushed): it is none. */
bool sandbox_push_thawed(lua_State *L, int index);

#endif
