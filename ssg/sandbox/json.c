#include "sandbox/json.h"

#include "sandbox/sandbox.h"
#include "sandbox/state.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Memory that an error would leave: freed as soon as the function ends, in whatever way. */
struct writing {
	struct arena arena;
	struct buffer out;
};

static const char writing_type[] = "json writing";

static int writing_free(lua_State *L)
{
	struct writing *writing = lua_touserdata(L, 1);

	arena_free(&writing->arena);
	buffer_free(&writing->out);
	return 0;
}

static struct writing *push_writing(lua_State *L)
{
	struct writing *writing = lua_newuserdatauv(L, sizeof *writing, 0);

	*writing = (struct writing){.out = {0}};
	luaL_setmetatable(L, writing_type);
	lua_toclose(L, -1);
	return writing;
}

static void write_text(struct buffer *out, struct text text)
{
	static const char *const short_escapes[] = {
	    ['\t'] = "\\t", ['\n'] = "\\n", ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\"};
	size_t from = 0;

	/* There are no other control characters: freeze refuses them. */
	buffer_byte(out, '"');
	for (size_t i = 0; i < text.size; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		if (byte > '\\' || !short_escapes[byte])
			continue;
		buffer_add(out, text.at + from, i - from);
		buffer_string(out, short_escapes[byte]);
		from = i + 1;
	}
	buffer_add(out, text.at + from, text.size - from);
	buffer_byte(out, '"');
}

/* The shortest digits that are read as the same number. */
static void write_number(lua_State *L, struct buffer *out, double number)
{
	enum { DIGITS_FEW = 15, DIGITS_ALL = 17 };
	char digits[40] = "";

	if (!isfinite(number))
		luaL_error(L, "JSON has no infinite numbers");
	for (int precision = DIGITS_FEW; precision <= DIGITS_ALL; precision++) {
		snprintf(digits, sizeof digits, "%.*g", precision, number);
		if (strtod(digits, NULL) == number)
			break;
	}
	buffer_string(out, digits);
}

static void write_value(lua_State *L, struct buffer *out, const struct value_node *node)
{
	bool map = node->kind == VALUE_MAP;

	switch (node->kind) {
	case VALUE_NULL:
		buffer_string(out, "null");
		break;
	case VALUE_BOOLEAN:
		buffer_string(out, node->integer ? "true" : "false");
		break;
	case VALUE_INTEGER:
		buffer_printf(out, "%lld", (long long)node->integer);
		break;
	case VALUE_NUMBER:
		write_number(L, out, node->number);
		break;
	case VALUE_STRING:
	case VALUE_DATE:
	case VALUE_HTML:
		write_text(out, node->text);
		break;
	case VALUE_LIST:
	case VALUE_MAP:
		buffer_byte(out, map ? '{' : '[');
		for (size_t i = 0; i < node->count; i++) {
			if (i)
				buffer_byte(out, map && i % 2 ? ':' : ',');
			write_value(L, out, node->items[i]);
		}
		buffer_byte(out, map ? '}' : ']');
		break;
	case VALUE_WORK:
	case VALUE_TERM:
		luaL_error(L, "a %s is not written as JSON: choose its id, title or address",
			   node->kind == VALUE_WORK ? "document" : "term");
	}
}

/* (value) -> text */
static int json(lua_State *L)
{
	luaL_checkany(L, 1);
	lua_settop(L, 1);
	struct writing *writing = push_writing(L);

	const struct objects *objects = lua_touserdata(L, lua_upvalueindex(1));
	write_value(L, &writing->out, freeze(L, 1, objects, &writing->arena));
	state_charge(L, writing->out.size);
	state_expect_memory(L, writing->out.size);
	lua_pushlstring(L, writing->out.at, writing->out.size);
	return 1;
}

void json_open(lua_State *L, const struct objects *objects)
{
	luaL_newmetatable(L, writing_type);
	lua_pushcfunction(L, writing_free);
	lua_setfield(L, -2, "__close");
	lua_pushcfunction(L, writing_free);
	lua_setfield(L, -2, "__gc");
	lua_pop(L, 1);
	lua_pushlightuserdata(L, (void *)(uintptr_t)objects);
	lua_pushcclosure(L, json, 1);
	sandbox_set_global(L, "json");
}
