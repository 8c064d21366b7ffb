#include "api/bind.h"

#include "api/bind_section.h"
#include "api/bind_value.h"
#include "sandbox/state.h"
#include "site/pages.h"
#include "site/relations.h"

#include <lauxlib.h>
#include <stdlib.h>

static const struct term *term_of(const struct reader *reader, const struct object *o)
{
	return &reader->model->terms[o->id];
}

static struct text id_of(struct reader *reader, const struct object *o)
{
	return bind_always(term_of(reader, o)->id);
}

static struct text label_of(struct reader *reader, const struct object *o)
{
	return bind_always(model_term_label(reader->model, o->id, o->lang));
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

	bind_push_count(L, reader, &query);
}

/* The path, or the address, of PAGE; nil when there is none. */
static struct text page_text(struct reader *reader, const struct page *page, bool url)
{
	if (!page)
		return (struct text){0};
	return url ? bind_url(reader, page->path) : page->path;
}

static struct text path_of(struct reader *reader, const struct object *o)
{
	return page_text(reader, pages_find_term(reader->model, o->id, o->lang), false);
}

static struct text url_of(struct reader *reader, const struct object *o)
{
	return page_text(reader, pages_find_term(reader->model, o->id, o->lang), true);
}

static void get_parent(lua_State *L, struct reader *reader, const struct object *o)
{
	reads_note(reader->reads, READ_TAXONOMY, term_of(reader, o)->taxonomy, o->lang);
	bind_push(L, &term_type, term_of(reader, o)->parent, o->lang);
}

struct ranked {
	struct text key;
	term_id term;
};

static int by_key(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	int order = text_compare(a->key, b->key);

	return order ? order : (a->term > b->term) - (a->term < b->term);
}

/* The terms of TAXONOMY in the order of their labels: all of them, or those right below PARENT
 * (NONE: roots). */
static void push_terms(lua_State *L, struct reader *reader, uint32_t taxonomy, bool all,
		       term_id parent, lang_id lang)
{
	struct range terms = reader->model->taxonomies[taxonomy].terms;
	size_t count = 0;

	state_charge(L, terms.count);
	arena_free(&reader->list);
	struct ranked *ranked = arena_array(&reader->list, terms.count + 1, sizeof *ranked);
	for (term_id i = terms.first; i < terms.first + terms.count; i++) {
		if (!all && reader->model->terms[i].parent != parent)
			continue;
		buffer_clear(&reader->bytes);
		reader->collation.key(reader->collation.self, lang,
				      model_term_label(reader->model, i, lang), &reader->bytes);
		ranked[count++] =
		    (struct ranked){arena_text(&reader->list, buffer_view(&reader->bytes)), i};
	}
	qsort(ranked, count, sizeof *ranked, by_key);
	lua_createtable(L, (int)count, 0);
	for (size_t i = 0; i < count; i++) {
		bind_push(L, &term_type, ranked[i].term, lang);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

static void get_children(lua_State *L, struct reader *reader, const struct object *o)
{
	reads_note(reader->reads, READ_TAXONOMY, term_of(reader, o)->taxonomy, o->lang);
	push_terms(L, reader, term_of(reader, o)->taxonomy, false, o->id, o->lang);
}

static struct text description_of(struct reader *reader, const struct object *o)
{
	const struct value *label = value_get(term_of(reader, o)->declared, "description");

	return bind_optional(config_label(reader->model->config, label, o->lang, TEXT("")));
}

static void get_other(lua_State *L, struct reader *reader, const struct object *o, struct text name)
{
	bind_value_push(L, value_find(term_of(reader, o)->declared, name), o->lang);
}

static int call_documents(lua_State *L)
{
	struct query query = all_of(bind_check(L, 1, &term_type));

	bind_push_query(L, bind_reader(L), &query);
	return 1;
}

static int call_related(lua_State *L)
{
	struct reader *reader = bind_reader(L);
	const struct object *o = bind_check(L, 1, &term_type);
	size_t count, limit = bind_limit(L, 2);

	state_charge(L, term_of(reader, o)->works.count);
	reads_note_related_terms(reader->reads, o->id, limit);
	arena_free(&reader->list);
	const struct term_count *found =
	    terms_related(reader->model, o->id, limit ? limit : SIZE_MAX, &reader->list, &count);

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
	const struct reader *reader = bind_reader(L);
	const struct object *o = bind_check(L, 1, &term_type);
	struct text name = bind_text(L, 2);

	reads_note_attached(reader->reads, OWNER_TERM, o->id, name);
	bind_value_push(L, attached(reader->model, OWNER_TERM, o->id, name), o->lang);
	return 1;
}

static const struct getter term_getters[] = {
    {"id", NULL, READ_NOTHING, id_of},
    {"label", NULL, READ_NOTHING, label_of},
    {"taxonomy", get_taxonomy, READ_NOTHING, NULL},
    {"count", get_count, READ_TERM, NULL},
    {"path", NULL, READ_TERM, path_of},
    {"url", NULL, READ_TERM, url_of},
    {"parent", get_parent, READ_NOTHING, NULL},
    {"children", get_children, READ_NOTHING, NULL},
    {"description", NULL, READ_NOTHING, description_of},
    {NULL, NULL, READ_NOTHING, NULL},
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

static struct text taxonomy_id_of(struct reader *reader, const struct object *o)
{
	return bind_always(config_of(reader, o)->id);
}

static struct text taxonomy_label_of(struct reader *reader, const struct object *o)
{
	const struct taxonomy_config *config = config_of(reader, o);

	return bind_always(config_label(reader->model->config, config->label, o->lang, config->id));
}

static void get_terms(lua_State *L, struct reader *reader, const struct object *o)
{
	push_terms(L, reader, o->id, true, NONE, o->lang);
}

static void get_roots(lua_State *L, struct reader *reader, const struct object *o)
{
	push_terms(L, reader, o->id, false, NONE, o->lang);
}

static struct text taxonomy_path_of(struct reader *reader, const struct object *o)
{
	return page_text(reader, pages_find_taxonomy(reader->model, o->id, o->lang), false);
}

static struct text taxonomy_url_of(struct reader *reader, const struct object *o)
{
	return page_text(reader, pages_find_taxonomy(reader->model, o->id, o->lang), true);
}

static void get_open(lua_State *L, struct reader *reader, const struct object *o)
{
	lua_pushboolean(L, config_of(reader, o)->open);
}

static const struct getter taxonomy_getters[] = {
    {"id", NULL, READ_NOTHING, taxonomy_id_of},
    {"label", NULL, READ_NOTHING, taxonomy_label_of},
    {"path", NULL, READ_TAXONOMY, taxonomy_path_of},
    {"url", NULL, READ_TAXONOMY, taxonomy_url_of},
    {"terms", get_terms, READ_TAXONOMY, NULL},
    {"roots", get_roots, READ_TAXONOMY, NULL},
    {"open", get_open, READ_NOTHING, NULL},
    {NULL, NULL, READ_NOTHING, NULL},
};

static const struct method taxonomy_methods[] = {{NULL, NULL}};

const struct bound_type taxonomy_type = {"taxonomy", taxonomy_getters, taxonomy_methods, NULL};
