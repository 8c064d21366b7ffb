#include "lua/bind_page.h"

#include "lua/bind_document.h"
#include "lua/bind_section.h"
#include "lua/bind_site.h"
#include "lua/bind_term.h"
#include "lua/bind_value.h"
#include "lua/html.h"
#include "lua/state.h"
#include "site/address.h"
#include "site/pages.h"

#include <lauxlib.h>

static const char page_type[] = "page";

static const struct language *language_of(const struct reader *reader)
{
	return &reader->model->config->languages[reader->lang];
}

static bool has_document(const struct page *page)
{
	return page->work != NONE && page->kind != PAGE_REDIRECT;
}

/* Pages of no language of their own: they stand at the root. */
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
	if (!has_document(reader->page)) {
		lua_pushnil(L);
		return;
	}
	bind_push(L, &document_type, reader->page->work, reader->lang);
	lua_getfield(L, -1, field);
	lua_remove(L, -2);
}

static void push_of_site(lua_State *L, struct reader *reader, const char *field)
{
	bind_push(L, &site_type, 0, reader->lang);
	lua_getfield(L, -1, field);
	lua_remove(L, -2);
}

/* ---- fields */

static void get_kind(lua_State *L, struct reader *reader)
{
	static const char *const names[] = {
	    [PAGE_DOCUMENT] = "document",   [PAGE_SECTION] = "section",
	    [PAGE_HOME] = "home",           [PAGE_TERM] = "term",
	    [PAGE_VIRTUAL] = "virtual",     [PAGE_LANGUAGES] = "languages",
	    [PAGE_NOT_FOUND] = "not-found", [PAGE_REDIRECT] = "redirect",
	};

	lua_pushstring(L, names[reader->page->kind]);
}

static void get_title(lua_State *L, struct reader *reader)
{
	const struct page *page = reader->page;

	if (page->work != NONE)
		reads_note(reader->reads, READ_LISTING, page->work, reader->lang);
	if (page->work != NONE)
		bind_push_text(L, model_title(reader->model, page->work, reader->lang));
	else
		bind_push_optional(L, page->title);
}

static void get_description(lua_State *L, struct reader *reader)
{
	static const char *const sources[] = {"summary", "excerpt"};

	for (size_t i = 0; i < 2 && has_document(reader->page); i++) {
		push_of_document(L, reader, sources[i]);
		if (lua_type(L, -1) == LUA_TSTRING && lua_rawlen(L, -1))
			return;
		lua_pop(L, 1);
	}
	if (reader->page->kind == PAGE_HOME || at_root(reader->page))
		push_of_site(L, reader, "description");
	else
		bind_push_text(L, reader->page->description);
	if (lua_type(L, -1) == LUA_TSTRING && lua_rawlen(L, -1))
		return;
	lua_pop(L, 1);
	lua_pushnil(L);
}

static void get_lang(lua_State *L, struct reader *reader)
{
	bind_push_text(L, language_of(reader)->code);
}

static void get_tag(lua_State *L, struct reader *reader)
{
	bind_push_text(L, language_of(reader)->tag);
}

static void get_dir(lua_State *L, struct reader *reader)
{
	bind_push_optional(L, language_of(reader)->dir);
}

static void get_path(lua_State *L, struct reader *reader)
{
	bind_push_text(L, reader->page->path);
}

static void get_url(lua_State *L, struct reader *reader)
{
	bind_push_url(L, reader, reader->page->path);
}

static void get_layout(lua_State *L, struct reader *reader)
{
	bind_push_text(L, reader->page->layout);
}

static void get_document(lua_State *L, struct reader *reader)
{
	bind_push(L, &document_type, has_document(reader->page) ? reader->page->work : NONE,
		  reader->lang);
}

static void get_section(lua_State *L, struct reader *reader)
{
	bind_push(L, &section_type, reader->page->section, reader->lang);
}

static void get_content(lua_State *L, struct reader *reader)
{
	if (has_document(reader->page))
		reads_note(reader->reads, READ_BODY, reader->page->work, reader->lang);
	if (has_document(reader->page) && !shown(reader)->record->html.count)
		lua_pushnil(L);
	else
		push_of_document(L, reader, "content");
}

static void get_content_lang(lua_State *L, struct reader *reader)
{
	push_of_document(L, reader, "lang");
}

static void get_content_tag(lua_State *L, struct reader *reader)
{
	push_of_document(L, reader, "tag");
}

static void get_content_dir(lua_State *L, struct reader *reader)
{
	push_of_document(L, reader, "dir");
}

static void get_translated(lua_State *L, struct reader *reader)
{
	push_of_document(L, reader, "translated");
}

static void get_toc(lua_State *L, struct reader *reader)
{
	push_of_document(L, reader, "toc");
}

/* The absolute address of output path PATH. */
static void push_absolute(lua_State *L, struct reader *reader, struct text path)
{
	path = arena_text(&reader->scratch, path);
	buffer_clear(&reader->bytes);
	buffer_text(&reader->bytes, reader->model->config->base_url);
	address_encode(path, &reader->bytes);
	bind_push_text(L, buffer_view(&reader->bytes));
}

/* The page of PAGE's work in LANG. */
static void push_canonical_work(lua_State *L, struct reader *reader, lang_id lang)
{
	struct buffer *path = &reader->bytes;

	reads_note(reader->reads, READ_LISTING, reader->page->work, reader->lang);
	buffer_clear(path);
	address_of_work(reader->model, reader->page->work, lang, path);
	push_absolute(L, reader, buffer_view(path));
}

/* Of a page that shows another language's text, that language's page: not two of one text. */
static void get_canonical(lua_State *L, struct reader *reader)
{
	if (reader->page->kind == PAGE_NOT_FOUND)
		lua_pushnil(L);
	else if (reader->page->kind == PAGE_REDIRECT)
		push_canonical_work(
		    L, reader,
		    model_page_language(reader->model, reader->page->work, reader->lang));
	else if (has_document(reader->page))
		push_canonical_work(L, reader, shown(reader)->lang);
	else
		push_absolute(L, reader, reader->page->path);
}

static void get_feed(lua_State *L, struct reader *reader)
{
	struct text feed = reader->page->feed;

	if (at_root(reader->page)) {
		lua_pushnil(L);
		return;
	}
	if (!feed.size)
		feed = arena_printf(&reader->scratch, "%.*s/feed.xml",
				    TEXT_ARGS(language_of(reader)->code));
	bind_push_url(L, reader, feed);
}

/* The same page in LANG, or NULL. */
static const struct page *page_in(const struct reader *reader, lang_id lang)
{
	const struct language *languages = reader->model->config->languages;
	struct text path = reader->page->path;
	struct buffer other = {0};

	if (lang == reader->lang)
		return reader->page;
	buffer_text(&other, languages[lang].code);
	buffer_text(&other, text_slice(path, languages[reader->lang].code.size, path.size));
	const struct page *page = pages_find(reader->model, buffer_view(&other));
	buffer_free(&other);
	return page && page->kind == reader->page->kind ? page : NULL;
}

static void push_alternate(lua_State *L, struct reader *reader, const struct page *page,
			   lang_id lang)
{
	const struct language *language = &reader->model->config->languages[lang];

	if (has_document(page))
		reads_note(reader->reads, READ_LISTING, page->work, reader->lang);
	lua_createtable(L, 0, 8);
	bind_push_text(L, language->code);
	lua_setfield(L, -2, "lang");
	bind_push_text(L, language->tag);
	lua_setfield(L, -2, "tag");
	bind_push_text(L, language->name);
	lua_setfield(L, -2, "name");
	bind_push_text(L, language->dir);
	lua_setfield(L, -2, "dir");
	lua_pushboolean(L, lang == reader->lang);
	lua_setfield(L, -2, "current");
	lua_pushboolean(L,
			!has_document(page) || model_translated(reader->model, page->work, lang));
	lua_setfield(L, -2, "translated");
	bind_push_url(L, reader, page->path);
	lua_setfield(L, -2, "url");
	push_absolute(L, reader, page->path);
	lua_setfield(L, -2, "href");
}

static void get_alternates(lua_State *L, struct reader *reader)
{
	lua_Integer count = 0;

	lua_newtable(L);
	if (at_root(reader->page) || reader->page->kind == PAGE_REDIRECT)
		return;
	for (lang_id lang = 0; lang < reader->model->config->language_count; lang++) {
		const struct page *page = page_in(reader, lang);
		if (!page)
			continue;
		push_alternate(L, reader, page, lang);
		lua_rawseti(L, -2, ++count);
	}
}

/* Appends {title, url} of the object on top of the stack, which is popped, to the list below it. */
static void add_crumb(lua_State *L, const char *title)
{
	lua_createtable(L, 0, 2);
	lua_getfield(L, -2, title);
	lua_setfield(L, -2, "title");
	lua_getfield(L, -2, "url");
	lua_setfield(L, -2, "url");
	lua_remove(L, -2);
	lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

static void add_section_crumbs(lua_State *L, struct reader *reader, section_id section)
{
	const struct section *self = &reader->model->sections[section];

	if (self->parent != NONE)
		add_section_crumbs(L, reader, self->parent);
	bind_push(L, &section_type, section, reader->lang);
	add_crumb(L, "title");
}

static void add_term_crumbs(lua_State *L, struct reader *reader, term_id term)
{
	const struct term *self = &reader->model->terms[term];

	if (self->parent != NONE)
		add_term_crumbs(L, reader, self->parent);
	bind_push(L, &term_type, term, reader->lang);
	add_crumb(L, "label");
}

/* From the home page to this one. */
static void get_breadcrumbs(lua_State *L, struct reader *reader)
{
	const struct page *page = reader->page;
	bool own = page->kind == PAGE_DOCUMENT || page->kind == PAGE_VIRTUAL;

	luaL_checkstack(L, 100, "sections are nested too deeply");
	lua_newtable(L);
	if (at_root(page) || page->kind == PAGE_HOME || page->kind == PAGE_REDIRECT)
		return;
	add_section_crumbs(L, reader, page->section == NONE ? 0 : page->section);
	if (page->taxonomy != NONE) {
		bind_push(L, &taxonomy_type, page->taxonomy, reader->lang);
		add_crumb(L, "label");
		own = own && page->term == NONE &&
		      pages_find_taxonomy(reader->model, page->taxonomy, reader->lang) != page;
	}
	if (page->term != NONE)
		add_term_crumbs(L, reader, page->term);
	if (own) {
		bind_page_push(L);
		add_crumb(L, "title");
	}
}

static void get_root(lua_State *L, struct reader *reader)
{
	struct text path = reader->page->path;

	buffer_clear(&reader->bytes);
	for (size_t i = 0; i < path.size; i++)
		if (path.at[i] == '/')
			buffer_string(&reader->bytes, "../");
	bind_push_text(L, buffer_view(&reader->bytes));
}

static void get_term(lua_State *L, struct reader *reader)
{
	bind_push(L, &term_type, reader->page->term, reader->lang);
}

static void get_taxonomy(lua_State *L, struct reader *reader)
{
	bind_push(L, &taxonomy_type, reader->page->taxonomy, reader->lang);
}

static void get_data(lua_State *L, struct reader *reader)
{
	bind_value_push(L, reader->page->data, reader->lang);
}

/* Where a redirect page leads. */
static void get_refresh(lua_State *L, struct reader *reader)
{
	if (reader->page->kind != PAGE_REDIRECT) {
		lua_pushnil(L);
		return;
	}
	bind_push(L, &document_type, reader->page->work, reader->lang);
	lua_getfield(L, -1, "url");
	lua_remove(L, -2);
}

static const struct {
	const char *name;
	void (*push)(lua_State *L, struct reader *reader);
} fields[] = {
    {"kind", get_kind},
    {"title", get_title},
    {"description", get_description},
    {"lang", get_lang},
    {"tag", get_tag},
    {"dir", get_dir},
    {"path", get_path},
    {"url", get_url},
    {"layout", get_layout},
    {"document", get_document},
    {"section", get_section},
    {"content", get_content},
    {"content_lang", get_content_lang},
    {"content_tag", get_content_tag},
    {"content_dir", get_content_dir},
    {"translated", get_translated},
    {"toc", get_toc},
    {"canonical", get_canonical},
    {"feed", get_feed},
    {"alternates", get_alternates},
    {"breadcrumbs", get_breadcrumbs},
    {"root", get_root},
    {"term", get_term},
    {"taxonomy", get_taxonomy},
    {"data", get_data},
    {"refresh", get_refresh},
};
enum { FIELDS = sizeof fields / sizeof *fields };

/* ---- the object: a userdata with one user value, the table of what was read */

static int page_index(lua_State *L)
{
	lua_settop(L, 2);
	lua_getiuservalue(L, 1, 1); /* 3 */
	lua_pushvalue(L, 2);
	if (lua_rawget(L, 3) != LUA_TNIL)
		return 1;
	lua_pushvalue(L, 2);
	if (lua_rawget(L, lua_upvalueindex(2)) == LUA_TNIL)
		return 1;
	fields[lua_tointeger(L, -1)].push(L, bind_reader(L));
	lua_pushvalue(L, 2);
	lua_pushvalue(L, -2);
	lua_rawset(L, 3);
	return 1;
}

static int page_newindex(lua_State *L)
{
	struct text name = bind_text(L, 2);

	luaL_checkudata(L, 1, page_type);
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
	lua_pushstring(L, page_type);
	return 1;
}

void bind_page_open(lua_State *L, struct reader *reader)
{
	luaL_newmetatable(L, page_type);
	lua_pushlightuserdata(L, reader);
	lua_createtable(L, 0, FIELDS);
	for (lua_Integer i = 0; i < FIELDS; i++) {
		lua_pushinteger(L, i);
		lua_setfield(L, -2, fields[i].name);
	}
	lua_pushcclosure(L, page_index, 2);
	lua_setfield(L, -2, "__index");
	lua_pushlightuserdata(L, reader);
	lua_pushcclosure(L, page_newindex, 1);
	lua_setfield(L, -2, "__newindex");
	lua_pushcfunction(L, page_tostring);
	lua_setfield(L, -2, "__tostring");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_pop(L, 1);
}

void bind_page_push(lua_State *L)
{
	lua_newuserdatauv(L, 0, 1);
	lua_newtable(L);
	lua_newtable(L);
	lua_setfield(L, -2, "extra");
	lua_setiuservalue(L, -2, 1);
	luaL_setmetatable(L, page_type);
}
