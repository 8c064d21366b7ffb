#include "render/page.h"

#include "api/bind_page.h"
#include "api/bind_site.h"
#include "api/localize.h"
#include "base/html_escape.h"
#include "sandbox/html.h"
#include "workers/pulse.h"

#include <string.h>

enum {
	HOOK_INSTRUCTIONS = 50000000, /* about half a second: a thousand honest pages */
	HOOK_SECONDS = 10,
	TEMPLATE_SECONDS = 2,
	FILE_INSTRUCTIONS = 500000000, /* one file may list all of the site */
	FILE_SECONDS = 60,
};

/* ---- bodies */

struct labels {
	const struct renderer *renderer;
	lang_id lang;
};

static void write_label(void *self, struct text kind, struct buffer *html)
{
	const struct labels *labels = self;
	char key[32] = "";
	struct buffer word = {0};

	memcpy(key, kind.at, kind.size < sizeof key ? kind.size : 0);
	reads_note_string(labels->renderer->reader.reads, labels->lang, text_of(key));
	interface_say(labels->renderer->interface, labels->lang, key, &word);
	html_escape(html, buffer_view(&word));
	buffer_free(&word);
}

static void write_body(void *self, document_id document, lang_id lang, struct buffer *out)
{
	const struct renderer *renderer = self;
	const struct document *shown = &renderer->model->documents[document];
	struct labels labels = {renderer, lang};
	const struct mentions *mentions =
	    renderer->mentions ? &renderer->mentions[shown->lang] : NULL;

	if (mentions && !mentions->count)
		mentions = NULL;
	struct body body = {
	    .model = renderer->model,
	    .document = shown,
	    .path = renderer->reader.page_path,
	    .lang = lang,
	    .mentions = mentions,
	    .label = {write_label, &labels},
	};

	reads_note(renderer->reader.reads, READ_BODY, shown->work, lang);
	body_write(&body, out);
}

/* ---- templates */

struct text renderer_template_file(struct text name, struct arena *arena)
{
	return text_starts_with(name, TEXT("partials/"))
		   ? name
		   : arena_printf(arena, "layouts/%.*s", TEXT_ARGS(name));
}

static bool read_template(void *self, struct text name, struct text *path, struct text *text)
{
	struct renderer *renderer = self;
	struct theme_file file;
	struct text below = renderer_template_file(name, &renderer->arena);

	if (!theme_find(renderer->theme, below, 0, &renderer->arena, &file))
		return false;
	*path = file.path;
	return theme_read(renderer->theme, &file, &renderer->arena, text, renderer->diagnostics) ==
	       STATUS_OK;
}

static bool read_field(void *self, lua_State *L, int object, int name, struct text *text)
{
	struct renderer *renderer = self;

	return bind_field_text(L, &renderer->reader, object, name, text);
}

static void note_template(void *self, struct text name)
{
	struct renderer *renderer = self;

	reads_note_template(&renderer->reads, name);
}

static void open_templates(struct renderer *renderer)
{
	size_t layouts, partials;
	const struct text *above =
	    theme_names(renderer->theme, TEXT("layouts/"), &renderer->arena, &layouts);
	const struct text *below =
	    theme_names(renderer->theme, TEXT("partials/"), &renderer->arena, &partials);
	struct text *names = arena_array(&renderer->arena, layouts + partials + 1, sizeof *names);

	for (size_t i = 0; i < layouts; i++)
		names[i] = above[i];
	for (size_t i = 0; i < partials; i++)
		names[layouts + i] =
		    arena_printf(&renderer->arena, "partials/%.*s", TEXT_ARGS(below[i]));
	struct template_source source = {
	    .names = names,
	    .count = layouts + partials,
	    .read = read_template,
	    .field = read_field,
	    .used = note_template,
	    .self = renderer,
	};
	renderer->templates = templates_open(renderer->state, &source);
}

/* ---- what pages are made with */

static uint64_t template_digest(void *self, struct text name)
{
	const struct renderer *renderer = self;

	return templates_digest(renderer->templates, name);
}

static uint64_t string_digest(void *self, lang_id lang, struct text key)
{
	const struct renderer *renderer = self;

	return interface_digest(renderer->interface, lang, key);
}

/* ---- the renderer */

void renderer_open(struct renderer *renderer, const struct model *model,
		   struct interface *interface, const struct theme *theme, struct state *state)
{
	lua_State *L = state_lua(state);

	*renderer = (struct renderer){
	    .model = model, .interface = interface, .theme = theme, .state = state};
	renderer->reader = (struct reader){
	    .model = model,
	    .collation = interface_collation(interface),
	    .words = interface_words(interface),
	    .write_body = write_body,
	    .self = renderer,
	};
	renderer->presentation = (struct presentation){template_digest, string_digest, renderer};
	bind_open(L, &renderer->reader);
	renderer->plugins = plugins_open(state, &renderer->reader);
	open_templates(renderer);
	templates_environment(renderer->templates);
	localize_open(L, &renderer->reader);
	lua_pop(L, 1);
}

void renderer_close(struct renderer *renderer)
{
	size_t languages = renderer->model->config->language_count;

	for (size_t i = 0; renderer->mentions && i < languages; i++)
		mentions_free(&renderer->mentions[i]);
	if (renderer->mentions)
		reads_close(&renderer->reads);
	templates_close(renderer->templates);
	plugins_close(renderer->plugins);
	arena_free(&renderer->reader.scratch);
	arena_free(&renderer->reader.list);
	buffer_free(&renderer->reader.bytes);
	buffer_free(&renderer->reader.address);
	arena_free(&renderer->arena);
}

/* The place where a page's layout is named: in its type, or by the page itself. */
static struct place layout_place(const struct model *model, const struct page *page)
{
	const struct type *type = page->work == NONE ? NULL : model->works[page->work].type;
	const struct value *named = type ? value_get(type->declaration, "layout") : NULL;

	if (type && text_equal(value_text(named), page->layout))
		return value_place(type->path, named);
	return page->place;
}

static bool has_layout(const struct text *names, size_t count, struct text layout)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(names[i], layout))
			return true;
	return false;
}

/* Each missing layout once, where it is first named. */
static bool check_layouts(struct renderer *renderer, const struct text *names, size_t count,
			  struct diagnostics *d)
{
	const struct model *model = renderer->model;
	struct map missing = {0};

	for (size_t i = 0; i < model->page_count; i++) {
		const struct page *page = &model->pages[i];
		if (has_layout(names, count, page->layout) ||
		    map_get(&missing, page->layout) != MAP_NONE)
			continue;
		map_put(&missing, page->layout, i);
		diag_error(d, "E-TEMPLATE", layout_place(model, page),
			   "there is no layout \"%.*s\" in the theme", TEXT_ARGS(page->layout));
		diag_suggest(d, diag_closest(page->layout, names, count));
	}
	bool good = !missing.count;
	map_free(&missing);
	return good;
}

/* All layouts of the theme, used or not: a mistake in a template shows at once. */
bool renderer_freeze(struct renderer *renderer, struct diagnostics *d)
{
	const struct model *model = renderer->model;
	size_t languages = model->config->language_count, count;
	const struct text *names =
	    theme_names(renderer->theme, TEXT("layouts/"), &renderer->arena, &count);

	renderer->mentions = arena_array(&renderer->arena, languages, sizeof *renderer->mentions);
	for (lang_id lang = 0; lang < languages; lang++) {
		pulse_tick();
		mentions_build(&renderer->mentions[lang], model, lang, &renderer->arena);
	}
	reads_open(&renderer->reads, model);
	renderer->reader.reads = &renderer->reads;
	renderer->diagnostics = d;
	bool named = check_layouts(renderer, names, count, d);
	return templates_compile_all(renderer->templates, names, count, d) && named;
}

/* Sets the variables of templates: `site`, and the page on top of the stack, which is popped. */
static void set_variables(struct renderer *renderer, lang_id lang)
{
	lua_State *L = state_lua(renderer->state);

	templates_environment(renderer->templates);
	lua_pushvalue(L, -2);
	lua_setfield(L, -2, "page");
	bind_push(L, &site_type, 0, lang);
	lua_setfield(L, -2, "site");
	lua_pop(L, 2);
}

bool renderer_page(struct renderer *renderer, const struct page *page, struct buffer *out,
		   struct diagnostics *d)
{
	struct reader *reader = &renderer->reader;
	lua_State *L = state_lua(renderer->state);
	struct buffer where = {0};

	reader->lang = page->lang;
	reader->page = page;
	reader->page_path = page->path;
	renderer->diagnostics = d;
	buffer_string(&where, "page ");
	buffer_text(&where, page->path);
	buffer_byte(&where, '\0');
	bind_page_push(L);
	state_set_budget(renderer->state, HOOK_INSTRUCTIONS, HOOK_SECONDS);
	bool good = plugins_run_page(
	    renderer->plugins, arena_printf(&reader->scratch, "hook page, %s", where.at).at, d);
	set_variables(renderer, page->lang);
	state_set_budget(renderer->state, 0, TEMPLATE_SECONDS);
	good = good && templates_render(renderer->templates, page->layout, out, where.at, d);
	reads_end(&renderer->reads);
	buffer_free(&where);
	arena_free(&reader->scratch);
	return good;
}

bool renderer_file(struct renderer *renderer, const struct file_plan *file, struct buffer *out,
		   struct diagnostics *d)
{
	struct reader *reader = &renderer->reader;

	reader->lang = file->lang;
	reader->page = NULL;
	reader->page_path = file->path;
	state_set_budget(renderer->state, FILE_INSTRUCTIONS, FILE_SECONDS);
	bool good = plugins_run_file(renderer->plugins, file, out, d);
	reads_end(&renderer->reads);
	arena_free(&reader->scratch);
	return good;
}
