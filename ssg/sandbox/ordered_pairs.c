#include "sandbox/ordered_pairs.h"

#include "sandbox/frozen_table.h"
#include "sandbox/state.h"

#include <lauxlib.h>
#include <stdlib.h>

enum rank { RANK_NUMBER, RANK_TEXT, RANK_FALSE, RANK_TRUE };

struct key {
	enum rank rank;
	bool whole; /* a number: INTEGER is used */
	lua_Integer integer;
	lua_Number number;
	struct text text;     /* held by the table */
	lua_Integer position; /* in the order of Lua's own next */
};

/* Compares without rounding the integer to a float. */
static int compare_mixed(lua_Integer integer, lua_Number number)
{
	if (number >= 0x1p63)
		return -1;
	if (number < -0x1p63)
		return 1;
	lua_Integer whole = (lua_Integer)number; /* towards zero */
	if (integer != whole)
		return integer < whole ? -1 : 1;
	lua_Number fraction = number - (lua_Number)whole;
	return (fraction < 0) - (fraction > 0);
}

static int compare_numbers(const struct key *a, const struct key *b)
{
	if (a->whole && b->whole)
		return (a->integer > b->integer) - (a->integer < b->integer);
	if (a->whole)
		return compare_mixed(a->integer, b->number);
	if (b->whole)
		return -compare_mixed(b->integer, a->number);
	return (a->number > b->number) - (a->number < b->number);
}

static int compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->rank == RANK_NUMBER)
		return compare_numbers(x, y);
	return x->rank == RANK_TEXT ? text_compare(x->text, y->text) : 0;
}

static struct key read_key(lua_State *L, int index)
{
	struct key key = {0};

	switch (lua_type(L, index)) {
	case LUA_TNUMBER:
		key.rank = RANK_NUMBER;
		key.whole = lua_isinteger(L, index);
		if (key.whole)
			key.integer = lua_tointeger(L, index);
		else
			key.number = lua_tonumber(L, index);
		break;
	case LUA_TSTRING:
		key.rank = RANK_TEXT;
		key.text.at = lua_tolstring(L, index, &key.text.size);
		break;
	case LUA_TBOOLEAN:
		key.rank = lua_toboolean(L, index) ? RANK_TRUE : RANK_FALSE;
		break;
	default:
		luaL_error(L,
			   "a table with a %s as key cannot be walked: such keys have no order "
			   "that is the same on every build; keep a list beside it",
			   luaL_typename(L, index));
	}
	return key;
}

/* Replaces the list of keys on top by the same in the order of KEYS. */
static void permute(lua_State *L, const struct key *keys, lua_Integer count)
{
	lua_createtable(L, (int)count, 0);
	for (lua_Integer i = 0; i < count; i++) {
		lua_rawgeti(L, -2, keys[i].position);
		lua_rawseti(L, -2, i + 1);
	}
	lua_remove(L, -2);
}

lua_Integer ordered_keys(lua_State *L, int index)
{
	lua_Integer count = 0, read = 0;
	bool sorted = true;

	luaL_checkstack(L, 6, NULL);
	index = lua_absindex(L, index);
	for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
		count++;
	state_charge(L, (uint64_t)count);
	struct key *keys = lua_newuserdatauv(L, (size_t)count * sizeof *keys, 0);
	lua_createtable(L, (int)count, 0);
	for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
		keys[read] = read_key(L, -2);
		keys[read].position = read + 1;
		sorted = sorted && (read == 0 || compare_keys(&keys[read - 1], &keys[read]) < 0);
		lua_pushvalue(L, -2);
		lua_rawseti(L, -4, ++read);
	}
	if (!sorted) {
		qsort(keys, (size_t)count, sizeof *keys, compare_keys);
		permute(L, keys, count);
	}
	lua_remove(L, -2);
	return count;
}

/* Upvalues: the table, its keys, how many were given. Keys without value were removed
 * during the loop. */
static int step(lua_State *L)
{
	lua_Integer position = lua_tointeger(L, lua_upvalueindex(3));

	for (;;) {
		lua_settop(L, 0);
		if (lua_rawgeti(L, lua_upvalueindex(2), ++position) == LUA_TNIL)
			return 1;
		lua_pushvalue(L, 1);
		if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
			break;
	}
	lua_pushinteger(L, position);
	lua_replace(L, lua_upvalueindex(3));
	return 2;
}

int ordered_pairs(lua_State *L)
{
	luaL_checkany(L, 1);
	lua_settop(L, 1);
	if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
		lua_pushvalue(L, 1);
		lua_call(L, 1, 3);
		return 3;
	}
	luaL_checktype(L, 1, LUA_TTABLE);
	if (frozen_table_push_thawed(L, 1))
		lua_replace(L, 1);
	lua_pushvalue(L, 1);
	ordered_keys(L, 1);
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, step, 3);
	lua_insert(L, 1);
	lua_pushnil(L);
	return 3;
}

int ordered_next(lua_State *L)
{
	struct key before = {0}, best = {0};
	uint64_t looked = 0;

	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 2);
	if (frozen_table_push_thawed(L, 1))
		lua_replace(L, 1);
	bool first = lua_isnil(L, 2), found = false;
	if (!first)
		before = read_key(L, 2);
	lua_pushnil(L); /* 3: the best key so far */
	for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
		struct key key = read_key(L, -2);
		looked++;
		if ((!first && compare_keys(&key, &before) <= 0) ||
		    (found && compare_keys(&key, &best) >= 0))
			continue;
		found = true;
		best = key;
		lua_pushvalue(L, -2);
		lua_replace(L, 3);
	}
	state_charge(L, looked);
	if (!found)
		return 1; /* the nil at 3 */
	lua_pushvalue(L, 3);
	lua_rawget(L, 1);
	return 2;
}
