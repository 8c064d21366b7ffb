#include "api/bind_page.h"

#include "api/bind_value.h"
#include "sandbox/html.h"
#include "sandbox/state.h"
#include "sandbox/userdata.h"
#include "site/address.h"
#include "site/pages.h"

#include <lauxlib.h>

/* Room for what most pages have; more is made if needed. */
enum { CRUMBS = 4, FIELDS_READ = 32 };

static const struct language *language_of(const struct reader *reader)
{
	return &reader->model->config->languages[reader->lang];
}

/* Pages without a language are at the root. */
static bool at_root(const struct page *page)
{
	return page->kind == PAGE_LANGUAGES || page->kind == PAGE_NOT_FOUND;
}

static const struct document *shown(const struct reader *reader)
{
	const struct model *model = reader->model;

	return &model->documents[model_document(model, reader->page->work, reader->lang)];
}

/* Pushes FIELD of the page's document; nil if there is none. */
static void push_of_document(lua_State *L, struct reader *reader, const char *field)
{
	if (!page_has_document(reader->page)) {
		lua_pushnil(L);
		return;
	}
	const struct object document = {&document_type, reader->page->work, reader->lang};
	bind_push_named(L, reader, &document, field);
}

/* ---- fields */

static struct text kind_of(struct reader *reader, const struct object *o)
{
	(void)o;
	static const char *const names[] = {
	    [PAGE_DOCUMENT] = "document",   [PAGE_SECTION] = "section",
	    [PAGE_HOME] = "home",           [PAGE_TERM] = "term",
	    [PAGE_VIRTUAL] = "virtual",     [PAGE_LANGUAGES] = "languages",
	    [PAGE_NOT_FOUND] = "not-found", [PAGE_REDIRECT] = "redirect",
	};

	return text_of(names[reader->page->kind]);
}

static struct text title_of(struct reader *reader, const struct object *o)
{
	const struct page *page = reader->page;

	(void)o;
	if (page->work == NONE)
		return bind_optional(page->title);
	reads_note(reader->reads, READ_TITLE, page->work, reader->lang);
	return bind_always(model_title(reader->model, page->work, reader->lang));
}

static void get_description(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	static const char *const sources[] = {"summary", "excerpt"};

	for (size_t i = 0; i < 2 && page_has_document(reader->page); i++) {
		push_of_document(L, reader, sources[i]);
		if (lua_type(L, -1) == LUA_TSTRING && lua_rawlen(L, -1))
			return;
		lua_pop(L, 1);
	}
	const struct object site = {&site_type, 0, reader->lang};
	if (reader->page->kind == PAGE_HOME || at_root(reader->page))
		bind_push_named(L, reader, &site, "description");
	else
		bind_push_text(L, reader->page->description);
	if (lua_type(L, -1) == LUA_TSTRING && lua_rawlen(L, -1))
		return;
	lua_pop(L, 1);
	lua_pushnil(L);
}

static struct text lang_of(struct reader *reader, const struct object *o)
{
	(void)o;
	return bind_always(language_of(reader)->code);
}

static struct text tag_of(struct reader *reader, const struct object *o)
{
	(void)o;
	return bind_always(language_of(reader)->tag);
}

static struct text dir_of(struct reader *reader, const struct object *o)
{
	(void)o;
	return bind_optional(language_of(reader)->dir);
}

static struct text path_of(struct reader *reader, const struct object *o)
{
	(void)o;
	return bind_always(reader->page->path);
}

static struct text url_of(struct reader *reader, const struct object *o)
{
	(void)o;
	return bind_url(reader, reader->page->path);
}

static struct text layout_of(struct reader *reader, const struct object *o)
{
	(void)o;
	return bind_always(reader->page->layout);
}

static void get_document(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	bind_push(L, &document_type, page_has_document(reader->page) ? reader->page->work : NONE,
		  reader->lang);
}

static void get_section(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	bind_push(L, &section_type, reader->page->section, reader->lang);
}

static void get_content(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	if (page_has_document(reader->page))
		reads_note(reader->reads, READ_BODY, reader->page->work, reader->lang);
	if (page_has_document(reader->page) && !shown(reader)->record->html.count)
		lua_pushnil(L);
	else
		push_of_document(L, reader, "content");
}

/* The language of the text that the page shows. */
static const struct language *content_language(const struct reader *reader)
{
	reads_note(reader->reads, READ_FIELDS, reader->page->work, reader->lang);
	return &reader->model->config->languages[shown(reader)->lang];
}

static struct text content_lang_of(struct reader *reader, const struct object *o)
{
	(void)o;
	if (!page_has_document(reader->page))
		return (struct text){0};
	return bind_always(content_language(reader)->code);
}

static struct text content_tag_of(struct reader *reader, const struct object *o)
{
	(void)o;
	if (!page_has_document(reader->page))
		return (struct text){0};
	return bind_always(content_language(reader)->tag);
}

static struct text content_dir_of(struct reader *reader, const struct object *o)
{
	(void)o;
	if (!page_has_document(reader->page))
		return (struct text){0};
	return bind_optional(content_language(reader)->dir);
}

static void get_translated(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	push_of_document(L, reader, "translated");
}

static void get_toc(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	push_of_document(L, reader, "toc");
}

/* The page of PAGE's work in LANG. */
static struct text canonical_of_work(struct reader *reader, lang_id lang)
{
	reads_note(reader->reads, READ_FIELDS, reader->page->work, reader->lang);
	buffer_clear(&reader->bytes);
	address_of_work(reader->model, reader->page->work, lang, &reader->bytes);
	return bind_absolute(reader, buffer_view(&reader->bytes));
}

static struct text canonical_of(struct reader *reader, const struct object *o)
{
	const struct page *page = reader->page;

	(void)o;
	if (page->kind == PAGE_NOT_FOUND)
		return (struct text){0};
	if (page->kind == PAGE_REDIRECT)
		return canonical_of_work(
		    reader, model_page_language(reader->model, page->work, reader->lang));
	if (page_has_document(page))
		return canonical_of_work(reader, shown(reader)->lang);
	return bind_absolute(reader, page->path);
}

static struct text feed_of(struct reader *reader, const struct object *o)
{
	struct text feed = reader->page->feed;

	(void)o;
	if (at_root(reader->page))
		return (struct text){0};
	if (feed.size)
		return bind_url(reader, feed);
	buffer_clear(&reader->bytes);
	buffer_text(&reader->bytes, language_of(reader)->code);
	buffer_string(&reader->bytes, "/feed.xml");
	return bind_url(reader, buffer_view(&reader->bytes));
}

static void get_alternates(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	lua_Integer count = 0;

	lua_createtable(L, (int)reader->model->config->language_count, 0);
	if (at_root(reader->page) || reader->page->kind == PAGE_REDIRECT)
		return;
	for (lang_id lang = 0; lang < reader->model->config->language_count; lang++) {
		const struct page *page = pages_in(reader->model, reader->page, lang);
		if (!page || page->kind != reader->page->kind)
			continue;
		if (page_has_document(page))
			reads_note(reader->reads, READ_FIELDS, page->work, reader->lang);
		bind_push(L, &alternate_type, (uint32_t)(page - reader->model->pages),
			  reader->lang);
		lua_rawseti(L, -2, ++count);
	}
}

/* Appends {title, url} of an object to the list on top; TITLE: the field that has it. */
static void add_crumb(lua_State *L, struct reader *reader, const struct bound_type *type,
		      uint32_t id, const char *title)
{
	const struct object object = {type, id, reader->lang};

	lua_createtable(L, 0, 2);
	bind_push_named(L, reader, &object, title);
	lua_setfield(L, -2, "title");
	bind_push_named(L, reader, &object, "url");
	lua_setfield(L, -2, "url");
	lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

static void add_section_crumbs(lua_State *L, struct reader *reader, section_id section)
{
	const struct section *self = &reader->model->sections[section];

	if (self->parent != NONE)
		add_section_crumbs(L, reader, self->parent);
	add_crumb(L, reader, &section_type, section, "title");
}

static void add_term_crumbs(lua_State *L, struct reader *reader, term_id term)
{
	const struct term *self = &reader->model->terms[term];

	if (self->parent != NONE)
		add_term_crumbs(L, reader, self->parent);
	add_crumb(L, reader, &term_type, term, "label");
}

/* From the home page to this one. */
static void get_breadcrumbs(lua_State *L, struct reader *reader, const struct object *o)
{
	const struct page *page = reader->page;
	bool own = page->kind == PAGE_DOCUMENT || page->kind == PAGE_VIRTUAL;

	lua_createtable(L, CRUMBS, 0);
	if (at_root(page) || page->kind == PAGE_HOME || page->kind == PAGE_REDIRECT)
		return;
	add_section_crumbs(L, reader, page->section == NONE ? 0 : page->section);
	if (page->taxonomy != NONE) {
		add_crumb(L, reader, &taxonomy_type, page->taxonomy, "label");
		own = own && page->term == NONE &&
		      pages_find_taxonomy(reader->model, page->taxonomy, reader->lang) != page;
	}
	if (page->term != NONE)
		add_term_crumbs(L, reader, page->term);
	if (own)
		add_crumb(L, reader, o->type, o->id, "title");
}

static struct text root_of(struct reader *reader, const struct object *o)
{
	struct text path = reader->page->path;

	(void)o;
	buffer_clear(&reader->bytes);
	for (size_t i = 0; i < path.size; i++)
		if (path.at[i] == '/')
			buffer_string(&reader->bytes, "../");
	return bind_always(buffer_view(&reader->bytes));
}

static void get_term(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	bind_push(L, &term_type, reader->page->term, reader->lang);
}

static void get_taxonomy(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	bind_push(L, &taxonomy_type, reader->page->taxonomy, reader->lang);
}

static void get_data(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	bind_value_push(L, reader->page->data, reader->lang);
}

/* Where a redirect page leads. */
static void get_refresh(lua_State *L, struct reader *reader, const struct object *o)
{
	(void)o;
	if (reader->page->kind != PAGE_REDIRECT) {
		lua_pushnil(L);
		return;
	}
	const struct object document = {&document_type, reader->page->work, reader->lang};
	bind_push_named(L, reader, &document, "url");
}

/* They note themselves what they read: of which object depends on the page. */
static const struct getter getters[] = {
    {"kind", NULL, READ_NOTHING, kind_of},
    {"title", NULL, READ_NOTHING, title_of},
    {"description", get_description, READ_NOTHING, NULL},
    {"lang", NULL, READ_NOTHING, lang_of},
    {"tag", NULL, READ_NOTHING, tag_of},
    {"dir", NULL, READ_NOTHING, dir_of},
    {"path", NULL, READ_NOTHING, path_of},
    {"url", NULL, READ_NOTHING, url_of},
    {"layout", NULL, READ_NOTHING, layout_of},
    {"document", get_document, READ_NOTHING, NULL},
    {"section", get_section, READ_NOTHING, NULL},
    {"content", get_content, READ_NOTHING, NULL},
    {"content_lang", NULL, READ_NOTHING, content_lang_of},
    {"content_tag", NULL, READ_NOTHING, content_tag_of},
    {"content_dir", NULL, READ_NOTHING, content_dir_of},
    {"translated", get_translated, READ_NOTHING, NULL},
    {"toc", get_toc, READ_NOTHING, NULL},
    {"canonical", NULL, READ_NOTHING, canonical_of},
    {"feed", NULL, READ_NOTHING, feed_of},
    {"alternates", get_alternates, READ_NOTHING, NULL},
    {"breadcrumbs", get_breadcrumbs, READ_NOTHING, NULL},
    {"root", NULL, READ_NOTHING, root_of},
    {"term", get_term, READ_NOTHING, NULL},
    {"taxonomy", get_taxonomy, READ_NOTHING, NULL},
    {"data", get_data, READ_NOTHING, NULL},
    {"refresh", get_refresh, READ_NOTHING, NULL},
    {NULL, NULL, READ_NOTHING, NULL},
};

static const struct method no_methods[] = {{NULL, NULL}};

static const struct bound_type page_type = {"page", getters, no_methods, NULL};

/* ---- the object: a userdata with one user value, the table of what was read */

static int page_index(lua_State *L)
{
	struct reader *reader = bind_reader(L);

	lua_settop(L, 2);
	if (lua_type(L, 2) != LUA_TSTRING)
		return 0;
	lua_getiuservalue(L, 1, 1); /* 3 */
	lua_pushvalue(L, 2);
	if (lua_rawget(L, 3) != LUA_TNIL)
		return 1;
	const struct getter *getter = bind_getter(L, reader, &page_type, 2);
	if (!getter)
		return 1;
	bind_push_field(L, reader, lua_touserdata(L, 1), getter);
	lua_pushvalue(L, 2);
	lua_pushvalue(L, -2);
	lua_rawset(L, 3);
	return 1;
}

static int page_newindex(lua_State *L)
{
	struct text name = bind_text(L, 2);

	bind_check(L, 1, &page_type);
	if (!bind_reader(L)->hooks || !text_is(name, "content"))
		return luaL_error(L, "page.%s cannot be changed%s", name.at,
				  bind_reader(L)->hooks ? ": values of your own go to page.extra"
							: "");
	html_check(L, 3);
	lua_getiuservalue(L, 1, 1);
	lua_pushvalue(L, 2);
	lua_pushvalue(L, 3);
	lua_rawset(L, -3);
	return 0;
}

static int page_tostring(lua_State *L)
{
	lua_pushstring(L, page_type.name);
	return 1;
}

void bind_page_open(lua_State *L, struct reader *reader)
{
	bind_type(L, &page_type, reader);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &page_type);
	lua_pushlightuserdata(L, reader);
	lua_pushcclosure(L, page_index, 1);
	lua_setfield(L, -2, "__index");
	lua_pushlightuserdata(L, reader);
	lua_pushcclosure(L, page_newindex, 1);
	lua_setfield(L, -2, "__newindex");
	lua_pushcfunction(L, page_tostring);
	lua_setfield(L, -2, "__tostring");
	lua_pop(L, 1);
}

void bind_page_push(lua_State *L)
{
	struct object *page = userdata_push(L, sizeof *page, &page_type, 1);

	*page = (struct object){.type = &page_type};
	lua_createtable(L, 0, FIELDS_READ);
	lua_newtable(L);
	lua_setfield(L, -2, "extra");
	lua_setiuservalue(L, -2, 1);
}
