#include "api/bind_section.h"

#include "api/bind_document.h"
#include "sandbox/state.h"
#include "site/address.h"

#include <lauxlib.h>

enum {
	OPTIONS = 2,     /* index of the table of options: after the object of the method */
	TITLE_WORK = 50, /* of a sort key, in instructions of Lua: about 0.5 µs */
};

static const struct section *section_of(const struct reader *reader, const struct object *o)
{
	return &reader->model->sections[o->id];
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

/* The section of QUERY; false: there is none of this name. */
static bool read_section(lua_State *L, const struct reader *reader, struct query *query)
{
	if (lua_getfield(L, OPTIONS, "section") == LUA_TNIL)
		return true;
	query->section = model_section(reader->model, bind_text(L, -1));
	if (query->section == NONE)
		reads_note_existence(reader->reads, bind_text(L, -1));
	return query->section != NONE;
}

/* The term of QUERY; false: there is none of this name. */
static bool read_term(lua_State *L, const struct reader *reader, struct query *query)
{
	int taxonomy_kind = lua_getfield(L, OPTIONS, "taxonomy");
	int term_kind = lua_getfield(L, OPTIONS, "term");

	if (taxonomy_kind == LUA_TNIL && term_kind == LUA_TNIL)
		return true;
	if (taxonomy_kind != LUA_TSTRING || term_kind != LUA_TSTRING)
		luaL_error(L, "options taxonomy and term are two texts, and go together");
	uint32_t taxonomy = model_taxonomy(reader->model, bind_text(L, -2));
	if (taxonomy == NONE)
		luaL_error(L, "there is no taxonomy '%s'", lua_tostring(L, -2));
	query->term = model_term(reader->model, taxonomy, bind_text(L, -1));
	if (query->term == NONE)
		reads_note_existence(reader->reads, bind_text(L, -1));
	return query->term != NONE;
}

/* The object of the list itself is not an option. False if nothing can be in the list. */
static bool read_options(lua_State *L, const struct reader *reader, struct query *query)
{
	static const char *const of_site[] = {"section", "deep",    "taxonomy", "term", "type",
					      "sort",    "reverse", "limit",    NULL};
	static const char *const of_section[] = {"deep", "taxonomy", "term",  "type",
						 "sort", "reverse",  "limit", NULL};
	static const char *const of_term[] = {"section", "deep",  "type", "sort",
					      "reverse", "limit", NULL};
	bool has_section = query->section != NONE, has_term = query->term != NONE;

	bind_check_options(L, OPTIONS, has_section ? of_section : has_term ? of_term : of_site);
	lua_getfield(L, OPTIONS, "deep");
	query->deep = lua_toboolean(L, -1);
	lua_getfield(L, OPTIONS, "reverse");
	query->reverse = lua_toboolean(L, -1);
	lua_getfield(L, OPTIONS, "limit");
	query->limit = bind_limit(L, lua_gettop(L));
	if (lua_getfield(L, OPTIONS, "sort") != LUA_TNIL)
		query->sort = read_sort(L);
	if (lua_getfield(L, OPTIONS, "type") != LUA_TNIL)
		query->type = read_type(L, reader);
	return (has_section || read_section(L, reader, query)) &&
	       (has_term || read_term(L, reader, query));
}

/* How many documents QUERY looks at. */
static uint64_t cost(const struct model *model, const struct query *query)
{
	if (query->term != NONE)
		return model->terms[query->term].works.count;
	if (query->section != NONE && !query->deep)
		return model->sections[query->section].works.count;
	return model->by_date_count;
}

void bind_push_query(lua_State *L, struct reader *reader, struct query *query)
{
	size_t count;

	lua_settop(L, OPTIONS);
	if (!lua_isnil(L, OPTIONS) && !read_options(L, reader, query)) {
		lua_newtable(L);
		return;
	}
	state_charge(L, cost(reader->model, query) * (query->sort == SORT_TITLE ? TITLE_WORK : 1));
	reads_note_query(reader->reads, query, false);
	arena_free(&reader->list);
	const work_id *works =
	    query_run(reader->model, query, &reader->collation, &reader->list, &count);
	bind_push_documents(L, reader, works, count, 0, query->lang);
}

void bind_push_count(lua_State *L, const struct reader *reader, const struct query *query)
{
	state_charge(L, cost(reader->model, query));
	reads_note_query(reader->reads, query, true);
	lua_pushinteger(L, (lua_Integer)query_count(reader->model, query));
}

/* ---- fields */

static struct text path_of(struct reader *reader, const struct object *o)
{
	buffer_clear(&reader->bytes);
	address_of_section(reader->model, o->id, o->lang, &reader->bytes);
	return buffer_view(&reader->bytes);
}

static struct text id_of(struct reader *reader, const struct object *o)
{
	return bind_always(section_of(reader, o)->id);
}

static struct text title_of(struct reader *reader, const struct object *o)
{
	return bind_always(model_section_title(reader->model, o->id, o->lang));
}

static struct text url_of(struct reader *reader, const struct object *o)
{
	return bind_url(reader, path_of(reader, o));
}

static void get_document(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push(L, &document_type, section_of(reader, o)->index, o->lang);
}

static void get_sections(lua_State *L, struct reader *reader, const struct object *o)
{
	lua_Integer count = 0;

	lua_newtable(L);
	state_charge(L, reader->model->section_count - o->id);
	/* A parent comes before its children. */
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

	bind_push_count(L, reader, &query);
}

static int call_documents(lua_State *L)
{
	struct query query = all_of(bind_check(L, 1, &section_type));

	bind_push_query(L, bind_reader(L), &query);
	return 1;
}

static const struct getter getters[] = {
    {"id", NULL, READ_NOTHING, id_of},
    {"title", NULL, READ_SECTION, title_of},
    {"path", NULL, READ_SECTION, path_of},
    {"url", NULL, READ_SECTION, url_of},
    {"document", get_document, READ_SECTION, NULL},
    {"sections", get_sections, READ_SECTION, NULL},
    {"count", get_count, READ_SECTION_WORKS, NULL},
    {NULL, NULL, READ_NOTHING, NULL},
};

static const struct method methods[] = {{"documents", call_documents}, {NULL, NULL}};

const struct bound_type section_type = {"section", getters, methods, NULL};
