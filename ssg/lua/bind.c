#include "lua/bind.h"

#include "lua/ordered_pairs.h"
#include "site/address.h"

#include <lauxlib.h>
#include <string.h>
#include <time.h>

/* Upvalues of __index. Methods have the reader in the first place too. */
enum { READER = 1, GETTERS, METHODS, TYPE };

struct reader *bind_reader(lua_State *L)
{
	return lua_touserdata(L, lua_upvalueindex(READER));
}

static void note(struct reader *reader, enum field_reads reads, const struct object *object)
{
	static const enum read_kind kinds[] = {
	    [READS_LISTING] = READ_LISTING, [READS_BODY] = READ_BODY,
	    [READS_HISTORY] = READ_HISTORY, [READS_TERM] = READ_TERM,
	    [READS_SECTION] = READ_SECTION, [READS_TAXONOMY] = READ_TAXONOMY,
	};

	if (reads != READS_NOTHING)
		reads_note(reader->reads, kinds[reads], object->id, object->lang);
}

static int object_index(lua_State *L)
{
	const struct bound_type *type = lua_touserdata(L, lua_upvalueindex(TYPE));
	/* Nobody else has this function: __metatable hides it, so it need not check its object. */
	const struct object *object = lua_touserdata(L, 1);

	lua_settop(L, 2);
	if (lua_type(L, 2) != LUA_TSTRING)
		return 0;
	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(GETTERS)) != LUA_TNIL) {
		const struct getter *getter = lua_touserdata(L, -1);
		note(bind_reader(L), getter->reads, object);
		getter->push(L, bind_reader(L), object);
		return 1;
	}
	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(METHODS)) != LUA_TNIL || !type->other)
		return 1;
	type->other(L, bind_reader(L), object, bind_text(L, 2));
	return 1;
}

static int refuse_write(lua_State *L)
{
	luaL_getmetafield(L, 1, "__name");
	return luaL_error(L, "a %s cannot be changed", lua_tostring(L, -1));
}

static int object_equal(lua_State *L)
{
	if (!lua_getmetatable(L, 1) || !lua_getmetatable(L, 2) || !lua_rawequal(L, -1, -2)) {
		lua_pushboolean(L, 0);
		return 1;
	}
	const struct object *a = lua_touserdata(L, 1), *b = lua_touserdata(L, 2);
	lua_pushboolean(L, a->id == b->id && a->lang == b->lang);
	return 1;
}

static int object_tostring(lua_State *L)
{
	luaL_getmetafield(L, 1, "__name");
	return 1;
}

void bind_type(lua_State *L, const struct bound_type *type, struct reader *reader)
{
	luaL_newmetatable(L, type->name);
	lua_pushlightuserdata(L, reader);
	lua_newtable(L);
	for (const struct getter *getter = type->getters; getter->name; getter++) {
		/* Lua only hands it back. */
		lua_pushlightuserdata(L, (void *)(uintptr_t)getter);
		lua_setfield(L, -2, getter->name);
	}
	lua_newtable(L);
	for (const struct method *method = type->methods; method->name; method++) {
		lua_pushlightuserdata(L, reader);
		lua_pushcclosure(L, method->call, 1);
		lua_setfield(L, -2, method->name);
	}
	lua_pushlightuserdata(L, (void *)(uintptr_t)type);
	lua_pushcclosure(L, object_index, TYPE);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_write);
	lua_setfield(L, -2, "__newindex");
	lua_pushcfunction(L, object_equal);
	lua_setfield(L, -2, "__eq");
	lua_pushcfunction(L, object_tostring);
	lua_setfield(L, -2, "__tostring");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_rawsetp(L, LUA_REGISTRYINDEX, type); /* found faster than by its name */
}

void bind_push(lua_State *L, const struct bound_type *type, uint32_t id, lang_id lang)
{
	if (id == NONE) {
		lua_pushnil(L);
		return;
	}
	struct object *object = lua_newuserdatauv(L, sizeof *object, 0);
	*object = (struct object){id, lang};
	lua_rawgetp(L, LUA_REGISTRYINDEX, type);
	lua_setmetatable(L, -2);
}

const struct object *bind_check(lua_State *L, int index, const struct bound_type *type)
{
	return luaL_checkudata(L, index, type->name);
}

const struct object *bind_test(lua_State *L, int index, const struct bound_type *type)
{
	return luaL_testudata(L, index, type->name);
}

struct text bind_text(lua_State *L, int index)
{
	struct text text;

	luaL_checktype(L, index, LUA_TSTRING);
	text.at = lua_tolstring(L, index, &text.size);
	return text;
}

size_t bind_limit(lua_State *L, int index)
{
	lua_Integer limit = luaL_optinteger(L, index, 0);

	luaL_argcheck(L, limit >= 0, index, "a limit cannot be negative");
	return (size_t)limit;
}

static void refuse_option(lua_State *L, const char *key, const char *const *names)
{
	luaL_Buffer known;

	luaL_buffinit(L, &known);
	for (size_t i = 0; names[i]; i++) {
		luaL_addstring(&known, i ? ", " : "");
		luaL_addstring(&known, names[i]);
	}
	luaL_pushresult(&known);
	luaL_error(L, "there is no option '%s': known are %s", key, lua_tostring(L, -1));
}

void bind_check_options(lua_State *L, int index, const char *const *names)
{
	luaL_checktype(L, index, LUA_TTABLE);
	lua_Integer count = ordered_keys(L, index);

	for (lua_Integer i = 1; i <= count; i++) {
		size_t name = 0;
		lua_rawgeti(L, -1, i);
		const char *key = luaL_tolstring(L, -1, NULL);
		while (names[name] && strcmp(names[name], key) != 0)
			name++;
		if (!names[name])
			refuse_option(L, key, names);
		lua_pop(L, 2);
	}
	lua_pop(L, 1);
}

void bind_push_text(lua_State *L, struct text text)
{
	lua_pushlstring(L, text.size ? text.at : "", text.size);
}

void bind_push_optional(lua_State *L, struct text text)
{
	if (text.size)
		bind_push_text(L, text);
	else
		lua_pushnil(L);
}

void bind_push_url(lua_State *L, struct reader *reader, struct text path)
{
	if (!reader->page_path.size) {
		lua_pushnil(L);
		return;
	}
	/* PATH may lie in the buffer itself. */
	path = arena_text(&reader->scratch, path);
	buffer_clear(&reader->bytes);
	address_relative(reader->page_path, path, &reader->bytes);
	bind_push_text(L, buffer_view(&reader->bytes));
}

void bind_push_time(lua_State *L, int64_t seconds)
{
	time_t time = (time_t)seconds;
	struct tm parts;
	char iso[64];

	if (!gmtime_r(&time, &parts)) {
		lua_pushnil(L);
		return;
	}
	lua_pushlstring(L, iso, strftime(iso, sizeof iso, "%Y-%m-%dT%H:%M:%SZ", &parts));
}
