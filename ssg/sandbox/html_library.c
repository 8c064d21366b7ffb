#include "sandbox/html_library.h"

#include "sandbox/frozen_table.h"
#include "sandbox/html.h"
#include "sandbox/print.h"
#include "sandbox/sandbox.h"

#include <lauxlib.h>

static const char scratch_type[] = "html source";

/* A buffer that is freed when the function returns or an error passes. Lua does not know its
 * size, so it must not wait for the collector. Do not remove its slot from the stack. */
static struct buffer *push_scratch(lua_State *L)
{
	struct buffer *scratch = lua_newuserdatauv(L, sizeof *scratch, 0);

	*scratch = (struct buffer){0};
	luaL_setmetatable(L, scratch_type);
	lua_toclose(L, -1);
	return scratch;
}

static int scratch_free(lua_State *L)
{
	buffer_free(lua_touserdata(L, 1));
	return 0;
}

/* Pushes the source of the value at INDEX as a Lua string, above a scratch. */
static void push_source(lua_State *L, int index)
{
	const struct html *html = html_check(L, index);
	struct buffer *scratch = push_scratch(L);

	html_write(html, scratch);
	state_expect_memory(L, scratch->size);
	lua_pushlstring(L, scratch->size ? scratch->at : "", scratch->size);
	buffer_free(scratch);
}

static int html_tostring(lua_State *L)
{
	push_source(L, 1);
	return 1;
}

static int html_replace(lua_State *L)
{
	enum { SELF = 1, PATTERN, REPLACEMENT, LIMIT };
	size_t size;

	lua_settop(L, LIMIT);
	if (html_test(L, REPLACEMENT)) {
		push_source(L, REPLACEMENT);
		lua_replace(L, REPLACEMENT);
	}
	push_source(L, SELF);
	lua_replace(L, SELF);
	sandbox_push_global(L, "string");
	lua_getfield(L, -1, "gsub");
	for (int i = SELF; i <= LIMIT; i++)
		lua_pushvalue(L, i);
	lua_call(L, LIMIT, 1);
	const char *source = lua_tolstring(L, -1, &size);
	html_push_string(L, text_make(source, size));
	return 1;
}

static int html_escape_value(lua_State *L)
{
	struct buffer *scratch = push_scratch(L);

	luaL_checkany(L, 1);
	print_value(L, 1, PRINT_TEXT, scratch);
	html_push_string(L, buffer_view(scratch));
	return 1;
}

static int html_join(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 2);
	struct buffer *scratch = push_scratch(L);
	lua_Integer count = luaL_len(L, 1);

	for (lua_Integer i = 1; i <= count; i++) {
		state_charge(L, 1);
		lua_geti(L, 1, i);
		if (i > 1)
			print_value(L, 2, PRINT_TEXT, scratch);
		print_value(L, -1, PRINT_TEXT, scratch);
		state_expect_memory(L, scratch->size);
		lua_pop(L, 1);
	}
	html_push_string(L, buffer_view(scratch));
	return 1;
}

static const luaL_Reg methods[] = {
    {"replace", html_replace}, /* (pattern, replacement, limit) -> html */
    {NULL, NULL},
};

static const luaL_Reg functions[] = {
    {"escape", html_escape_value}, /* (text) -> html */
    {"join", html_join},           /* (list, separator) -> html */
    {NULL, NULL},
};

void html_library_open(lua_State *L)
{
	luaL_newmetatable(L, scratch_type);
	lua_pushcfunction(L, scratch_free);
	lua_setfield(L, -2, "__close");
	lua_pushcfunction(L, scratch_free);
	lua_setfield(L, -2, "__gc");
	lua_pop(L, 1);

	lua_newtable(L);
	lua_pushcfunction(L, html_tostring);
	lua_setfield(L, -2, "__tostring");
	luaL_newlib(L, methods);
	lua_setfield(L, -2, "__index");
	html_set_metatable(L);

	luaL_newlib(L, functions);
	frozen_table_make(L);
	sandbox_set_global(L, "html");
}
