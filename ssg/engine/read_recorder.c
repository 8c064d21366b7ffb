#include "engine/read_recorder.h"

#include <lauxlib.h>
#include <string.h>

/* ---- who reads */

/* The line of the innermost template or plugin that is running. */
static struct text line_of(struct recorder *recorder, lua_State *L)
{
	lua_Debug call;

	for (int level = 0; lua_getstack(L, level, &call); level++)
		if (lua_getinfo(L, "Sl", &call) && call.currentline > 0 && *call.source == '@')
			return arena_printf(&recorder->arena, "%s:%d", call.source + 1,
					    call.currentline);
	return TEXT("");
}

static bool is_word(struct text text)
{
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.at[i];
		if ((byte < 'a' || byte > 'z') && (byte < '0' || byte > '9') && byte != '_')
			return false;
	}
	return text.size > 0;
}

/* The name of the field that is being read. A function that reads one takes the object and the name
 * as its first two arguments, or, if it prints the field, as its second and third. */
static struct text key_of(struct recorder *recorder, lua_State *L)
{
	struct text key = TEXT("");
	lua_Debug call;

	if (!lua_getstack(L, 0, &call) || !lua_getinfo(L, "S", &call) || *call.what != 'C')
		return key;
	int object = lua_type(L, 1) == LUA_TUSERDATA ? 1 : 2;
	if (lua_type(L, object) != LUA_TUSERDATA || lua_type(L, object + 1) != LUA_TSTRING)
		return key;
	key.at = lua_tolstring(L, object + 1, &key.size);
	return is_word(key) ? arena_text(&recorder->arena, key) : TEXT("");
}

/* ---- the list of reads */

static struct text id_of(struct arena *arena, uint32_t number, struct text name)
{
	return name.size ? arena_printf(arena, "%.*s", TEXT_ARGS(name))
			 : arena_printf(arena, "%u", number);
}

static struct recorded_read *read_of(struct recorder *recorder, uint32_t number, struct text name,
				     struct text id)
{
	size_t found = map_get(&recorder->by_id, id);

	if (found != MAP_NONE)
		return &recorder->list[found];
	recorder->list =
	    arena_grow(&recorder->arena, recorder->list, recorder->count, sizeof *recorder->list);
	map_put(&recorder->by_id, id, recorder->count);
	struct recorded_read *read = &recorder->list[recorder->count++];
	*read =
	    (struct recorded_read){.number = number, .name = arena_text(&recorder->arena, name)};
	return read;
}

static void add_template(struct recorder *recorder, struct text name)
{
	for (size_t i = 0; i < recorder->template_count; i++)
		if (text_equal(recorder->templates[i], name))
			return;
	recorder->templates = arena_grow(&recorder->arena, recorder->templates,
					 recorder->template_count, sizeof name);
	recorder->templates[recorder->template_count++] = arena_text(&recorder->arena, name);
}

static void record_read(void *self, uint32_t number, struct text name)
{
	struct recorder *recorder = self;
	struct arena *arena = &recorder->arena;
	lua_State *L = state_lua(recorder->renderer->state);
	struct read own;

	if (read_kind_of_name(name) == READ_TEMPLATE &&
	    read_of_name(recorder->renderer->model, name, &own)) {
		add_template(recorder, own.name);
		return;
	}
	struct text id = id_of(arena, number, name);
	struct recorded_read *read = read_of(recorder, number, name, id);
	struct read_place place = {key_of(recorder, L), line_of(recorder, L)};
	struct text whole = arena_printf(arena, "%.*s\n%.*s\n%.*s", TEXT_ARGS(id),
					 TEXT_ARGS(place.key), TEXT_ARGS(place.line));

	if (map_get(&recorder->by_id, whole) != MAP_NONE)
		return;
	map_put(&recorder->by_id, whole, 0);
	read->places = arena_grow(arena, read->places, read->place_count, sizeof place);
	read->places[read->place_count++] = place;
}

void recorder_open(struct recorder *recorder, struct renderer *renderer)
{
	*recorder = (struct recorder){.renderer = renderer};
	renderer->reads.seen = record_read;
	renderer->reads.self = recorder;
}

void recorder_close(struct recorder *recorder)
{
	recorder->renderer->reads.seen = NULL;
	map_free(&recorder->by_id);
	arena_free(&recorder->arena);
}

const struct recorded_read *recorder_find(const struct recorder *recorder, uint32_t number,
					  struct text name)
{
	struct arena arena = {0};
	size_t found = map_get(&recorder->by_id, id_of(&arena, number, name));

	arena_free(&arena);
	return found == MAP_NONE ? NULL : &recorder->list[found];
}
