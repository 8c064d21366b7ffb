#include "lua/bind_term.h"

#include "lua/bind_section.h"
#include "lua/bind_value.h"
#include "site/address.h"
#include "site/relations.h"

#include <lauxlib.h>

static const struct term *term_of(const struct reader *reader, const struct object *o)
{
	return &reader->model->terms[o->id];
}

static void get_id(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push_text(L, term_of(reader, o)->id);
}

static void get_label(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push_text(L, model_term_label(reader->model, o->id, o->lang));
}

static void get_taxonomy(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push(L, &taxonomy_type, term_of(reader, o)->taxonomy, o->lang);
}

static struct query all_of(const struct object *o)
{
	return (struct query){.lang = o->lang, .section = NONE, .term = o->id};
}

static void get_count(lua_State *L, struct reader *reader, const struct object *o)
{
	struct query query = all_of(o);

	lua_pushinteger(L, (lua_Integer)query_count(reader->model, &query));
}

static struct text path_of(struct reader *reader, const struct object *o)
{
	buffer_clear(&reader->bytes);
	if (term_of(reader, o)->has_page)
		address_of_term(reader->model, o->id, o->lang, &reader->bytes);
	return buffer_view(&reader->bytes);
}

static void get_path(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push_optional(L, path_of(reader, o));
}

static void get_url(lua_State *L, struct reader *reader, const struct object *o)
{
	struct text path = path_of(reader, o);

	if (path.size)
		bind_push_url(L, reader, path);
	else
		lua_pushnil(L);
}

static void get_parent(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push(L, &term_type, term_of(reader, o)->parent, o->lang);
}

/* The terms of TAXONOMY as declared: all of them, or those right below PARENT (NONE: roots). */
static void push_terms(lua_State *L, struct reader *reader, uint32_t taxonomy, bool all,
		       term_id parent, lang_id lang)
{
	struct range terms = reader->model->taxonomies[taxonomy].terms;
	lua_Integer count = 0;

	lua_newtable(L);
	for (term_id i = terms.first; i < terms.first + terms.count; i++) {
		if (!all && reader->model->terms[i].parent != parent)
			continue;
		bind_push(L, &term_type, i, lang);
		lua_rawseti(L, -2, ++count);
	}
}

static void get_children(lua_State *L, struct reader *reader, const struct object *o)
{
	push_terms(L, reader, term_of(reader, o)->taxonomy, false, o->id, o->lang);
}

static void get_description(lua_State *L, struct reader *reader, const struct object *o)
{
	const struct value *label = value_get(term_of(reader, o)->declared, "description");

	bind_push_optional(L, config_label(reader->model->config, label, o->lang, TEXT("")));
}

static void get_other(lua_State *L, struct reader *reader, const struct object *o, struct text name)
{
	bind_value_push(L, value_find(term_of(reader, o)->declared, name), o->lang);
}

static int call_documents(lua_State *L)
{
	struct query query = all_of(bind_check(L, 1, &term_type));

	bind_push_query(L, bind_reader(L), &query, 2);
	return 1;
}

static int call_related(lua_State *L)
{
	struct reader *reader = bind_reader(L);
	const struct object *o = bind_check(L, 1, &term_type);
	size_t count, limit = bind_limit(L, 2);
	const struct term_count *found =
	    terms_related(reader->model, o->id, limit ? limit : SIZE_MAX, &reader->scratch, &count);

	lua_newtable(L);
	for (size_t i = 0; i < count; i++) {
		lua_createtable(L, 0, 2);
		bind_push(L, &term_type, found[i].term, o->lang);
		lua_setfield(L, -2, "term");
		lua_pushinteger(L, found[i].count);
		lua_setfield(L, -2, "count");
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

static int call_attached(lua_State *L)
{
	const struct object *o = bind_check(L, 1, &term_type);

	bind_value_push(L, attached(bind_reader(L)->model, OWNER_TERM, o->id, bind_text(L, 2)),
			o->lang);
	return 1;
}

static const struct getter term_getters[] = {
    {"id", get_id},         {"label", get_label},       {"taxonomy", get_taxonomy},
    {"count", get_count},   {"path", get_path},         {"url", get_url},
    {"parent", get_parent}, {"children", get_children}, {"description", get_description},
    {NULL, NULL},
};

static const struct method term_methods[] = {
    {"documents", call_documents},
    {"related", call_related},
    {"attached", call_attached},
    {NULL, NULL},
};

const struct bound_type term_type = {"term", term_getters, term_methods, get_other};

/* ---- taxonomies */

static const struct taxonomy_config *config_of(const struct reader *reader, const struct object *o)
{
	return reader->model->taxonomies[o->id].config;
}

static void get_taxonomy_id(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_push_text(L, config_of(reader, o)->id);
}

static void get_taxonomy_label(lua_State *L, struct reader *reader, const struct object *o)
{
	const struct taxonomy_config *config = config_of(reader, o);

	bind_push_text(L, config_label(reader->model->config, config->label, o->lang, config->id));
}

static void get_terms(lua_State *L, struct reader *reader, const struct object *o)
{
	push_terms(L, reader, o->id, true, NONE, o->lang);
}

static void get_roots(lua_State *L, struct reader *reader, const struct object *o)
{
	push_terms(L, reader, o->id, false, NONE, o->lang);
}

static void get_open(lua_State *L, struct reader *reader, const struct object *o)
{
	lua_pushboolean(L, config_of(reader, o)->open);
}

static const struct getter taxonomy_getters[] = {
    {"id", get_taxonomy_id}, {"label", get_taxonomy_label},
    {"terms", get_terms},    {"roots", get_roots},
    {"open", get_open},      {NULL, NULL},
};

static const struct method taxonomy_methods[] = {{NULL, NULL}};

const struct bound_type taxonomy_type = {"taxonomy", taxonomy_getters, taxonomy_methods, NULL};
