#include "api/bind_alternate.h"

static const struct page *page_of(const struct reader *reader, const struct object *o)
{
	return &reader->model->pages[o->id];
}

static const struct language *language_of(const struct reader *reader, const struct object *o)
{
	return &reader->model->config->languages[page_of(reader, o)->lang];
}

static struct text lang_of(struct reader *reader, const struct object *o)
{
	return bind_always(language_of(reader, o)->code);
}

static struct text tag_of(struct reader *reader, const struct object *o)
{
	return bind_always(language_of(reader, o)->tag);
}

static struct text name_of(struct reader *reader, const struct object *o)
{
	return bind_always(language_of(reader, o)->name);
}

static struct text dir_of(struct reader *reader, const struct object *o)
{
	return bind_always(language_of(reader, o)->dir);
}

static struct text url_of(struct reader *reader, const struct object *o)
{
	return bind_url(reader, page_of(reader, o)->path);
}

static struct text href_of(struct reader *reader, const struct object *o)
{
	return bind_absolute(reader, page_of(reader, o)->path);
}

static void get_current(lua_State *L, struct reader *reader, const struct object *o)
{
	lua_pushboolean(L, page_of(reader, o)->lang == reader->lang);
}

static void get_translated(lua_State *L, struct reader *reader, const struct object *o)
{
	const struct page *page = page_of(reader, o);

	lua_pushboolean(L, !page_has_document(page) ||
			       model_translated(reader->model, page->work, page->lang));
}

static const struct getter getters[] = {
    {"lang", NULL, READ_NOTHING, lang_of},
    {"tag", NULL, READ_NOTHING, tag_of},
    {"name", NULL, READ_NOTHING, name_of},
    {"dir", NULL, READ_NOTHING, dir_of},
    {"url", NULL, READ_NOTHING, url_of},
    {"href", NULL, READ_NOTHING, href_of},
    {"current", get_current, READ_NOTHING, NULL},
    {"translated", get_translated, READ_NOTHING, NULL},
    {NULL, NULL, READ_NOTHING, NULL},
};

static const struct method methods[] = {{NULL, NULL}};

const struct bound_type alternate_type = {"alternate", getters, methods, NULL};
