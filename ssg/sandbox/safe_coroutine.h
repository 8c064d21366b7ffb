/* safe_coroutine.h - Lua's coroutine library, with limits: coroutines nest only so deep, each
 * resume is charged, and errors of limits pass through resume, wrap and close. */
#ifndef SSG_SANDBOX_SAFE_COROUTINE_H
#define SSG_SANDBOX_SAFE_COROUTINE_H

#include <lua.h>

int safe_coroutine_close(lua_State *L);
int safe_coroutine_create(lua_State *L);
int safe_coroutine_isyieldable(lua_State *L);
int safe_coroutine_resume(lua_State *L);
int safe_coroutine_running(lua_State *L);
int safe_coroutine_status(lua_State *L);
int safe_coroutine_wrap(lua_State *L);
int safe_coroutine_yield(lua_State *L);

#endif
