#include "api/bind_menu.h"

#include "site/address.h"

/* ->id: twice the number of a section; or of a work, and one more. */

static section_id section_of(const struct object *o)
{
	return o->id % 2 ? NONE : o->id / 2;
}

static work_id work_of(const struct object *o)
{
	return o->id / 2;
}

static struct text title_of(struct reader *reader, const struct object *o)
{
	const struct model *model = reader->model;

	if (section_of(o) != NONE) {
		reads_note(reader->reads, READ_SECTION, section_of(o), o->lang);
		return bind_always(model_section_title(model, section_of(o), o->lang));
	}
	reads_note(reader->reads, READ_TITLE, work_of(o), o->lang);
	return bind_always(model_title(model, work_of(o), o->lang));
}

static struct text path_of(struct reader *reader, const struct object *o)
{
	const struct model *model = reader->model;
	struct buffer *path = &reader->bytes;

	buffer_clear(path);
	if (section_of(o) != NONE) {
		address_of_section(model, section_of(o), o->lang, path);
	} else {
		reads_note(reader->reads, READ_FIELDS, work_of(o), o->lang);
		address_of_work(model, work_of(o), model_page_language(model, work_of(o), o->lang),
				path);
	}
	return buffer_view(path);
}

static struct text url_of(struct reader *reader, const struct object *o)
{
	return bind_url(reader, path_of(reader, o));
}

static void get_current(lua_State *L, struct reader *reader, const struct object *o)
{
	lua_pushboolean(L, text_equal(path_of(reader, o), reader->page_path));
}

static const struct getter getters[] = {
    {"title", NULL, READ_NOTHING, title_of}, {"url", NULL, READ_NOTHING, url_of},
    {"path", NULL, READ_NOTHING, path_of},   {"current", get_current, READ_NOTHING, NULL},
    {NULL, NULL, READ_NOTHING, NULL},
};

static const struct method methods[] = {{NULL, NULL}};

const struct bound_type menu_type = {"menu item", getters, methods, NULL};

/* An item that is neither is an error that the site step reports. */
static void push_named(lua_State *L, const struct reader *reader, struct text id, lang_id lang)
{
	section_id section = model_section(reader->model, id);
	work_id work = model_work(reader->model, id);

	if (section != NONE)
		bind_push(L, &menu_type, 2 * section, lang);
	else
		bind_push(L, &menu_type, work == NONE ? NONE : 2 * work + 1, lang);
}

void bind_push_menu(lua_State *L, struct reader *reader, const struct object *object)
{
	const struct model *model = reader->model;
	const struct value *menu = value_get(model->config->site, "menu");
	lua_Integer count = 0;

	lua_createtable(L, (int)value_count(menu), 0);
	if (!menu)
		reads_note(reader->reads, READ_SECTION, 0, object->lang);
	for (section_id i = 0; i < model->section_count && !menu; i++) {
		if (model->sections[i].parent != 0)
			continue;
		bind_push(L, &menu_type, 2 * i, object->lang);
		lua_rawseti(L, -2, ++count);
	}
	for (size_t i = 0; i < value_count(menu); i++) {
		push_named(L, reader, value_text(value_item(menu, i)), object->lang);
		if (lua_isnil(L, -1))
			lua_pop(L, 1);
		else
			lua_rawseti(L, -2, ++count);
	}
}
