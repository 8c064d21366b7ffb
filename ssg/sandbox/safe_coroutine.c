#include "sandbox/safe_coroutine.h"

#include "sandbox/state.h"

#include <lauxlib.h>
#include <string.h>

static lua_State *check_coroutine(lua_State *L)
{
	lua_State *coroutine = lua_tothread(L, 1);

	luaL_argexpected(L, coroutine, 1, "coroutine");
	return coroutine;
}

/* Runs COROUTINE with the ARGUMENTS on top of L. Gives the number of its results on top of L,
 * or -1: an error object is there. */
static int resume(lua_State *L, lua_State *coroutine, int arguments)
{
	int results = 0;

	if (!lua_checkstack(coroutine, arguments)) {
		lua_pushliteral(L, "too many arguments to resume");
		return -1;
	}
	lua_xmove(L, coroutine, arguments);
	int status = state_resume(L, coroutine, arguments, &results);
	if (status == LUA_OK || status == LUA_YIELD) {
		if (!lua_checkstack(L, results + 1)) {
			lua_pop(coroutine, results);
			lua_pushliteral(L, "too many results to resume");
			return -1;
		}
		lua_xmove(coroutine, L, results);
		return results;
	}
	lua_xmove(coroutine, L, 1);
	/* An error left the stack as it was; release what C functions hold there now. */
	lua_resetthread(coroutine);
	lua_settop(coroutine, 0);
	state_pass_on(L, status);
	return -1;
}

int safe_coroutine_create(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TFUNCTION);
	lua_State *coroutine = state_new_coroutine(L);
	lua_pushvalue(L, 1);
	lua_xmove(L, coroutine, 1);
	return 1;
}

int safe_coroutine_resume(lua_State *L)
{
	int results = resume(L, check_coroutine(L), lua_gettop(L) - 1);

	lua_pushboolean(L, results >= 0);
	lua_insert(L, results >= 0 ? -(results + 1) : -2);
	return results >= 0 ? results + 1 : 2;
}

static int resume_wrapped(lua_State *L)
{
	int results = resume(L, lua_tothread(L, lua_upvalueindex(1)), lua_gettop(L));

	return results >= 0 ? results : lua_error(L);
}

int safe_coroutine_wrap(lua_State *L)
{
	safe_coroutine_create(L);
	lua_pushcclosure(L, resume_wrapped, 1);
	return 1;
}

int safe_coroutine_yield(lua_State *L)
{
	return lua_yield(L, lua_gettop(L));
}

int safe_coroutine_isyieldable(lua_State *L)
{
	lua_pushboolean(L, lua_isyieldable(lua_isthread(L, 1) ? lua_tothread(L, 1) : L));
	return 1;
}

int safe_coroutine_running(lua_State *L)
{
	lua_pushboolean(L, lua_pushthread(L));
	return 2;
}

static const char *status_name(lua_State *L, lua_State *coroutine)
{
	lua_Debug ar;

	if (coroutine == L)
		return "running";
	if (lua_status(coroutine) == LUA_YIELD)
		return "suspended";
	if (lua_status(coroutine) != LUA_OK)
		return "dead";
	if (lua_getstack(coroutine, 0, &ar))
		return "normal";
	return lua_gettop(coroutine) ? "suspended" : "dead";
}

int safe_coroutine_status(lua_State *L)
{
	lua_pushstring(L, status_name(L, check_coroutine(L)));
	return 1;
}

/* Only marks it as dead: without __close there is nothing to run. A coroutine that failed is
 * dead already, and resume has reported its error. */
int safe_coroutine_close(lua_State *L)
{
	lua_State *coroutine = check_coroutine(L);
	const char *name = status_name(L, coroutine);

	if (strcmp(name, "suspended") != 0 && strcmp(name, "dead") != 0)
		return luaL_error(L, "cannot close a %s coroutine", name);
	lua_resetthread(coroutine);
	lua_settop(coroutine, 0);
	lua_pushboolean(L, true);
	return 1;
}
