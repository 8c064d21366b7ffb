#include "sandbox/safe_table.h"

#include "sandbox/state.h"

#include <lauxlib.h>
#include <limits.h>
#include <stdbool.h>

enum { SORT_MAX = 10000000 }; /* the memory limit is met before */

int safe_concat(lua_State *L)
{
	size_t between_size;
	luaL_checktype(L, 1, LUA_TTABLE);
	const char *between = luaL_optlstring(L, 2, "", &between_size);
	lua_Integer from = luaL_optinteger(L, 3, 1);
	lua_Integer to = lua_isnoneornil(L, 4) ? luaL_len(L, 1) : luaL_checkinteger(L, 4);
	luaL_Buffer buffer;

	luaL_buffinit(L, &buffer);
	for (lua_Integer i = from; i <= to; i++) {
		state_charge(L, 1);
		int type = lua_geti(L, 1, i);
		if (type != LUA_TSTRING && type != LUA_TNUMBER)
			return luaL_error(L,
					  "invalid value (a %s) at index %I in table for 'concat'",
					  luaL_typename(L, -1), (LUAI_UACINT)i);
		luaL_addvalue(&buffer);
		if (i == to)
			break; /* TO may be the largest integer */
		luaL_addlstring(&buffer, between, between_size);
	}
	luaL_pushresult(&buffer);
	return 1;
}

int safe_insert(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_Integer end = (lua_Integer)((lua_Unsigned)luaL_len(L, 1) + 1);
	lua_Integer position = end;

	if (lua_gettop(L) == 3) {
		position = luaL_checkinteger(L, 2);
		luaL_argcheck(L, position >= 1 && position <= end, 2, "position out of bounds");
		for (lua_Integer i = end; i > position; i--) {
			state_charge(L, 1);
			lua_geti(L, 1, i - 1);
			lua_seti(L, 1, i);
		}
	} else if (lua_gettop(L) != 2) {
		return luaL_error(L, "wrong number of arguments to 'insert'");
	}
	lua_seti(L, 1, position);
	return 0;
}

int safe_remove(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_Integer size = luaL_len(L, 1);
	lua_Integer position = luaL_optinteger(L, 2, size);

	/* As in Lua: position size + 1 may be removed, and position 0 of an empty list. */
	if (!lua_isnoneornil(L, 2))
		luaL_argcheck(L,
			      (lua_Unsigned)position - 1 <= (lua_Unsigned)size ||
				  (size == 0 && position == 0),
			      2, "position out of bounds");
	lua_geti(L, 1, position);
	for (; position < size; position++) {
		state_charge(L, 1);
		lua_geti(L, 1, position + 1);
		lua_seti(L, 1, position);
	}
	lua_pushnil(L);
	lua_seti(L, 1, position);
	return 1;
}

int safe_move(lua_State *L)
{
	lua_Integer from = luaL_checkinteger(L, 2);
	lua_Integer end = luaL_checkinteger(L, 3);
	lua_Integer to = luaL_checkinteger(L, 4);
	int target = lua_isnoneornil(L, 5) ? 1 : 5;

	luaL_checktype(L, 1, LUA_TTABLE);
	luaL_checktype(L, target, LUA_TTABLE);
	if (end >= from) {
		luaL_argcheck(L, from > 0 || end < LUA_MAXINTEGER + from, 3,
			      "too many elements to move");
		lua_Integer count = end - from + 1;
		luaL_argcheck(L, to <= LUA_MAXINTEGER - count + 1, 4, "destination wrap around");
		/* If the ranges overlap, copies from the end that is not yet overwritten. */
		bool backward =
		    to > from && to <= end && (target == 1 || lua_compare(L, 1, target, LUA_OPEQ));
		for (lua_Integer i = 0; i < count; i++) {
			lua_Integer step = backward ? count - 1 - i : i;
			state_charge(L, 1);
			lua_geti(L, 1, from + step);
			lua_seti(L, target, to + step);
		}
	}
	lua_pushvalue(L, target);
	return 1;
}

int safe_unpack(lua_State *L)
{
	lua_Integer from = luaL_optinteger(L, 2, 1);
	lua_Integer to = lua_isnoneornil(L, 3) ? luaL_len(L, 1) : luaL_checkinteger(L, 3);

	if (from > to)
		return 0;
	lua_Unsigned count = (lua_Unsigned)to - (lua_Unsigned)from + 1;
	if (count == 0 || count >= INT_MAX || !lua_checkstack(L, (int)count))
		return luaL_error(L, "too many results to unpack");
	for (lua_Unsigned i = 0; i < count; i++) {
		state_charge(L, 1);
		lua_geti(L, 1, (lua_Integer)((lua_Unsigned)from + i));
	}
	return (int)count;
}

/* ---- sort: bottom-up merge sort between two lists of our own, which no comparison sees */

enum { SORTED = 1, COMPARE = 2, FROM = 3, INTO = 4 }; /* stack indexes */

/* True if item B (on top) is less than item A (below it). Pops neither. */
static bool less(lua_State *L)
{
	if (lua_isnil(L, COMPARE))
		return lua_compare(L, -1, -2, LUA_OPLT);
	lua_pushvalue(L, COMPARE);
	lua_pushvalue(L, -2);
	lua_pushvalue(L, -4);
	lua_call(L, 2, 1);
	bool result = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return result;
}

/* Merges FROM[a, middle) and FROM[middle, end) into INTO[a, end). */
static void merge(lua_State *L, int from, int into, lua_Integer a, lua_Integer middle,
		  lua_Integer end)
{
	lua_Integer b = middle;

	state_charge(L, (uint64_t)(end - a));
	for (lua_Integer at = a, left = a; at < end; at++) {
		bool take_right = left == middle;
		if (left < middle && b < end) {
			lua_rawgeti(L, from, left);
			lua_rawgeti(L, from, b);
			take_right = less(L);
			lua_pop(L, 2);
		}
		lua_rawgeti(L, from, take_right ? b++ : left++);
		lua_rawseti(L, into, at);
	}
}

int safe_sort(lua_State *L)
{
	luaL_checktype(L, SORTED, LUA_TTABLE);
	lua_settop(L, 2);
	if (!lua_isnil(L, COMPARE))
		luaL_checktype(L, COMPARE, LUA_TFUNCTION);
	lua_Integer count = luaL_len(L, SORTED);
	luaL_argcheck(L, count < SORT_MAX, 1, "array too big");
	if (count < 2)
		return 0;
	lua_createtable(L, (int)count, 0);
	lua_createtable(L, (int)count, 0);
	for (lua_Integer i = 1; i <= count; i++) {
		state_charge(L, 1);
		lua_geti(L, SORTED, i);
		lua_rawseti(L, FROM, i);
	}
	int from = FROM, into = INTO;
	for (lua_Integer width = 1; width < count; width *= 2) {
		for (lua_Integer a = 1; a <= count; a += 2 * width) {
			lua_Integer middle = a + width <= count ? a + width : count + 1;
			lua_Integer end = middle + width <= count ? middle + width : count + 1;
			merge(L, from, into, a, middle, end);
		}
		from = from == FROM ? INTO : FROM;
		into = into == FROM ? INTO : FROM;
	}
	for (lua_Integer i = 1; i <= count; i++) {
		lua_rawgeti(L, from, i);
		lua_seti(L, SORTED, i);
	}
	return 0;
}
