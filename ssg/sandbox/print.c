#include "sandbox/print.h"

#include "base/html_escape.h"
#include "base/link_address.h"
#include "sandbox/html.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_MAX = 64 };

static struct text number_text(lua_State *L, int index, char room[NUMBER_MAX])
{
	lua_Number number = lua_tonumber(L, index);
	bool whole =
	    number > -0x1p53 && number < 0x1p53 && number == (lua_Number)(lua_Integer)number;
	int size;

	if (lua_isinteger(L, index))
		size = snprintf(room, NUMBER_MAX, LUA_INTEGER_FMT, lua_tointeger(L, index));
	else if (whole)
		size = snprintf(room, NUMBER_MAX, LUA_INTEGER_FMT, (lua_Integer)number);
	else if (isnan(number)) /* its sign differs between processors */
		size = snprintf(room, NUMBER_MAX, "nan");
	else
		size = snprintf(room, NUMBER_MAX, LUA_NUMBER_FMT, number);
	return text_make(room, (size_t)size);
}

static _Noreturn void refuse(lua_State *L, int index)
{
	const char *type = luaL_typename(L, index);

	if (lua_isboolean(L, index))
		luaL_error(L, "%s cannot be printed: choose a text with `and` and `or`, or `if`",
			   lua_toboolean(L, index) ? "true" : "false");
	if (lua_istable(L, index))
		luaL_error(L, "a table cannot be printed: print a field of it, or table.concat() "
			      "of a list");
	if (lua_isfunction(L, index))
		luaL_error(L, "a function cannot be printed: call it with ()");
	if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING)
		type = lua_tostring(L, -1);
	luaL_error(L, "a value of type %s cannot be printed: print a field of it", type);
	__builtin_unreachable();
}

/* The text, number or nil at INDEX. */
static struct text plain_value(lua_State *L, int index, char room[NUMBER_MAX])
{
	size_t size;

	switch (lua_type(L, index)) {
	case LUA_TSTRING: {
		const char *at = lua_tolstring(L, index, &size);
		return text_make(at, size);
	}
	case LUA_TNUMBER:
		return number_text(L, index, room);
	case LUA_TNIL:
	case LUA_TNONE:
		return TEXT("");
	default:
		if (html_test(L, index))
			luaL_error(L, "HTML cannot be printed here: attributes, <title> and "
				      "<textarea> hold plain text");
		refuse(L, index);
	}
}

void print_value(lua_State *L, int index, enum print_place place, struct buffer *out)
{
	const struct html *html = place == PRINT_TEXT ? html_test(L, index) : NULL;
	char room[NUMBER_MAX];

	if (html)
		html_write(html, out);
	else
		print_string(plain_value(L, index, room), place, out);
}

static void print_url_scheme(struct text address, struct buffer *out)
{
	size_t colon = text_find_byte(address, ':');

	if (colon == SIZE_MAX) {
		html_escape_address(out, address);
		return;
	}
	html_escape_address(out, text_slice(address, 0, colon));
	buffer_string(out, "%3A");
	html_escape_address(out, text_slice(address, colon + 1, address.size));
}

void print_string(struct text text, enum print_place place, struct buffer *out)
{
	switch (place) {
	case PRINT_NOWHERE:
		break;
	case PRINT_TEXT:
	case PRINT_PLAIN:
		html_escape_quotes(out, text);
		break;
	case PRINT_URL:
		if (text.size && text.at[0] == ':')
			print_url_scheme(text, out);
		else if (link_address_kind(text, false) == ADDRESS_REFUSED)
			buffer_byte(out, '#');
		else
			html_escape_address(out, text);
		break;
	case PRINT_URL_SCHEME:
		print_url_scheme(text, out);
		break;
	case PRINT_URL_REST:
		html_escape_address(out, text);
		break;
	}
}
