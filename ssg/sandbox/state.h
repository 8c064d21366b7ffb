/* state.h - a Lua state with limits of memory, instructions and time (sandbox.h opens it).
 *
 *   struct lua_limits limits = lua_limits_default();
 *   state = sandbox_open(&limits);
 *   sandbox_push_environment(state_lua(state));
 *   if (state_load(state, source, path, d))
 *           state_call(state, 0, 1, "plugin x", d);
 *   state_close(state);
 *
 * A limit that is passed raises an error that Lua code cannot swallow: pcall, xpcall and
 * coroutines pass it on ("doomed") until the outermost state_call reports it.
 * A C function of Lua that never ends (a pattern) is ended with its process: calls and instructions
 * are signs of life, and the line that runs is known to the supervisor (workers/pulse.h).
 *
 * The process keeps the C locale: Lua's patterns, upper(), numbers and order depend on it. */
#ifndef SSG_SANDBOX_STATE_H
#define SSG_SANDBOX_STATE_H

#include "base/diagnostics.h"

#include <lua.h>

struct lua_limits {
	size_t memory_soft;    /* bytes: an error is raised, unless a collection helps */
	size_t memory_hard;    /* bytes: allocation fails */
	uint64_t instructions; /* a call of state_call; work in C is charged too */
	/* CPU time of a call, and up to half a second or a quarter more; 0: no limit. Beside
	 * instructions it bounds loops around slow work in C. Templates have no other limit:
	 * counting instructions makes Lua three times as slow, and a template's time is far from
	 * any limit unless it never ends. */
	double seconds;
};

struct lua_limits lua_limits_default(void);

struct state; /* the allocator's accounts and the lua_State */

/* Opens a state without any library: see sandbox_open. Copies LIMITS. */
struct state *state_open(const struct lua_limits *limits);
void state_close(struct state *state);
/* Applies from the next outermost state_call on: a page needs less than a site. */
void state_set_budget(struct state *state, uint64_t instructions, double seconds);
/* The thread that runs now: a coroutine's, when C is called from one. */
lua_State *state_lua(struct state *state);
struct state *state_of(lua_State *L);

/* Compiles SOURCE as text (never bytecode) named "@PATH" with the environment at stack top
 * (popped); leaves the function. False: the error was reported at its line (E-LUA), nothing is
 * left. */
bool state_load(struct state *state, struct text source, struct text path, struct diagnostics *d);
/* lua_pcall with fresh instruction budget and traceback. False: the error was reported
 * (E-LUA): message at the innermost line of a plugin or template, then WHERE ("page fr/x.html, hook
 * page") and the traceback as hint. Stack: function and arguments are popped in both cases.
 * Inside another state_call of the same state the budget is the outer call's. */
bool state_call(struct state *state, int arguments, int results, const char *where,
		struct diagnostics *d);

/* ---- for C functions that Lua calls */

/* Counts WORK (about one unit an instruction) against the budget; raises an error when it is
 * spent. Whatever loops in C by a number that Lua code chose must call this. */
void state_charge(lua_State *L, uint64_t work);
/* Raises an error unless SIZE more bytes are within the soft limit. Nothing is doomed yet:
 * nothing was allocated. */
void state_expect_memory(lua_State *L, size_t size);
/* Raises an error with a position that nothing can catch. */
__attribute__((format(printf, 2, 3))) _Noreturn void state_doom(lua_State *L, const char *format,
								...);
/* Passes the error object on top on if it is beyond catching; STATUS is lua_pcall's. */
void state_pass_on(lua_State *L, int status);
bool state_is_doomed(lua_State *L);
/* lua_newthread and lua_resume that keep the accounts: of work, and of who runs. */
lua_State *state_new_coroutine(lua_State *L);
int state_resume(lua_State *L, lua_State *coroutine, int arguments, int *results);

#endif
