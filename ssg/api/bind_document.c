#include "api/bind_document.h"

#include "api/bind_value.h"
#include "sandbox/html.h"
#include "sandbox/state.h"
#include "site/address.h"
#include "site/relations.h"

#include <lauxlib.h>

enum { WORDS_A_MINUTE = 200, IDEOGRAPHS_A_MINUTE = 400 };

static document_id shown(const struct reader *reader, const struct object *o)
{
	return model_document(reader->model, o->id, o->lang);
}

static const struct document *document_of(const struct reader *reader, const struct object *o)
{
	return &reader->model->documents[shown(reader, o)];
}

static const struct work *work_of(const struct reader *reader, const struct object *o)
{
	return &reader->model->works[o->id];
}

void bind_push_work(lua_State *L, struct reader *reader, struct text id, lang_id lang)
{
	work_id work = model_work(reader->model, id);

	reads_note_existence(reader->reads, id);
	bind_push(L, &document_type, work, lang);
}

void bind_push_documents(lua_State *L, struct reader *reader, const work_id *works, size_t count,
			 size_t limit, lang_id lang)
{
	lua_Integer pushed = 0;

	luaL_checkstack(L, 4, NULL);
	lua_createtable(L, (int)(limit && limit < count ? limit : count), 0);
	for (size_t i = 0; i < count && (!limit || (size_t)pushed < limit); i++) {
		state_charge(L, 1);
		/* Its translations decide whether it is in lists. */
		if (reader->model->config->fallback == FALLBACK_NONE)
			reads_note(reader->reads, READ_FIELDS, works[i], lang);
		if (!model_listed(reader->model, works[i], lang))
			continue;
		bind_push(L, &document_type, works[i], lang);
		lua_rawseti(L, -2, ++pushed);
	}
}

/* ---- fields */

static struct text title_of(struct reader *reader, const struct object *o)
{
	return bind_always(model_title(reader->model, o->id, o->lang));
}

static const struct language *language_shown(const struct reader *reader, const struct object *o)
{
	return &reader->model->config->languages[document_of(reader, o)->lang];
}

static struct text lang_of(struct reader *reader, const struct object *o)
{
	return bind_always(language_shown(reader, o)->code);
}

static struct text tag_of(struct reader *reader, const struct object *o)
{
	return bind_always(language_shown(reader, o)->tag);
}

static struct text dir_of(struct reader *reader, const struct object *o)
{
	return bind_optional(language_shown(reader, o)->dir);
}

static void get_translated(lua_State *L, struct reader *reader, const struct object *o)
{
	lua_pushboolean(L, model_translated(reader->model, o->id, o->lang));
}

static struct text path_of(struct reader *reader, const struct object *o)
{
	buffer_clear(&reader->bytes);
	address_of_work(reader->model, o->id, model_page_language(reader->model, o->id, o->lang),
			&reader->bytes);
	return buffer_view(&reader->bytes);
}

static struct text url_of(struct reader *reader, const struct object *o)
{
	return bind_url(reader, path_of(reader, o));
}

static struct text id_of(struct reader *reader, const struct object *o)
{
	return bind_always(work_of(reader, o)->id);
}

static struct text slug_of(struct reader *reader, const struct object *o)
{
	return bind_always(work_of(reader, o)->slug);
}

static struct text section_of(struct reader *reader, const struct object *o)
{
	return bind_always(reader->model->sections[work_of(reader, o)->section].id);
}

static struct text type_label(const struct reader *reader, const struct object *o, bool plural)
{
	const struct type *type = work_of(reader, o)->type;

	if (!type)
		return (struct text){0};
	return bind_always(config_label(reader->model->config, plural ? type->plural : type->name,
					o->lang, type->id));
}

static struct text type_of(struct reader *reader, const struct object *o)
{
	const struct type *type = work_of(reader, o)->type;

	return bind_optional(type ? type->id : TEXT(""));
}

static struct text type_name_of(struct reader *reader, const struct object *o)
{
	return type_label(reader, o, false);
}

static struct text type_plural_of(struct reader *reader, const struct object *o)
{
	return type_label(reader, o, true);
}

static struct text date_of(struct reader *reader, const struct object *o)
{
	return bind_optional(work_of(reader, o)->date);
}

/* False, and nil is pushed: no history is known. */
static bool find_history(lua_State *L, struct reader *reader, const struct object *o,
			 struct path_history *found)
{
	if (reader->model->history) {
		history_of(reader->model->history, document_of(reader, o)->path, &reader->scratch,
			   found);
		return true;
	}
	lua_pushnil(L);
	return false;
}

static void get_created(lua_State *L, struct reader *reader, const struct object *o)
{
	struct path_history history;

	if (find_history(L, reader, o, &history))
		bind_push_time(L, history.created);
}

static void get_updated(lua_State *L, struct reader *reader, const struct object *o)
{
	struct path_history history;

	if (find_history(L, reader, o, &history))
		bind_push_time(L, history.updated);
}

static void get_authors(lua_State *L, struct reader *reader, const struct object *o)
{
	struct path_history history;

	if (!find_history(L, reader, o, &history))
		return;
	lua_createtable(L, (int)history.author_count, 0);
	for (size_t i = 0; i < history.author_count; i++) {
		bind_push_text(L, history.authors[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

/* ARGUMENT: the document, and above it the reader's language. */
static void write_content(void *self, uint64_t argument, struct buffer *out)
{
	const struct reader *reader = self;

	reader->write_body(reader->self, (document_id)argument, (lang_id)(argument >> 32), out);
}

static void get_content(lua_State *L, struct reader *reader, const struct object *o)
{
	html_push_lazy(L, write_content, reader, (uint64_t)o->lang << 32 | shown(reader, o));
}

static struct text excerpt_of(struct reader *reader, const struct object *o)
{
	const struct record *record = document_of(reader, o)->record;

	return bind_always(record_text(record, record->excerpt));
}

/* Pushes the list of the headings from *NEXT on that are at LEVEL or below it. Levels end at 6, and
 * so does the nesting. */
static void push_headings(lua_State *L, const struct record *record, uint32_t *next, uint32_t level)
{
	const struct heading *headings = record_headings(record);
	lua_Integer count = 0;

	luaL_checkstack(L, 4, NULL);
	lua_newtable(L);
	while (*next < record->headings.count && headings[*next].level >= level) {
		const struct heading *heading = &headings[(*next)++];
		state_charge(L, 1);
		lua_createtable(L, 0, 4);
		lua_pushinteger(L, heading->level);
		lua_setfield(L, -2, "level");
		bind_push_text(L, record_text(record, heading->id));
		lua_setfield(L, -2, "id");
		bind_push_text(L, record_text(record, heading->text));
		lua_setfield(L, -2, "title");
		push_headings(L, record, next, heading->level + 1);
		lua_setfield(L, -2, "children");
		lua_rawseti(L, -2, ++count);
	}
}

static void get_toc(lua_State *L, struct reader *reader, const struct object *o)
{
	uint32_t next = 0;

	push_headings(L, document_of(reader, o)->record, &next, 1);
}

static void get_words(lua_State *L, struct reader *reader, const struct object *o)
{
	const struct record *record = document_of(reader, o)->record;

	lua_pushinteger(L, (lua_Integer)record->words + record->ideographs);
}

static void get_minutes(lua_State *L, struct reader *reader, const struct object *o)
{
	const struct record *record = document_of(reader, o)->record;
	lua_Integer words = (lua_Integer)record->words * (IDEOGRAPHS_A_MINUTE / WORDS_A_MINUTE) +
			    record->ideographs;
	lua_Integer minutes = (words + IDEOGRAPHS_A_MINUTE - 1) / IDEOGRAPHS_A_MINUTE;

	lua_pushinteger(L, minutes ? minutes : 1);
}

static void get_stale(lua_State *L, struct reader *reader, const struct object *o)
{
	lua_pushboolean(L, document_of(reader, o)->stale);
}

static void get_original(lua_State *L, struct reader *reader, const struct object *o)
{
	document_id original = work_of(reader, o)->original;

	bind_push(L, &document_type, o->id, reader->model->documents[original].lang);
}

static void get_languages(lua_State *L, struct reader *reader, const struct object *o)
{
	const struct config *config = reader->model->config;
	lua_Integer count = 0;

	lua_createtable(L, (int)config->language_count, 0);
	for (lang_id lang = 0; lang < config->language_count; lang++) {
		if (!model_translated(reader->model, o->id, lang))
			continue;
		bind_push_text(L, config->languages[lang].code);
		lua_rawseti(L, -2, ++count);
	}
}

/* ---- any other field */

static const struct field *declared(const struct reader *reader, const struct work *work,
				    struct text name)
{
	const struct field *field = work->type ? type_field(work->type, name) : NULL;

	return field ? field : types_common_field(&reader->model->config->types, name);
}

static void push_linked(lua_State *L, struct reader *reader, const struct object *o,
			const struct field *field, struct text name, const struct value *value)
{
	const struct model *model = reader->model;
	uint32_t taxonomy = NONE;

	if (field->kind == FIELD_TERM)
		taxonomy = model_taxonomy(model, field->target.size ? field->target : name);
	if (!value_is(value, VALUE_STRING))
		bind_value_push(L, value, o->lang);
	else if (field->kind == FIELD_REFERENCE)
		bind_push_work(L, reader, value_text(value), o->lang);
	else if (taxonomy != NONE)
		bind_push(L, &term_type, model_term(model, taxonomy, value_text(value)), o->lang);
	else
		lua_pushnil(L);
}

static void get_other(lua_State *L, struct reader *reader, const struct object *o, struct text name)
{
	const struct value *value = model_field(reader->model, shown(reader, o), name, NULL);
	const struct field *field = declared(reader, work_of(reader, o), name);
	lua_Integer count = 0;

	reads_note(reader->reads, READ_FIELDS, o->id, o->lang);
	if (!field || (field->kind != FIELD_REFERENCE && field->kind != FIELD_TERM)) {
		bind_value_push(L, value, o->lang);
		return;
	}
	if (!value_is(value, VALUE_LIST)) {
		push_linked(L, reader, o, field, name, value);
		return;
	}
	lua_newtable(L);
	for (size_t i = 0; i < value_count(value); i++) {
		state_charge(L, 1);
		push_linked(L, reader, o, field, name, value_item(value, i));
		if (lua_isnil(L, -1))
			lua_pop(L, 1);
		else
			lua_rawseti(L, -2, ++count);
	}
}

static struct text summary_of(struct reader *reader, const struct object *o)
{
	const struct value *value =
	    model_field(reader->model, shown(reader, o), TEXT("summary"), NULL);

	return value_is(value, VALUE_STRING) ? bind_always(value_text(value)) : (struct text){0};
}

static void get_source(lua_State *L, struct reader *reader, const struct object *o)
{
	get_other(L, reader, o, TEXT("source"));
}

/* A table of all fields: the original's, as far as they are inherited, and the document's own. */
static void get_fields(lua_State *L, struct reader *reader, const struct object *o)
{
	const struct model *model = reader->model;
	const document_id documents[] = {work_of(reader, o)->original, shown(reader, o)};

	reads_note(reader->reads, READ_TITLE, o->id, o->lang); /* it may be a field */
	lua_newtable(L);
	for (size_t i = 0; i < 2; i++) {
		const struct value *front = record_front(model->documents[documents[i]].record);
		for (size_t e = 0; e < value_count(front); e++) {
			struct text name = value_text(&value_entry(front, e)->key);
			state_charge(L, 1);
			bind_push_text(L, name);
			bind_value_push(L, model_field(model, documents[1], name, NULL), o->lang);
			lua_rawset(L, -3);
		}
	}
}

/* ---- methods */

static int call_field(lua_State *L)
{
	struct reader *reader = bind_reader(L);
	const struct object *o = bind_check(L, 1, &document_type);
	struct text name = bind_text(L, 2);

	reads_note(reader->reads, READ_FIELDS, o->id, o->lang);
	if (text_is(name, "title"))
		reads_note(reader->reads, READ_TITLE, o->id, o->lang);
	bind_value_push(L, model_field(reader->model, shown(reader, o), name, NULL), o->lang);
	return 1;
}

static int call_terms(lua_State *L)
{
	struct reader *reader = bind_reader(L);
	const struct object *o = bind_check(L, 1, &document_type);
	uint32_t taxonomy = model_taxonomy(reader->model, bind_text(L, 2));
	struct range terms = work_of(reader, o)->terms;
	lua_Integer count = 0;

	luaL_argcheck(L, taxonomy != NONE, 2, "there is no such taxonomy");
	reads_note(reader->reads, READ_FIELDS, o->id, o->lang);
	lua_createtable(L, (int)terms.count, 0);
	for (uint32_t i = 0; i < terms.count; i++) {
		term_id term = reader->model->work_terms[terms.first + i];
		if (reader->model->terms[term].taxonomy != taxonomy)
			continue;
		bind_push(L, &term_type, term, o->lang);
		lua_rawseti(L, -2, ++count);
	}
	return 1;
}

static int call_backlinks(lua_State *L)
{
	struct reader *reader = bind_reader(L);
	const struct object *o = bind_check(L, 1, &document_type);
	struct range links = work_of(reader, o)->backlinks;

	reads_note(reader->reads, READ_BACKLINKS, o->id, o->lang);
	bind_push_documents(L, reader, reader->model->backlinks + links.first, links.count,
			    bind_limit(L, 2), o->lang);
	return 1;
}

static int call_relation(lua_State *L)
{
	struct reader *reader = bind_reader(L);
	const struct object *o = bind_check(L, 1, &document_type);
	struct text name = bind_text(L, 2);
	struct range works = related(reader->model, o->id, name);

	reads_note_relation(reader->reads, o->id, name, o->lang);
	bind_push_documents(L, reader, reader->model->related_works + works.first, works.count, 0,
			    o->lang);
	return 1;
}

static int call_attached(lua_State *L)
{
	struct reader *reader = bind_reader(L);
	const struct object *o = bind_check(L, 1, &document_type);

	struct text name = bind_text(L, 2);

	reads_note_attached(reader->reads, OWNER_WORK, o->id, name);
	bind_value_push(L, attached(reader->model, OWNER_WORK, o->id, name), o->lang);
	return 1;
}

static int call_children(lua_State *L)
{
	struct reader *reader = bind_reader(L);
	const struct object *o = bind_check(L, 1, &document_type);
	const struct section *section = &reader->model->sections[work_of(reader, o)->section];
	struct range works = section->works;

	reads_note(reader->reads, READ_SECTION, work_of(reader, o)->section, o->lang);
	reads_note(reader->reads, READ_SECTION_WORKS, work_of(reader, o)->section, o->lang);
	/* Only the page of a section has children. */
	bind_push_documents(L, reader, reader->model->section_works + works.first,
			    section->index == o->id ? works.count : 0, 0, o->lang);
	return 1;
}

static const struct getter getters[] = {
    {"title", NULL, READ_TITLE, title_of},
    {"summary", NULL, READ_FIELDS, summary_of},
    {"lang", NULL, READ_FIELDS, lang_of},
    {"tag", NULL, READ_FIELDS, tag_of},
    {"dir", NULL, READ_FIELDS, dir_of},
    {"translated", get_translated, READ_FIELDS, NULL},
    {"url", NULL, READ_FIELDS, url_of},
    {"path", NULL, READ_FIELDS, path_of},
    {"id", NULL, READ_NOTHING, id_of},
    {"slug", NULL, READ_NOTHING, slug_of},
    {"section", NULL, READ_NOTHING, section_of},
    {"type", NULL, READ_FIELDS, type_of},
    {"type_name", NULL, READ_FIELDS, type_name_of},
    {"type_plural", NULL, READ_FIELDS, type_plural_of},
    {"date", NULL, READ_FIELDS, date_of},
    {"created", get_created, READ_HISTORY, NULL},
    {"updated", get_updated, READ_HISTORY, NULL},
    {"authors", get_authors, READ_HISTORY, NULL},
    {"content", get_content, READ_BODY, NULL},
    {"excerpt", NULL, READ_BODY, excerpt_of},
    {"toc", get_toc, READ_BODY, NULL},
    {"words", get_words, READ_BODY, NULL},
    {"reading_minutes", get_minutes, READ_BODY, NULL},
    {"stale", get_stale, READ_STALE, NULL},
    {"source", get_source, READ_FIELDS, NULL},
    {"fields", get_fields, READ_FIELDS, NULL},
    {"original", get_original, READ_FIELDS, NULL},
    {"languages", get_languages, READ_FIELDS, NULL},
    {NULL, NULL, READ_NOTHING, NULL},
};

static const struct method methods[] = {
    {"field", call_field},
    {"terms", call_terms},
    {"backlinks", call_backlinks},
    {"relation", call_relation},
    {"attached", call_attached},
    {"children", call_children},
    {NULL, NULL},
};

const struct bound_type document_type = {"document", getters, methods, get_other};
