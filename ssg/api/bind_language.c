#include "api/bind_language.h"

static const struct language *language_of(const struct reader *reader, const struct object *o)
{
	return &reader->model->config->languages[o->id];
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

static const struct getter getters[] = {
    {"code", NULL, READ_NOTHING, code_of}, {"tag", NULL, READ_NOTHING, tag_of},
    {"name", NULL, READ_NOTHING, name_of}, {"dir", NULL, READ_NOTHING, dir_of},
    {NULL, NULL, READ_NOTHING, NULL},
};

static const struct method methods[] = {{NULL, NULL}};

const struct bound_type language_type = {"language", getters, methods, NULL};
