#include "sandbox/freeze.h"

#include "base/characters.h"
#include "sandbox/frozen_table.h"
#include "sandbox/html.h"
#include "sandbox/ordered_pairs.h"
#include "sandbox/state.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>

/* Lua does not know of memory in the arena: the budget of instructions bounds it. */
enum { BYTES_A_UNIT = 8 };

struct freezing {
	lua_State *L;
	struct arena *arena;
	const struct objects *objects;
	size_t bytes; /* of the copy so far */
};

/* The way to what is being copied: on the C stack, written out when there is an error. */
struct step {
	const struct step *above; /* NULL for the outermost value */
	struct text key;
	lua_Integer item; /* 0: KEY is meant */
};

static void push_path(lua_State *L, const struct step *step)
{
	if (!step) {
		lua_pushliteral(L, "data");
		return;
	}
	push_path(L, step->above);
	if (step->item) {
		lua_pushfstring(L, "[%I]", (LUAI_UACINT)step->item);
	} else {
		lua_pushliteral(L, ".");
		lua_pushlstring(L, step->key.at, step->key.size);
		lua_concat(L, 2);
	}
	lua_concat(L, 2);
}

static _Noreturn void refuse(const struct freezing *job, const struct step *at, const char *reason)
{
	luaL_checkstack(job->L, FREEZE_DEPTH_MAX + LUA_MINSTACK, NULL);
	push_path(job->L, at);
	luaL_error(job->L, "%s: %s", lua_tostring(job->L, -1), reason);
	__builtin_unreachable();
}

/* Writes what is wrong with TEXT into ROOM and returns it; NULL if nothing is. */
static const char *text_fault(struct text text, char *room, size_t size)
{
	size_t offset = 0, length;
	uint32_t code_point;
	enum character_fault fault;

	while ((fault = characters_find_fault(text, &offset, &code_point, &length))) {
		if (fault == CHARACTER_BROKEN)
			return "a text that is not UTF-8 cannot be kept";
		if (fault == CHARACTER_CONTROL) {
			snprintf(room, size,
				 "a text with the control character U+%04X cannot be kept",
				 (unsigned)code_point);
			return room;
		}
		offset += length; /* a plugin may have reasons to direct text */
	}
	return NULL;
}

void freeze_check_text(lua_State *L, const char *what, struct text text)
{
	char room[80];
	const char *fault = text_fault(text, room, sizeof room);

	if (fault)
		luaL_error(L, "%s: %s", what, fault);
}

/* ---- Lua to values */

/* The string at INDEX, as long as Lua holds it. */
static struct text text_at(lua_State *L, int index)
{
	struct text text;

	text.at = lua_tolstring(L, index, &text.size);
	return text;
}

static void spend(struct freezing *job, size_t bytes)
{
	job->bytes += bytes;
	state_charge(job->L, 1 + bytes / BYTES_A_UNIT);
	state_expect_memory(job->L, job->bytes);
}

static struct value_node *new_node(struct freezing *job, enum value_kind kind)
{
	/* The node and its place in a list, which has up to twice as many. */
	spend(job, sizeof(struct value_node) + 2 * sizeof(struct value_node *));
	return value_node(job->arena, kind);
}

/* TEXT is in the arena already. */
static struct value_node *text_node(struct freezing *job, enum value_kind kind, struct text text,
				    const struct step *at)
{
	char room[80];
	const char *fault = text_fault(text, room, sizeof room);

	if (fault)
		refuse(job, at, fault);
	struct value_node *node = new_node(job, kind);
	node->text = text;
	return node;
}

static struct value_node *freeze_text(struct freezing *job, struct text text, const struct step *at)
{
	spend(job, text.size);
	return text_node(job, VALUE_STRING, arena_text(job->arena, text), at);
}

static struct value_node *freeze_html(struct freezing *job, const struct html *html,
				      const struct step *at)
{
	struct buffer source = {0};

	html_write(html, &source);
	struct text text = arena_text(job->arena, buffer_view(&source));
	buffer_free(&source);
	spend(job, text.size);
	return text_node(job, VALUE_HTML, text, at);
}

static struct value_node *freeze_number(struct freezing *job, int index, const struct step *at)
{
	struct value_node *node;

	if (lua_isinteger(job->L, index)) {
		node = new_node(job, VALUE_INTEGER);
		node->integer = lua_tointeger(job->L, index);
		return node;
	}
	lua_Number number = lua_tonumber(job->L, index);
	if (isnan(number)) /* its bits differ between processors */
		refuse(job, at, "the result of 0/0 is no number that could be kept");
	node = new_node(job, VALUE_NUMBER);
	node->number = number;
	return node;
}

static struct value_node *whole_number(struct freezing *job, enum value_kind kind, int64_t integer)
{
	struct value_node *node = new_node(job, kind);

	node->integer = integer;
	return node;
}

static void check_depth(const struct freezing *job, const struct step *at, int depth)
{
	if (depth >= FREEZE_DEPTH_MAX)
		refuse(job, at,
		       lua_pushfstring(job->L,
				       "more than %d tables inside each other cannot be kept: does "
				       "one contain itself?",
				       FREEZE_DEPTH_MAX));
}

/* A copy of data that is a value already. Its texts are those of files, which were checked. */
static struct value_node *copy_value(struct freezing *job, const struct value *value,
				     const struct step *at, int depth)
{
	enum value_kind kind = (enum value_kind)value->kind;
	struct value_node *node = new_node(job, kind);

	switch (kind) {
	case VALUE_STRING:
	case VALUE_DATE:
	case VALUE_HTML:
		spend(job, value->count);
		node->text = arena_text(job->arena, value_text(value));
		break;
	case VALUE_LIST:
		check_depth(job, at, depth);
		for (size_t i = 0; i < value_count(value); i++)
			value_node_add(job->arena, node,
				       copy_value(job, value_item(value, i), at, depth + 1));
		break;
	case VALUE_MAP:
		check_depth(job, at, depth);
		for (size_t i = 0; i < value_count(value); i++) {
			const struct value_entry *entry = value_entry(value, i);
			value_node_add(job->arena, node,
				       copy_value(job, &entry->key, at, depth + 1));
			value_node_add(job->arena, node,
				       copy_value(job, &entry->value, at, depth + 1));
		}
		break;
	case VALUE_NUMBER:
		node->number = value->number;
		break;
	default:
		node->integer = value->integer;
	}
	return node;
}

static struct value_node *freeze_object(struct freezing *job, int index, const struct step *at,
					int depth)
{
	lua_State *L = job->L;
	const struct html *html = html_test(L, index);
	const struct objects *objects = job->objects;
	struct value room;
	const struct value *value = objects ? objects->value_of(L, index, &room) : NULL;
	const char *type = luaL_typename(L, index);

	if (html)
		return freeze_html(job, html, at);
	if (value)
		return copy_value(job, value, at, depth);
	if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING)
		type = lua_tostring(L, -1);
	refuse(job, at, lua_pushfstring(L, "a %s cannot be kept", type));
}

/* True if the keys of the table at INDEX are 1 to COUNT. If not, all must be texts: anything
 * else is an error, which names no key, as Lua's own order differs from build to build. */
static bool is_list(const struct freezing *job, int index, const struct step *at,
		    lua_Integer *count)
{
	lua_State *L = job->L;
	lua_Integer numbers = 0, texts = 0, others = 0, largest = 0;
	bool gap = false;

	for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
		numbers += lua_type(L, -2) == LUA_TNUMBER;
		texts += lua_type(L, -2) == LUA_TSTRING;
		others += lua_type(L, -2) != LUA_TNUMBER && lua_type(L, -2) != LUA_TSTRING;
		if (lua_type(L, -2) != LUA_TNUMBER)
			continue;
		lua_Integer number = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0;
		gap = gap || number < 1;
		if (number > largest)
			largest = number;
	}
	state_charge(L, (uint64_t)(numbers + texts + others));
	if (others)
		refuse(job, at, "keys must be texts, or the numbers of a list");
	if (numbers && texts)
		refuse(job, at, "a table with both texts and numbers as keys cannot be kept");
	if (numbers && (gap || largest != numbers))
		refuse(job, at, "numbers as keys must be those of a list: 1, 2, 3 … without a gap");
	*count = numbers;
	return !texts;
}

static struct value_node *freeze_at(struct freezing *job, int index, const struct step *at,
				    int depth);

static struct value_node *freeze_list(struct freezing *job, int index, lua_Integer count,
				      const struct step *at, int depth)
{
	struct value_node *list = new_node(job, VALUE_LIST);

	for (lua_Integer i = 1; i <= count; i++) {
		struct step step = {at, TEXT(""), i};
		lua_rawgeti(job->L, index, i);
		value_node_add(job->arena, list, freeze_at(job, -1, &step, depth + 1));
		lua_pop(job->L, 1);
	}
	return list;
}

static struct value_node *freeze_map(struct freezing *job, int index, const struct step *at,
				     int depth)
{
	lua_State *L = job->L;
	struct value_node *map = new_node(job, VALUE_MAP);
	lua_Integer count = ordered_keys(L, index);

	for (lua_Integer i = 1; i <= count; i++) {
		lua_rawgeti(L, -1, i);
		struct step step = {at, text_at(L, -1), 0};
		value_node_add(job->arena, map, freeze_text(job, step.key, &step));
		lua_pushvalue(L, -1);
		lua_rawget(L, index);
		value_node_add(job->arena, map, freeze_at(job, -1, &step, depth + 1));
		lua_pop(L, 2);
	}
	lua_pop(L, 1);
	return map;
}

static struct value_node *freeze_table(struct freezing *job, int index, const struct step *at,
				       int depth)
{
	lua_State *L = job->L;
	int top = lua_gettop(L);
	lua_Integer count;

	check_depth(job, at, depth);
	luaL_checkstack(L, LUA_MINSTACK, NULL);
	if (frozen_table_push_thawed(L, index))
		index = lua_gettop(L);
	struct value_node *node = is_list(job, index, at, &count)
				      ? freeze_list(job, index, count, at, depth)
				      : freeze_map(job, index, at, depth);
	lua_settop(L, top);
	return node;
}

static struct value_node *freeze_at(struct freezing *job, int index, const struct step *at,
				    int depth)
{
	lua_State *L = job->L;

	index = lua_absindex(L, index);
	switch (lua_type(L, index)) {
	case LUA_TNONE:
	case LUA_TNIL:
		return new_node(job, VALUE_NULL);
	case LUA_TBOOLEAN:
		return whole_number(job, VALUE_BOOLEAN, lua_toboolean(L, index));
	case LUA_TNUMBER:
		return freeze_number(job, index, at);
	case LUA_TSTRING:
		return freeze_text(job, text_at(L, index), at);
	case LUA_TTABLE:
		return freeze_table(job, index, at, depth);
	default:
		return freeze_object(job, index, at, depth);
	}
}

struct value_node *freeze(lua_State *L, int index, const struct objects *objects,
			  struct arena *arena)
{
	struct freezing job = {L, arena, objects, 0};

	return freeze_at(&job, index, NULL, 0);
}

/* ---- values to Lua */

static void thaw_list(lua_State *L, const struct value_node *list)
{
	lua_createtable(L, (int)list->count, 0);
	for (size_t i = 0; i < list->count; i++) {
		thaw(L, list->items[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

static void thaw_map(lua_State *L, const struct value_node *map)
{
	lua_createtable(L, 0, (int)(map->count / 2));
	for (size_t i = 0; i + 1 < map->count; i += 2) {
		lua_pushlstring(L, map->items[i]->text.at, map->items[i]->text.size);
		thaw(L, map->items[i + 1]);
		lua_rawset(L, -3);
	}
}

void thaw(lua_State *L, const struct value_node *node)
{
	state_charge(L, 1);
	luaL_checkstack(L, LUA_MINSTACK, NULL);
	switch (node->kind) {
	case VALUE_BOOLEAN:
		lua_pushboolean(L, node->integer != 0);
		break;
	case VALUE_INTEGER:
		lua_pushinteger(L, node->integer);
		break;
	case VALUE_NUMBER:
		lua_pushnumber(L, node->number);
		break;
	case VALUE_STRING:
	case VALUE_DATE:
		lua_pushlstring(L, node->text.at, node->text.size);
		break;
	case VALUE_HTML:
		html_push_string(L, node->text);
		break;
	case VALUE_LIST:
		thaw_list(L, node);
		break;
	case VALUE_MAP:
		thaw_map(L, node);
		break;
	case VALUE_NULL:
	case VALUE_WORK:
	case VALUE_TERM:
		lua_pushnil(L);
	}
}
