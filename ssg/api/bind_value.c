#include "api/bind_value.h"

#include "api/bind.h"
#include "sandbox/html.h"
#include "sandbox/state.h"
#include "sandbox/userdata.h"

#include <lauxlib.h>

static const char value_type[] = "value";

struct bound_value {
	const void *kind; /* sandbox/userdata.h */
	const struct value *value;
	lang_id lang;
};

void bind_value_push(lua_State *L, const struct value *value, lang_id lang)
{
	switch (value ? (enum value_kind)value->kind : VALUE_NULL) {
	case VALUE_NULL:
		lua_pushnil(L);
		return;
	case VALUE_BOOLEAN:
		lua_pushboolean(L, value->integer != 0);
		return;
	case VALUE_INTEGER:
		lua_pushinteger(L, value->integer);
		return;
	case VALUE_NUMBER:
		lua_pushnumber(L, value->number);
		return;
	case VALUE_STRING:
	case VALUE_DATE:
		bind_push_text(L, value_text(value));
		return;
	case VALUE_HTML:
		html_push_string(L, value_text(value));
		return;
	case VALUE_WORK:
		bind_push(L, &document_type, (uint32_t)value->integer, lang);
		return;
	case VALUE_TERM:
		bind_push(L, &term_type, (uint32_t)value->integer, lang);
		return;
	case VALUE_LIST:
	case VALUE_MAP:
		break;
	}
	struct bound_value *bound = userdata_push(L, sizeof *bound, value_type, 0);
	*bound = (struct bound_value){value_type, value, lang};
}

const struct value *bind_value_test(lua_State *L, int index)
{
	const struct bound_value *bound = userdata_test(L, index, value_type);

	return bound ? bound->value : NULL;
}

static const struct value *value_of(lua_State *L, int index, struct value *room)
{
	const struct object *document = bind_test(L, index, &document_type);
	const struct object *term = bind_test(L, index, &term_type);

	if (!document && !term)
		return bind_value_test(L, index);
	*room = (struct value){.kind = document ? VALUE_WORK : VALUE_TERM,
			       .integer = document ? document->id : term->id};
	return room;
}

const struct objects bound_objects = {value_of};

static int read_index(lua_State *L)
{
	const struct bound_value *bound = userdata_check(L, 1, value_type, value_type);
	const struct value *found = NULL;

	if (lua_type(L, 2) == LUA_TSTRING) {
		found = value_find(bound->value, bind_text(L, 2));
	} else if (value_is(bound->value, VALUE_LIST)) {
		lua_Integer i = lua_tointeger(L, 2);
		if (i > 0)
			found = value_item(bound->value, (size_t)i - 1);
	}
	bind_value_push(L, found, bound->lang);
	return 1;
}

static int read_length(lua_State *L)
{
	const struct bound_value *bound = userdata_check(L, 1, value_type, value_type);

	lua_pushinteger(
	    L, value_is(bound->value, VALUE_LIST) ? (lua_Integer)value_count(bound->value) : 0);
	return 1;
}

/* Upvalues: the value, and the number of items given. Items that are null are skipped: Lua ends
 * a loop at a nil key only, but a nil value is not an item. */
static int step(lua_State *L)
{
	const struct bound_value *bound = lua_touserdata(L, lua_upvalueindex(1));
	size_t i = (size_t)lua_tointeger(L, lua_upvalueindex(2));
	bool map = value_is(bound->value, VALUE_MAP);
	const struct value *item = NULL;

	for (; i < value_count(bound->value) && !item; i++) {
		state_charge(L, 1);
		item = map ? &value_entry(bound->value, i)->value : value_item(bound->value, i);
		if (value_is(item, VALUE_NULL))
			item = NULL;
	}
	lua_pushinteger(L, (lua_Integer)i);
	lua_replace(L, lua_upvalueindex(2));
	if (!item)
		return 0;
	if (map)
		bind_push_text(L, value_text(&value_entry(bound->value, i - 1)->key));
	else
		lua_pushinteger(L, (lua_Integer)i);
	bind_value_push(L, item, bound->lang);
	return 2;
}

static int read_pairs(lua_State *L)
{
	userdata_check(L, 1, value_type, value_type);
	lua_pushvalue(L, 1);
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, step, 2);
	lua_pushvalue(L, 1);
	lua_pushnil(L);
	return 3;
}

static int equal(lua_State *L)
{
	const struct value *a = bind_value_test(L, 1);

	lua_pushboolean(L, a && a == bind_value_test(L, 2));
	return 1;
}

static int refuse_write(lua_State *L)
{
	return luaL_error(L, "data cannot be changed");
}

static int name(lua_State *L)
{
	lua_pushstring(L, value_type);
	return 1;
}

void bind_value_open(lua_State *L)
{
	static const luaL_Reg events[] = {
	    {"__index", read_index},
	    {"__len", read_length},
	    {"__pairs", read_pairs},
	    {"__newindex", refuse_write},
	    {"__eq", equal},
	    {"__tostring", name},
	    {NULL, NULL},
	};

	luaL_newmetatable(L, value_type);
	luaL_setfuncs(L, events, 0);
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_rawsetp(L, LUA_REGISTRYINDEX, value_type);
}
