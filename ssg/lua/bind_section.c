#include "lua/bind_section.h"

#include "lua/bind_document.h"
#include "lua/state.h"
#include "site/address.h"

#include <lauxlib.h>

static const struct section *section_of(const struct reader *reader, const struct object *o)
{
	return &reader->model->sections[o->id];
}

/* Pushes the option NAME of the table at OPTIONS. False, and nothing is pushed: not given. */
static bool push_option(lua_State *L, int options, const char *name)
{
	if (lua_getfield(L, options, name) != LUA_TNIL)
		return true;
	lua_pop(L, 1);
	return false;
}

static enum sort_key read_sort(lua_State *L)
{
	static const char *const names[] = {"date", "title", "id", "weight"};
	const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_is(text_of(name), names[i]))
			return (enum sort_key)i;
	luaL_error(L, "sort must be \"date\", \"title\", \"id\" or \"weight\"");
	return SORT_DATE;
}

static const struct type *read_type(lua_State *L, const struct reader *reader)
{
	const struct types *types = &reader->model->config->types;
	struct text id = bind_text(L, -1);

	for (size_t i = 0; i < types->count; i++)
		if (text_equal(types->list[i].id, id))
			return &types->list[i];
	luaL_error(L, "there is no type '%s'", lua_tostring(L, -1));
	return NULL;
}

/* A misspelt option would silently give another list. */
static void check_options(lua_State *L, int options)
{
	static const char *const known[] = {"section", "deep", "type",    "taxonomy",
					    "term",    "sort", "reverse", "limit"};

	for (lua_pushnil(L); lua_next(L, options); lua_pop(L, 1)) {
		const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
		bool found = false;
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			found = found || text_is(text_of(name), known[i]);
		if (!found)
			luaL_error(L,
				   "a list of documents has no option '%s': known are section, "
				   "deep, type, taxonomy, term, sort, reverse, limit",
				   name);
	}
}

static void read_options(lua_State *L, const struct reader *reader, struct query *query,
			 int options)
{
	luaL_checktype(L, options, LUA_TTABLE);
	check_options(L, options);
	if (push_option(L, options, "deep")) {
		query->deep = lua_toboolean(L, -1);
		lua_pop(L, 1);
	}
	if (push_option(L, options, "limit")) {
		query->limit = bind_limit(L, lua_gettop(L));
		lua_pop(L, 1);
	}
	if (push_option(L, options, "sort")) {
		query->sort = read_sort(L);
		lua_pop(L, 1);
	}
	if (push_option(L, options, "reverse")) {
		query->reverse = lua_toboolean(L, -1);
		lua_pop(L, 1);
	}
	if (push_option(L, options, "type")) {
		query->type = read_type(L, reader);
		lua_pop(L, 1);
	}
}

void bind_push_query(lua_State *L, struct reader *reader, struct query *query, int options)
{
	size_t count;

	if (!lua_isnoneornil(L, options))
		read_options(L, reader, query, options);
	state_charge(L, query->term == NONE && query->section == NONE ? reader->model->by_date_count
								      : 1);
	const work_id *works =
	    query_run(reader->model, query, &reader->collation, &reader->scratch, &count);
	bind_push_documents(L, reader, works, count, 0, query->lang);
}

/* ---- fields */

static struct text path_of(struct reader *reader, const struct object *o)
{
	buffer_clear(&reader->bytes);
	address_of_section(reader->model, o->id, o->lang, &reader->bytes);
	return buffer_view(&reader->bytes);
}

static void get_id(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push_text(L, section_of(reader, o)->id);
}

static void get_title(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push_text(L, model_section_title(reader->model, o->id, o->lang));
}

static void get_path(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push_text(L, path_of(reader, o));
}

static void get_url(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push_url(L, reader, path_of(reader, o));
}

static void get_document(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push(L, &document_type, section_of(reader, o)->index, o->lang);
}

static void get_sections(lua_State *L, struct reader *reader, const struct object *o)
{
	lua_Integer count = 0;

	lua_newtable(L);
	/* A parent stands before its children. */
	for (section_id i = o->id + 1; i < reader->model->section_count; i++) {
		if (reader->model->sections[i].parent != o->id)
			continue;
		bind_push(L, &section_type, i, o->lang);
		lua_rawseti(L, -2, ++count);
	}
}

static struct query all_of(const struct object *o)
{
	return (struct query){.lang = o->lang, .section = o->id, .term = NONE};
}

static void get_count(lua_State *L, struct reader *reader, const struct object *o)
{
	struct query query = all_of(o);

	lua_pushinteger(L, (lua_Integer)query_count(reader->model, &query));
}

static int call_documents(lua_State *L)
{
	struct query query = all_of(bind_check(L, 1, &section_type));

	bind_push_query(L, bind_reader(L), &query, 2);
	return 1;
}

static const struct getter getters[] = {
    {"id", get_id},
    {"title", get_title},
    {"path", get_path},
    {"url", get_url},
    {"document", get_document},
    {"sections", get_sections},
    {"count", get_count},
    {NULL, NULL},
};

static const struct method methods[] = {{"documents", call_documents}, {NULL, NULL}};

const struct bound_type section_type = {"section", getters, methods, NULL};
