/* A language of the site; and an alternate: a page in one of its languages, seen from another. */
#include "api/bind.h"
#include "site/pages.h"

static const struct page *page_of(const struct reader *reader, const struct object *o)
{
	return &reader->model->pages[o->id];
}

static const struct language *language_of(const struct reader *reader, const struct object *o)
{
	lang_id lang = o->type == &alternate_type ? page_of(reader, o)->lang : o->id;

	return &reader->model->config->languages[lang];
}

static struct text code_of(struct reader *reader, const struct object *o)
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

static const struct getter language_getters[] = {
    {"code", NULL, READ_NOTHING, code_of}, {"tag", NULL, READ_NOTHING, tag_of},
    {"name", NULL, READ_NOTHING, name_of}, {"dir", NULL, READ_NOTHING, dir_of},
    {NULL, NULL, READ_NOTHING, NULL},
};

static const struct getter alternate_getters[] = {
    {"lang", NULL, READ_NOTHING, code_of},
    {"tag", NULL, READ_NOTHING, tag_of},
    {"name", NULL, READ_NOTHING, name_of},
    {"dir", NULL, READ_NOTHING, dir_of},
    {"url", NULL, READ_NOTHING, url_of},
    {"href", NULL, READ_NOTHING, href_of},
    {"current", get_current, READ_NOTHING, NULL},
    {"translated", get_translated, READ_NOTHING, NULL},
    {NULL, NULL, READ_NOTHING, NULL},
};

static const struct method no_methods[] = {{NULL, NULL}};

const struct bound_type language_type = {"language", language_getters, no_methods, NULL};
const struct bound_type alternate_type = {"alternate", alternate_getters, no_methods, NULL};
