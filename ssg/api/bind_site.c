#include "api/bind_site.h"

#include "api/bind_document.h"
#include "api/bind_menu.h"
#include "api/bind_page.h"
#include "api/bind_section.h"
#include "api/bind_value.h"
#include "api/plan.h"
#include "sandbox/state.h"
#include "site/address.h"
#include "site/assets.h"

#include <lauxlib.h>

/* ---- fields */

static struct text label_of(const struct reader *reader, const struct object *o, const char *name)
{
	const struct config *config = reader->model->config;

	return bind_always(config_label(config, value_get(config->site, name), o->lang, TEXT("")));
}

static struct text title_of(struct reader *reader, const struct object *o)
{
	return label_of(reader, o, "title");
}

static struct text description_of(struct reader *reader, const struct object *o)
{
	return label_of(reader, o, "description");
}

static struct text base_url_of(struct reader *reader, const struct object *o)
{
	(void)o;
	return bind_always(reader->model->config->base_url);
}

static void get_languages(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	lua_createtable(L, (int)reader->model->config->language_count, 0);
	for (lang_id lang = 0; lang < reader->model->config->language_count; lang++) {
		bind_push(L, &language_type, lang, lang);
		lua_rawseti(L, -2, (lua_Integer)lang + 1);
	}
}

static void get_taxonomies(lua_State *L, struct reader *reader, const struct object *o)
{
	lua_createtable(L, (int)reader->model->config->taxonomy_count, 0);
	for (uint32_t i = 0; i < reader->model->config->taxonomy_count; i++) {
		bind_push(L, &taxonomy_type, i, o->lang);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

static void get_sections(lua_State *L, struct reader *reader, const struct object *o)
{
	section_id root = model_section(reader->model, TEXT(""));

	bind_push(L, &section_type, root, o->lang);
	lua_getfield(L, -1, "sections");
	lua_remove(L, -2);
}

static void push_type_of(lua_State *L, const struct reader *reader, const struct type *type,
			 lang_id lang)
{
	const struct config *config = reader->model->config;
	struct query query = {.lang = lang, .section = NONE, .term = NONE, .type = type};

	lua_createtable(L, 0, 4);
	bind_push_text(L, type->id);
	lua_setfield(L, -2, "id");
	bind_push_text(L, config_label(config, type->name, lang, type->id));
	lua_setfield(L, -2, "name");
	bind_push_text(L, config_label(config, type->plural, lang, type->id));
	lua_setfield(L, -2, "plural");
	bind_push_count(L, reader, &query);
	lua_setfield(L, -2, "count");
}

static void get_types(lua_State *L, struct reader *reader, const struct object *o)
{
	const struct types *types = &reader->model->config->types;

	lua_createtable(L, (int)types->count, 0);
	for (size_t i = 0; i < types->count; i++) {
		push_type_of(L, reader, &types->list[i], o->lang);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

static void get_data(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_value_push(L, reader->model->config->data, o->lang);
}

static void get_config(lua_State *L, struct reader *reader, const struct object *o)
{
	bind_value_push(L, reader->model->config->site, o->lang);
}

static void get_date(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	reads_note(reader->reads, READ_COMMIT, 0, 0);
	bind_push_time(L, reader->model->snapshot->time);
}

static struct text commit_of(struct reader *reader, const struct object *o)
{
	(void)o;
	reads_note(reader->reads, READ_COMMIT, 0, 0);
	return text_of(reader->model->snapshot->commit);
}

/* ---- methods */

static int call_document(lua_State *L)
{
	const struct object *o = bind_check(L, 1, &site_type);

	bind_push_work(L, bind_reader(L), bind_text(L, 2), o->lang);
	return 1;
}

static int call_taxonomy(lua_State *L)
{
	const struct object *o = bind_check(L, 1, &site_type);

	bind_push(L, &taxonomy_type, model_taxonomy(bind_reader(L)->model, bind_text(L, 2)),
		  o->lang);
	return 1;
}

static int call_term(lua_State *L)
{
	const struct reader *reader = bind_reader(L);
	const struct model *model = reader->model;
	const struct object *o = bind_check(L, 1, &site_type);
	uint32_t taxonomy = model_taxonomy(model, bind_text(L, 2));
	struct text id = bind_text(L, 3);

	luaL_argcheck(L, taxonomy != NONE, 2, "there is no such taxonomy");
	term_id term = model_term(model, taxonomy, id);
	reads_note_existence(reader->reads, id);
	bind_push(L, &term_type, term, o->lang);
	return 1;
}

static int call_section(lua_State *L)
{
	const struct object *o = bind_check(L, 1, &site_type);

	const struct reader *reader = bind_reader(L);
	section_id section = model_section(reader->model, bind_text(L, 2));

	reads_note_existence(reader->reads, bind_text(L, 2));
	bind_push(L, &section_type, section, o->lang);
	return 1;
}

static int call_in_language(lua_State *L)
{
	lang_id lang = config_language(bind_reader(L)->model->config, bind_text(L, 2));

	bind_check(L, 1, &site_type);
	luaL_argcheck(L, lang != LANG_NONE, 2, "the site has no such language");
	bind_push(L, &site_type, 0, lang);
	return 1;
}

static int call_path_url(lua_State *L)
{
	bind_check(L, 1, &site_type);
	bind_push_url(L, bind_reader(L), bind_text(L, 2));
	return 1;
}

/* A label map in the reader's language; a text is itself. */
static int call_label(lua_State *L)
{
	const struct object *o = bind_check(L, 1, &site_type);
	const struct value *label = bind_value_test(L, 2);

	if (lua_isnoneornil(L, 2))
		lua_pushnil(L);
	else if (!label)
		bind_push_text(L, bind_text(L, 2));
	else
		bind_push_optional(
		    L, config_label(bind_reader(L)->model->config, label, o->lang, TEXT("")));
	return 1;
}

/* An error if there is none, as the page would silently lack its style. */
static int call_asset(lua_State *L)
{
	struct reader *reader = bind_reader(L);
	asset_id asset = asset_find(reader->model, bind_text(L, 2));

	bind_check(L, 1, &site_type);
	reads_note_asset(reader->reads, bind_text(L, 2));
	if (asset == NONE)
		return luaL_error(L, "there is no asset '%s'", lua_tostring(L, 2));
	bind_push_url(L, reader, reader->model->assets[asset].output);
	return 1;
}

static int call_documents(lua_State *L)
{
	const struct object *o = bind_check(L, 1, &site_type);
	struct query query = {.lang = o->lang, .section = NONE, .term = NONE};

	bind_push_query(L, bind_reader(L), &query);
	return 1;
}

static const struct getter getters[] = {
    {"title", NULL, READ_NOTHING, title_of},
    {"description", NULL, READ_NOTHING, description_of},
    {"base_url", NULL, READ_NOTHING, base_url_of},
    {"languages", get_languages, READ_NOTHING, NULL},
    {"taxonomies", get_taxonomies, READ_NOTHING, NULL},
    {"sections", get_sections, READ_NOTHING, NULL},
    {"menu", bind_push_menu, READ_NOTHING, NULL},
    {"types", get_types, READ_NOTHING, NULL},
    {"data", get_data, READ_NOTHING, NULL},
    {"config", get_config, READ_NOTHING, NULL},
    {"date", get_date, READ_NOTHING, NULL},
    {"commit", NULL, READ_NOTHING, commit_of},
    {NULL, NULL, READ_NOTHING, NULL},
};

static const struct method methods[] = {
    {"documents", call_documents},
    {"document", call_document},
    {"taxonomy", call_taxonomy},
    {"term", call_term},
    {"section", call_section},
    {"in_language", call_in_language},
    {"path_url", call_path_url},
    {"label", call_label},
    {"asset", call_asset},
    {"add_page", plan_add_page},
    {"add_feed", plan_add_feed},
    {"add_file", plan_add_file},
    {"add_redirect", plan_add_redirect},
    {"relate", plan_relate},
    {"attach", plan_attach},
    {"relate_by_terms", plan_relate_by_terms},
    {"relate_series", plan_relate_series},
    {"resolve_wiki_links", plan_resolve_wiki_links},
    {"link_mentions", plan_link_mentions},
    {"error", plan_error},
    {"warn", plan_warn},
    {NULL, NULL},
};

const struct bound_type site_type = {"site", getters, methods, NULL};

void bind_open(lua_State *L, struct reader *reader)
{
	bind_value_open(L);
	bind_type(L, &document_type, reader);
	bind_type(L, &term_type, reader);
	bind_type(L, &taxonomy_type, reader);
	bind_type(L, &section_type, reader);
	bind_type(L, &site_type, reader);
	bind_type(L, &language_type, reader);
	bind_type(L, &menu_type, reader);
	bind_type(L, &alternate_type, reader);
	bind_page_open(L, reader);
}
