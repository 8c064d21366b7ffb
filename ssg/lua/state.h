/* state.h - a Lua state inside its limits: memory, instructions, and the libraries of sandbox.h.
 *
 *   struct lua_limits limits = lua_limits_default();
 *   state = state_open(&limits);
 *   state_load(state, name, path, source, mode) ... state_call(...)
 *   state_close(state);
 *
 * A limit that is passed raises an error that Lua code cannot swallow: pcall, xpcall and
 * coroutines pass it on ("doomed"). */
#ifndef SSG_LUA_STATE_H
#define SSG_LUA_STATE_H

#include "base/diagnostics.h"

#include <lua.h>

struct lua_limits {
	size_t memory_soft;    /* bytes: an error is raised */
	size_t memory_hard;    /* bytes: allocation fails */
	uint64_t instructions; /* a call of state_call */
};

struct lua_limits lua_limits_default(void);

struct state; /* the allocator's accounts and the lua_State */

struct state *state_open(const struct lua_limits *limits);
void state_close(struct state *state);
lua_State *state_lua(struct state *state);

/* A new environment table of its own on the Lua stack: the frozen libraries behind it. */
void state_push_environment(struct state *state);
/* Compiles SOURCE as text (never bytecode) named "@PATH" with the environment at stack top
 * (popped); leaves the function. False: the error was reported at its line. */
bool state_load(struct state *state, struct text source, struct text path,
                struct diagnostics *d);
/* lua_pcall with fresh instruction budget and traceback. False: the error was reported
 * (E-LUA): message at the innermost line of a plugin or template, then WHERE ("page fr/x.html, hook
 * page") and the traceback as hint. Stack: function and arguments are popped in both cases. */
bool state_call(struct state *state, int arguments, int results, const char *where,
                struct diagnostics *d);

#endif
