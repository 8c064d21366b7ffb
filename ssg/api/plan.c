#include "api/plan.h"

#include "api/bind.h"
#include "api/bind_value.h"
#include "sandbox/freeze.h"
#include "sandbox/state.h"
#include "site/data_files.h"
#include "site/feed_plan.h"
#include "site/pages.h"
#include "site/relations.h"
#include "site/wiki.h"

#include <lauxlib.h>
#include <string.h>

enum { OPTIONS = 2 }; /* index of the table of options: after the site */

/* The model that may be changed; the site's object is argument 1. */
static struct model *draft(lua_State *L)
{
	struct model *model = bind_reader(L)->draft;

	bind_check(L, 1, &site_type);
	if (!model)
		luaL_error(L, "the site is complete: only `site` hooks may add to it");
	return model;
}

/* The line of the plugin that calls, for messages. Its text lives in the model's arena. */
static struct place caller(lua_State *L, struct arena *arena)
{
	struct place place = NO_PLACE;
	lua_Debug at;

	for (int level = 1; lua_getstack(L, level, &at); level++) {
		lua_getinfo(L, "Sl", &at);
		if (at.source[0] != '@')
			continue;
		place.path = arena_text(arena, text_of(at.source + 1));
		place.line = at.currentline > 0 ? (uint32_t)at.currentline : 0;
		break;
	}
	return place;
}

/* ---- options */

/* They are the last argument. */
static void check_options(lua_State *L, const char *const *names)
{
	bind_check_options(L, OPTIONS, names);
	lua_settop(L, OPTIONS);
}

/* A text among the options, copied; empty when it is not given. */
static struct text text_option(lua_State *L, struct arena *arena, const char *name)
{
	struct text text = TEXT("");

	if (lua_getfield(L, OPTIONS, name) != LUA_TNIL) {
		if (lua_type(L, -1) != LUA_TSTRING)
			luaL_error(L, "option '%s' is a text, not a %s", name,
				   luaL_typename(L, -1));
		text = arena_text(arena, bind_text(L, -1));
		freeze_check_text(L, name, text);
	}
	lua_pop(L, 1);
	return text;
}

static struct text needed_option(lua_State *L, struct arena *arena, const char *name)
{
	struct text text = text_option(L, arena, name);

	if (!text.size)
		luaL_error(L, "option '%s' is missing", name);
	return text;
}

/* The id of an object of TYPE among the options, or NONE. */
static uint32_t object_option(lua_State *L, const char *name, const struct bound_type *type)
{
	uint32_t id = NONE;

	if (lua_getfield(L, OPTIONS, name) != LUA_TNIL) {
		const struct object *object = bind_test(L, -1, type);
		if (object)
			id = object->id;
		else
			luaL_error(L, "option '%s' is a %s", name, type->name);
	}
	lua_pop(L, 1);
	return id;
}

/* A label among the options, for LANG: a text, a table of texts by language, or such data. */
static struct text label_option(lua_State *L, const struct model *model, struct arena *arena,
				const char *name, lang_id lang)
{
	const struct language *language = &model->config->languages[lang];
	struct text text = TEXT("");

	lua_getfield(L, OPTIONS, name);
	const struct value *label = bind_value_test(L, -1);
	if (label) {
		text = config_label(model->config, label, lang, text);
	} else if (lua_istable(L, -1)) {
		for (size_t i = 0; i <= language->chain_count && !text.size; i++) {
			lang_id of = i ? language->chain[i - 1] : lang;
			bind_push_text(L, model->config->languages[of].code);
			if (lua_rawget(L, -2) == LUA_TSTRING)
				text = arena_text(arena, bind_text(L, -1));
			lua_pop(L, 1);
		}
	} else if (lua_type(L, -1) == LUA_TSTRING) {
		text = arena_text(arena, bind_text(L, -1));
	} else if (!lua_isnil(L, -1)) {
		luaL_error(L, "option '%s' is a text, or a table of texts by language", name);
	}
	lua_pop(L, 1);
	freeze_check_text(L, name, text);
	return text;
}

/* Languages that the options mean: `lang`, else all. */
struct lang_range {
	lang_id first, end;
};

static struct lang_range lang_option(lua_State *L, const struct model *model, struct arena *arena)
{
	struct text code = text_option(L, arena, "lang");
	lang_id lang = config_language(model->config, code);

	if (!code.size)
		return (struct lang_range){0, (lang_id)model->config->language_count};
	if (lang == LANG_NONE)
		luaL_error(L, "the site has no language '%s'", code.at);
	return (struct lang_range){lang, lang + 1};
}

/* The documents in the table at INDEX, into ARENA. */
static work_id *read_documents(lua_State *L, int index, struct arena *arena, size_t *count)
{
	luaL_checktype(L, index, LUA_TTABLE);
	lua_Integer size = luaL_len(L, index);
	state_charge(L, (uint64_t)size);
	state_expect_memory(L, (size_t)size * sizeof(work_id));
	work_id *works = arena_array(arena, (size_t)size + 1, sizeof *works);

	for (lua_Integer i = 1; i <= size; i++) {
		lua_geti(L, index, i);
		const struct object *document = bind_test(L, -1, &document_type);
		if (document)
			works[i - 1] = document->id;
		else
			luaL_error(L, "item %I of the list is a %s, not a document", i,
				   luaL_typename(L, -1));
		lua_pop(L, 1);
	}
	*count = (size_t)size;
	return works;
}

/* DATA at INDEX as a flat value in the model's arena; NULL for nil. */
static const struct value *keep_data(lua_State *L, int index, struct model *model)
{
	struct reader *reader = bind_reader(L);

	if (lua_isnoneornil(L, index))
		return NULL;
	/* Nodes are in the scratch memory: nothing leaks when freeze raises an error. */
	const struct value_node *node = freeze(L, index, &bound_objects, &reader->scratch);
	buffer_clear(&reader->bytes);
	size_t root = value_flatten(&reader->bytes, node);
	char *copy = arena_alloc(&model->arena, reader->bytes.size);
	memcpy(copy, reader->bytes.at, reader->bytes.size);
	return (const struct value *)(const void *)(copy + root);
}

/* ---- pages, feeds and files */

static enum page_kind kind_option(lua_State *L, struct arena *arena)
{
	struct text kind = text_option(L, arena, "kind");

	if (text_is(kind, "term"))
		return PAGE_TERM;
	if (kind.size && !text_is(kind, "virtual"))
		luaL_error(L, "kind is \"virtual\" or \"term\", not \"%s\"", kind.at);
	return PAGE_VIRTUAL;
}

/* "fr/" before PATH; empty when PATH is. */
static struct text below(struct arena *arena, const struct model *model, lang_id lang,
			 struct text path)
{
	if (!path.size)
		return path;
	return arena_printf(arena, "%.*s/%.*s", TEXT_ARGS(model->config->languages[lang].code),
			    TEXT_ARGS(path));
}

int plan_add_page(lua_State *L)
{
	static const char *const names[] = {"path",        "lang", "layout", "title",
					    "description", "kind", "term",   "taxonomy",
					    "section",     "data", "feed",   NULL};
	struct model *model = draft(L);
	struct reader *reader = bind_reader(L);
	struct arena *scratch = &reader->scratch;

	check_options(L, names);
	struct text path = needed_option(L, scratch, "path");
	struct text feed = text_option(L, scratch, "feed");
	struct lang_range langs = lang_option(L, model, scratch);
	struct page page = {
	    .kind = kind_option(L, scratch),
	    .layout = text_option(L, scratch, "layout"),
	    .work = NONE,
	    .section = object_option(L, "section", &section_type),
	    .term = object_option(L, "term", &term_type),
	    .taxonomy = object_option(L, "taxonomy", &taxonomy_type),
	    .place = caller(L, &model->arena),
	};
	if (!page.layout.size)
		page.layout = TEXT("page.html");
	if (page.term != NONE)
		page.taxonomy = model->terms[page.term].taxonomy;
	lua_getfield(L, OPTIONS, "data");
	page.data = keep_data(L, -1, model);
	for (page.lang = langs.first; page.lang < langs.end; page.lang++) {
		state_charge(L, 10);
		page.path = below(scratch, model, page.lang, path);
		page.feed = below(scratch, model, page.lang, feed);
		page.title = label_option(L, model, scratch, "title", page.lang);
		page.description = label_option(L, model, scratch, "description", page.lang);
		pages_add(model, &page, reader->diagnostics);
	}
	return 0;
}

int plan_add_feed(lua_State *L)
{
	static const char *const names[] = {"path", "lang",     "title", "documents",
					    "term", "document", NULL};
	struct model *model = draft(L);
	struct reader *reader = bind_reader(L);
	struct arena *scratch = &reader->scratch;

	check_options(L, names);
	struct text path = needed_option(L, scratch, "path");
	struct lang_range langs = lang_option(L, model, scratch);
	struct feed_plan feed = {.term = object_option(L, "term", &term_type),
				 .about = object_option(L, "document", &document_type),
				 .place = caller(L, &model->arena)};
	if (lua_getfield(L, OPTIONS, "documents") != LUA_TNIL)
		feed.works = read_documents(L, lua_gettop(L), scratch, &feed.work_count);
	for (feed.lang = langs.first; feed.lang < langs.end; feed.lang++) {
		state_charge(L, 10);
		feed.path = below(scratch, model, feed.lang, path);
		feed.title = label_option(L, model, scratch, "title", feed.lang);
		feeds_add(model, &feed, reader->diagnostics);
	}
	return 0;
}

/* The one language that the options mean: `lang`, else the site object's own. */
static lang_id one_language(lua_State *L, const struct model *model, struct arena *arena)
{
	struct lang_range langs = lang_option(L, model, arena);

	return langs.end - langs.first == 1 ? langs.first : bind_check(L, 1, &site_type)->lang;
}

int plan_add_file(lua_State *L)
{
	static const char *const names[] = {"path", "lang", "data", NULL};
	struct model *model = draft(L);
	struct reader *reader = bind_reader(L);

	check_options(L, names);
	state_charge(L, 10);
	if (model->file_count >= FILES_MAX)
		luaL_error(L, "more than %d files: is this an endless loop?", FILES_MAX);
	struct file_plan file = {
	    .path = needed_option(L, &reader->scratch, "path"),
	    .lang = one_language(L, model, &reader->scratch),
	    .plugin = reader->plugin,
	    .place = caller(L, &model->arena),
	};
	lua_getfield(L, OPTIONS, "data");
	file.data = keep_data(L, -1, model);
	files_add(model, &file, reader->diagnostics);
	return 0;
}

int plan_add_redirect(lua_State *L)
{
	static const char *const names[] = {"path", "document", "lang", NULL};
	struct model *model = draft(L);
	struct reader *reader = bind_reader(L);

	check_options(L, names);
	state_charge(L, 10);
	struct text path = needed_option(L, &reader->scratch, "path");
	work_id work = object_option(L, "document", &document_type);
	if (work == NONE)
		luaL_error(L, "option 'document' is missing");
	lang_id lang = one_language(L, model, &reader->scratch);
	pages_add_redirect(model, path, work, lang, caller(L, &model->arena), reader->diagnostics);
	return 0;
}

/* ---- relations */

/* NAME, if it is short enough to be distinguished (site/relations.c). */
static struct text relation_name(lua_State *L, struct text name)
{
	enum { NAME_MAX_BYTES = 200 };

	if (!name.size || name.size > NAME_MAX_BYTES)
		luaL_error(L, "a name has from 1 to %d bytes", NAME_MAX_BYTES);
	return name;
}

int plan_relate(lua_State *L)
{
	struct model *model = draft(L);
	size_t count;
	work_id owner = bind_check(L, 2, &document_type)->id;
	struct text name = relation_name(L, bind_text(L, 3));
	const work_id *works = read_documents(L, 4, &bind_reader(L)->scratch, &count);

	relate(model, owner, name, works, count);
	return 0;
}

int plan_attach(lua_State *L)
{
	struct model *model = draft(L);
	const struct object *term = bind_test(L, 2, &term_type);
	const struct object *owner = term ? term : bind_check(L, 2, &document_type);
	struct text name = relation_name(L, bind_text(L, 3));

	attach(model, term ? OWNER_TERM : OWNER_WORK, owner->id, name, keep_data(L, 4, model));
	return 0;
}

/* The taxonomies among the options, into ARENA; NULL: all. */
static uint32_t *taxonomies_option(lua_State *L, const struct model *model, struct arena *arena,
				   size_t *count)
{
	*count = 0;
	if (lua_getfield(L, OPTIONS, "taxonomies") == LUA_TNIL) {
		lua_pop(L, 1);
		return NULL;
	}
	luaL_checktype(L, -1, LUA_TTABLE);
	lua_Integer size = luaL_len(L, -1);
	state_charge(L, (uint64_t)size);
	state_expect_memory(L, (size_t)size * sizeof(uint32_t));
	uint32_t *taxonomies = arena_array(arena, (size_t)size + 1, sizeof *taxonomies);
	for (lua_Integer i = 1; i <= size; i++) {
		lua_geti(L, -1, i);
		uint32_t taxonomy = model_taxonomy(model, bind_text(L, -1));
		if (taxonomy == NONE)
			luaL_error(L, "there is no taxonomy '%s'", lua_tostring(L, -1));
		taxonomies[(*count)++] = taxonomy;
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return taxonomies;
}

int plan_relate_by_terms(lua_State *L)
{
	static const char *const names[] = {"name", "taxonomies", "limit", NULL};
	struct model *model = draft(L);
	struct arena *scratch = &bind_reader(L)->scratch;
	size_t count;

	check_options(L, names);
	struct text name = relation_name(L, needed_option(L, scratch, "name"));
	const uint32_t *taxonomies = taxonomies_option(L, model, scratch, &count);
	lua_getfield(L, OPTIONS, "limit");
	lua_Integer limit = luaL_optinteger(L, -1, 5);
	luaL_argcheck(L, limit > 0 && limit <= 100, OPTIONS, "limit is from 1 to 100");
	relate_by_terms(model, name, taxonomies, count, (size_t)limit);
	return 0;
}

int plan_relate_series(lua_State *L)
{
	static const char *const names[] = {"field", "previous", "next", NULL};
	struct model *model = draft(L);
	struct arena *scratch = &bind_reader(L)->scratch;

	check_options(L, names);
	relate_series(model, needed_option(L, scratch, "field"),
		      relation_name(L, needed_option(L, scratch, "previous")),
		      relation_name(L, needed_option(L, scratch, "next")));
	return 0;
}

/* ---- words */

int plan_resolve_wiki_links(lua_State *L)
{
	static const char *const names[] = {"by", NULL};
	struct model *model = draft(L);
	struct wiki_names by = {0};

	check_options(L, names);
	lua_getfield(L, OPTIONS, "by");
	luaL_argcheck(L, lua_istable(L, -1), OPTIONS, "by = {\"title\", \"slug\", \"aliases\"}");
	for (lua_Integer i = 1; lua_geti(L, -1, i) != LUA_TNIL; i++) {
		struct text name = bind_text(L, -1);
		if (text_is(name, "title"))
			by.titles = true;
		else if (text_is(name, "slug"))
			by.slugs = true;
		else if (text_is(name, "aliases"))
			by.aliases = true;
		else
			luaL_error(L, "wiki links go by title, slug or aliases, not '%s'", name.at);
		lua_pop(L, 1);
	}
	if (wiki_resolve(model, &by, bind_reader(L)->diagnostics))
		reads_note(bind_reader(L)->reads, READ_TITLES, 0, 0);
	return 0;
}

/* The mention described by the table on top of the stack. */
static struct mention read_mention(lua_State *L, struct model *model)
{
	struct mention mention = {.lang = LANG_NONE};

	luaL_checktype(L, -1, LUA_TTABLE);
	lua_getfield(L, -1, "text");
	lua_getfield(L, -2, "document");
	lua_getfield(L, -3, "lang");
	const struct object *document = bind_test(L, -2, &document_type);
	if (lua_type(L, -3) != LUA_TSTRING || !lua_rawlen(L, -3) || !document) {
		luaL_error(L, "a mention is {text = \"MAG\", document = …}, and may have lang");
		return mention;
	}
	mention.text = arena_text(&model->arena, bind_text(L, -3));
	mention.work = document->id;
	if (!lua_isnil(L, -1)) {
		mention.lang = config_language(model->config, bind_text(L, -1));
		if (mention.lang == LANG_NONE)
			luaL_error(L, "the site has no language '%s'", lua_tostring(L, -1));
	}
	lua_pop(L, 3);
	return mention;
}

int plan_link_mentions(lua_State *L)
{
	struct model *model = draft(L);

	luaL_checktype(L, 2, LUA_TTABLE);
	for (lua_Integer i = 1; lua_geti(L, 2, i) != LUA_TNIL; i++) {
		state_charge(L, 1);
		struct mention mention = read_mention(L, model);
		model->mentions = arena_grow(&model->arena, model->mentions, model->mention_count,
					     sizeof mention);
		model->mentions[model->mention_count++] = mention;
		lua_pop(L, 1);
	}
	return 0;
}

/* ---- reports */

/* ([document,] message): at the document's file, or the plugin's line. */
static int report(lua_State *L, bool error)
{
	struct model *model = draft(L);
	struct reader *reader = bind_reader(L);
	const struct object *o = bind_test(L, 2, &document_type);
	struct text message = bind_text(L, o ? 3 : 2);
	struct place plugin = caller(L, &reader->scratch);
	struct place place = plugin;

	freeze_check_text(L, "message", message);
	if (o)
		place = (struct place){
		    .path = model->documents[model_document(model, o->id, o->lang)].path};
	diag_report(reader->diagnostics, error, error ? "E-PLUGIN" : "W-PLUGIN", place, "%.*s",
		    TEXT_ARGS(message));
	if (o)
		diag_hint(reader->diagnostics, "says %.*s:%u", TEXT_ARGS(plugin.path), plugin.line);
	return 0;
}

int plan_error(lua_State *L)
{
	return report(L, true);
}

int plan_warn(lua_State *L)
{
	return report(L, false);
}
