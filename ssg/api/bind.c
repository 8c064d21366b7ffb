#include "api/bind.h"

#include "sandbox/ordered_pairs.h"
#include "sandbox/userdata.h"
#include "site/address.h"

#include <lauxlib.h>
#include <string.h>
#include <time.h>

/* The key, by its address, of the table of field names in the metatable of a type. The getter of
 * a field is a light userdata, a method is a function. */
static const char fields_key;

/* Upvalue 1 of __index and of methods. */
struct reader *bind_reader(lua_State *L)
{
	return lua_touserdata(L, lua_upvalueindex(1));
}

static void note(struct reader *reader, unsigned kind, const struct object *object)
{
	if (kind != READ_NOTHING)
		reads_note(reader->reads, (enum read_kind)kind, object->id, object->lang);
}

/* Pushes what the name at index NAME stands for in TYPE; nil if TYPE does not know it. */
static void push_known(lua_State *L, const struct bound_type *type, int name)
{
	name = lua_absindex(L, name);
	lua_rawgetp(L, LUA_REGISTRYINDEX, type);
	if (!lua_istable(L, -1))
		return;
	if (lua_rawgetp(L, -1, &fields_key) == LUA_TTABLE) {
		lua_pushvalue(L, name);
		lua_rawget(L, -2);
		lua_replace(L, -3);
		lua_pop(L, 1);
	} else {
		lua_replace(L, -2);
	}
}

const struct getter *bind_getter(lua_State *L, struct reader *reader, const struct bound_type *type,
				 int name)
{
	/* The table of the fields holds the text: as long as it does, no other is where it is. */
	const char *at = lua_tostring(L, name);
	uintptr_t hash = ((uintptr_t)at >> 4) ^ ((uintptr_t)type >> 3);
	struct known_getter *known = &reader->getters[hash % GETTERS_KNOWN];

	if (known->type == type && known->name == at)
		return known->getter;
	push_known(L, type, name);
	const struct getter *getter = lua_touserdata(L, -1);
	lua_pop(L, 1);
	if (getter)
		*known = (struct known_getter){type, at, getter};
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

void bind_push_named(lua_State *L, struct reader *reader, const struct object *object,
		     const char *name)
{
	lua_pushstring(L, name);
	const struct getter *getter = bind_getter(L, reader, object->type, -1);
	lua_pop(L, 1);
	bind_push_field(L, reader, object, getter);
}

bool bind_field_text(lua_State *L, struct reader *reader, int index, int name, struct text *text)
{
	const struct object *object = userdata_any(L, index);
	const struct getter *getter = object ? bind_getter(L, reader, object->type, name) : NULL;

	if (!getter || getter->push)
		return false;
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
	const struct getter *getter = bind_getter(L, reader, object->type, 2);
	if (getter) {
		bind_push_field(L, reader, object, getter);
		return 1;
	}
	push_known(L, object->type, 2);
	if (lua_isnil(L, -1) && object->type->other)
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
	luaL_newmetatable(L, type->name);
	lua_newtable(L);
	for (const struct getter *getter = type->getters; getter->name; getter++) {
		lua_pushlightuserdata(L, (void *)(uintptr_t)getter);
		lua_setfield(L, -2, getter->name);
	}
	for (const struct method *method = type->methods; method->name; method++) {
		lua_pushlightuserdata(L, reader);
		lua_pushcclosure(L, method->call, 1);
		lua_setfield(L, -2, method->name);
	}
	lua_rawsetp(L, -2, &fields_key);
	lua_pushlightuserdata(L, reader);
	lua_pushcclosure(L, object_index, 1);
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
