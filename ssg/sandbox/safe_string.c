#include "sandbox/safe_string.h"

#include "sandbox/safe_base.h"
#include "sandbox/state.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

enum { BYTES_A_UNIT = 16 }; /* copied in about the time of one instruction */

int safe_rep(lua_State *L)
{
	size_t size, between_size, total;
	const char *text = luaL_checklstring(L, 1, &size);
	lua_Integer count = luaL_checkinteger(L, 2);
	const char *between = luaL_optlstring(L, 3, "", &between_size);
	luaL_Buffer buffer;

	if (count <= 0 || size + between_size == 0) {
		lua_pushliteral(L, "");
		return 1;
	}
	if (__builtin_mul_overflow(size + between_size, (size_t)count, &total))
		total = SIZE_MAX;
	state_expect_memory(L, total);
	state_charge(L, total / BYTES_A_UNIT);
	total -= between_size;
	char *at = luaL_buffinitsize(L, &buffer, total);
	/* One text and its separator, then ever longer copies of what is there. */
	memcpy(at, text, size);
	memcpy(at + size, between, size < total ? between_size : 0);
	for (size_t done = size + between_size; done < total; done *= 2)
		memcpy(at + done, at, done < total - done ? done : total - done);
	luaL_pushresultsize(&buffer, total);
	return 1;
}

static const char format_key; /* in the registry, by its address */

void safe_format_keep(lua_State *L, int index)
{
	lua_getfield(L, index, "format");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &format_key);
}

static bool is_nan(lua_State *L, int index)
{
	return lua_type(L, index) == LUA_TNUMBER && isnan(lua_tonumber(L, index));
}

/* Makes texts of the arguments of %s, so that Lua's own format finds no other value there. */
int safe_format(lua_State *L)
{
	size_t size;
	const char *format = luaL_checklstring(L, 1, &size);
	int argument = 1, count = lua_gettop(L);

	for (const char *at = format, *end = format + size; at < end; at++) {
		if (*at != '%')
			continue;
		if (++at < end && *at == '%')
			continue;
		argument++;
		while (at < end && strchr("-+ #0123456789.", *at) && *at)
			at++;
		if (at < end && *at == 'p')
			return luaL_error(L, "'%%p' is not available: addresses differ "
					     "from build to build");
		if (at < end && strchr("aAeEfgG", *at) && is_nan(L, argument)) {
			lua_pushnumber(L, NAN); /* its sign differs between processors */
			lua_replace(L, argument);
		}
		if (at < end && *at == 's' && argument <= count) {
			safe_push_text(L, argument);
			lua_replace(L, argument);
		}
	}
	state_charge(L, size / BYTES_A_UNIT);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &format_key);
	lua_insert(L, 1);
	lua_call(L, count, 1);
	return 1;
}
