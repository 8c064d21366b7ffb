#include "lua/bind.h"

#include "lua/ordered_pairs.h"
#include "lua/userdata.h"
#include "site/address.h"

#include <lauxlib.h>
#include <string.h>
#include <time.h>

/* Upvalues of __index. Methods have the reader in the first place too. */
enum { READER = 1, METHODS };

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

const struct getter *bind_getter(struct reader *reader, const struct bound_type *type,
				 const char *name)
{
	/* A name that a program writes has one address for ever: the search is made once. */
	uintptr_t hash = ((uintptr_t)name >> 4) ^ ((uintptr_t)type >> 3);
	struct known_getter *known = &reader->getters[hash % GETTERS_KNOWN];
	const struct getter *getter = type->getters;

	if (known->type == type && strcmp(known->getter->name, name) == 0)
		return known->getter;
	while (getter->name && strcmp(getter->name, name) != 0)
		getter++;
	if (!getter->name)
		return NULL;
	*known = (struct known_getter){type, getter};
	return getter;
}

void bind_push_field(lua_State *L, struct reader *reader, const struct object *object,
		     const struct getter *getter)
{
	note(reader, getter->reads, object);
	if (getter->push) {
		getter->push(L, reader, object);
		return;
	}
	struct text text = getter->text(reader, object);
	if (text.at)
		lua_pushlstring(L, text.at, text.size);
	else
		lua_pushnil(L);
}

static bool is_bound(const struct reader *reader, const void *kind)
{
	for (size_t i = 0; i < reader->type_count; i++)
		if (reader->types[i] == kind)
			return true;
	return false;
}

bool bind_field_text(lua_State *L, struct reader *reader, int index, int name, struct text *text)
{
	const struct bound_type *type = userdata_kind(L, index);

	if (!type || !is_bound(reader, type))
		return false;
	const struct getter *getter = bind_getter(reader, type, lua_tostring(L, name));
	if (!getter || getter->push)
		return false;
	const struct object *object = lua_touserdata(L, index);
	*text = getter->text(reader, object);
	if (!text->at)
		return false;
	note(reader, getter->reads, object);
	return true;
}

static int object_index(lua_State *L)
{
	/* Nobody else has this function: __metatable hides it, so it need not check its object. */
	const struct object *object = lua_touserdata(L, 1);
	struct reader *reader = bind_reader(L);

	if (lua_type(L, 2) != LUA_TSTRING)
		return 0;
	const struct getter *getter = bind_getter(reader, object->type, lua_tostring(L, 2));
	if (getter) {
		bind_push_field(L, reader, object, getter);
		return 1;
	}
	lua_settop(L, 2);
	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(METHODS)) != LUA_TNIL || !object->type->other)
		return 1;
	object->type->other(L, reader, object, bind_text(L, 2));
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
	reader->types[reader->type_count++] = type;
	luaL_newmetatable(L, type->name);
	lua_pushlightuserdata(L, reader);
	lua_newtable(L);
	for (const struct method *method = type->methods; method->name; method++) {
		lua_pushlightuserdata(L, reader);
		lua_pushcclosure(L, method->call, 1);
		lua_setfield(L, -2, method->name);
	}
	lua_pushcclosure(L, object_index, METHODS);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_write);
	lua_setfield(L, -2, "__newindex");
	lua_pushcfunction(L, object_equal);
	lua_setfield(L, -2, "__eq");
	lua_pushcfunction(L, object_tostring);
	lua_setfield(L, -2, "__tostring");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_rawsetp(L, LUA_REGISTRYINDEX, type);
}

void bind_push(lua_State *L, const struct bound_type *type, uint32_t id, lang_id lang)
{
	if (id == NONE) {
		lua_pushnil(L);
		return;
	}
	struct object *object = userdata_push(L, sizeof *object, type, 0);
	*object = (struct object){type, id, lang};
}

const struct object *bind_check(lua_State *L, int index, const struct bound_type *type)
{
	return userdata_check(L, index, type, type->name);
}

const struct object *bind_test(lua_State *L, int index, const struct bound_type *type)
{
	return userdata_test(L, index, type);
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

struct text bind_optional(struct text text)
{
	return text.size ? text : (struct text){0};
}

struct text bind_always(struct text text)
{
	return text.size ? text : TEXT("");
}

void bind_note_title(const struct reader *reader)
{
	if (reader->draft)
		reader->draft->titles_read = true;
}

struct text bind_url(struct reader *reader, struct text path)
{
	if (!reader->page_path.size)
		return (struct text){0};
	buffer_clear(&reader->address);
	address_relative(reader->page_path, path, &reader->address);
	return bind_always(buffer_view(&reader->address));
}

struct text bind_absolute(struct reader *reader, struct text path)
{
	buffer_clear(&reader->address);
	buffer_text(&reader->address, reader->model->config->base_url);
	address_encode(path, &reader->address);
	return bind_always(buffer_view(&reader->address));
}

void bind_push_url(lua_State *L, struct reader *reader, struct text path)
{
	struct text url = bind_url(reader, path);

	if (url.at)
		lua_pushlstring(L, url.at, url.size);
	else
		lua_pushnil(L);
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
