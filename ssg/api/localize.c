#include "api/localize.h"

#include "api/bind.h"
#include "sandbox/state.h"

#include <lauxlib.h>

/* Pushes what is in the reader's buffer. */
static int give(lua_State *L, const struct reader *reader)
{
	bind_push_text(L, buffer_view(&reader->bytes));
	return 1;
}

/* The value on top, under the name below it. */
static struct message_argument read_argument(lua_State *L)
{
	struct message_argument argument = {0};

	if (lua_type(L, -2) != LUA_TSTRING)
		luaL_error(L, "the values of a message have names: t(\"key\", {name = value})");
	argument.name = bind_text(L, -2);
	switch (lua_type(L, -1)) {
	case LUA_TNUMBER:
		argument.kind = ARGUMENT_NUMBER;
		argument.number = lua_tonumber(L, -1);
		break;
	case LUA_TSTRING:
		argument.text = bind_text(L, -1);
		break;
	default:
		luaL_error(L, "\"%s\" of a message is a text or a number, not a %s",
			   argument.name.at, luaL_typename(L, -1));
	}
	return argument;
}

/* A message without values is the same on each page. Pushes the table of those that were said in
 * LANG, and the one whose key is at 1 if it is there. Upvalue 2: the tables by language. */
static bool push_said(lua_State *L, lang_id lang)
{
	if (lua_rawgeti(L, lua_upvalueindex(2), (lua_Integer)lang + 1) == LUA_TNIL) {
		lua_pop(L, 1);
		lua_newtable(L);
		lua_pushvalue(L, -1);
		lua_rawseti(L, lua_upvalueindex(2), (lua_Integer)lang + 1);
	}
	lua_pushvalue(L, 1);
	if (lua_rawget(L, 3) != LUA_TNIL)
		return true;
	lua_pop(L, 1);
	return false;
}

static int translate(lua_State *L)
{
	struct reader *reader = bind_reader(L);
	struct message_argument arguments[WORD_ARGUMENTS_MAX];
	struct text key = bind_text(L, 1);
	size_t count = 0;

	lua_settop(L, 2);
	reads_note_string(reader->reads, reader->lang, key);
	if (lua_isnil(L, 2)) {
		if (push_said(L, reader->lang))
			return 1;
	} else {
		luaL_checktype(L, 2, LUA_TTABLE);
		for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1)) {
			if (count == WORD_ARGUMENTS_MAX)
				return luaL_error(L, "a message has at most %d values",
						  WORD_ARGUMENTS_MAX);
			/* The table holds the texts. */
			arguments[count++] = read_argument(L);
		}
	}
	buffer_clear(&reader->bytes);
	if (!reader->words.message(reader->words.self, reader->lang, key, arguments, count,
				   &reader->bytes))
		return luaL_error(
		    L, "there is no string \"%s\" in strings/%s.yaml", key.at,
		    arena_string(&reader->scratch,
				 reader->model->config->languages[reader->lang].code));
	give(L, reader);
	if (lua_isnil(L, 2)) {
		lua_pushvalue(L, 1);
		lua_pushvalue(L, -2);
		lua_rawset(L, 3);
	}
	return 1;
}

static int format_date(lua_State *L)
{
	struct reader *reader = bind_reader(L);
	struct text style = lua_isnoneornil(L, 2) ? TEXT("long") : bind_text(L, 2);

	if (lua_isnoneornil(L, 1))
		return 0;
	if (lua_isinteger(L, 1)) { /* a year, as YAML has it */
		lua_tolstring(L, 1, NULL);
	}
	struct text iso = bind_text(L, 1);
	buffer_clear(&reader->bytes);
	if (!reader->words.date(reader->words.self, reader->lang, iso, style, &reader->bytes))
		return luaL_error(L, "date(\"%s\", \"%s\"): no date of ISO 8601, or no style",
				  lua_tostring(L, 1), style.at);
	return give(L, reader);
}

static int format_number(lua_State *L)
{
	struct reader *reader = bind_reader(L);

	buffer_clear(&reader->bytes);
	reader->words.number(reader->words.self, reader->lang, luaL_checknumber(L, 1),
			     &reader->bytes);
	return give(L, reader);
}

static int format_list(lua_State *L)
{
	struct reader *reader = bind_reader(L);

	luaL_checktype(L, 1, LUA_TTABLE);
	lua_Integer count = luaL_len(L, 1);
	state_charge(L, (uint64_t)count);
	state_expect_memory(L, (size_t)count * sizeof(struct text));
	struct text *items = arena_array(&reader->scratch, (size_t)count + 1, sizeof *items);
	for (lua_Integer i = 1; i <= count; i++) {
		lua_geti(L, 1, i);
		items[i - 1] = arena_text(&reader->scratch, bind_text(L, -1));
		lua_pop(L, 1);
	}
	buffer_clear(&reader->bytes);
	reader->words.list(reader->words.self, reader->lang, items, (size_t)count, &reader->bytes);
	return give(L, reader);
}

/* Hexadecimal, so that a key is a text like any other; its order is that of the bytes. */
static int make_sort_key(lua_State *L)
{
	static const char digits[] = "0123456789abcdef";
	struct reader *reader = bind_reader(L);
	struct text text = bind_text(L, 1);

	state_charge(L, text.size);
	buffer_clear(&reader->bytes);
	reader->collation.key(reader->collation.self, reader->lang, text, &reader->bytes);
	struct text key = arena_text(&reader->scratch, buffer_view(&reader->bytes));
	buffer_clear(&reader->bytes);
	for (size_t i = 0; i < key.size; i++) {
		unsigned char byte = (unsigned char)key.at[i];
		buffer_byte(&reader->bytes, digits[byte >> 4]);
		buffer_byte(&reader->bytes, digits[byte & 15]);
	}
	return give(L, reader);
}

void localize_open(lua_State *L, struct reader *reader)
{
	static const luaL_Reg functions[] = {
	    {"t", translate},      {"date", format_date},       {"number", format_number},
	    {"list", format_list}, {"sort_key", make_sort_key}, {NULL, NULL},
	};

	lua_pushlightuserdata(L, reader);
	lua_newtable(L);
	luaL_setfuncs(L, functions, 2);
}
