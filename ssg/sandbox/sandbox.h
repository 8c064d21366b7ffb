/* sandbox.h - opens a Lua state for plugins and templates; the list of what they may call is at
 * the top of sandbox.c.
 *
 * Lua's libraries are opened once, what is not on the list is dropped, and library tables are
 * frozen (frozen_table.h). */
#ifndef SSG_SANDBOX_SANDBOX_H
#define SSG_SANDBOX_SANDBOX_H

#include "sandbox/state.h"

/* A new state that knows what is on the list, and nothing else. */
struct state *sandbox_open(const struct lua_limits *limits);

/* Pushes a new, writable table of globals, through which the libraries can be read. */
void sandbox_push_environment(lua_State *L);
/* The global NAME of every environment, or nil. */
void sandbox_push_global(lua_State *L, const char *name);
/* Takes the value on top as a global of every environment: for libraries of other modules. */
void sandbox_set_global(lua_State *L, const char *name);

#endif
