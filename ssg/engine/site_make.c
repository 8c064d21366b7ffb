#include "engine/site_make.h"

#include "engine/site_plugins.h"
#include "sandbox/sandbox.h"
#include "site/assemble.h"
#include "site/assets.h"
#include "site/feed_plan.h"
#include "site/sitemap_plan.h"
#include "site/wiki.h"
#include "workers/pulse.h"

#include <lua.h>
#include <string.h>

/* ---- settings */

void site_make_settings(struct site *site)
{
	struct diagnostics ignored = {0}; /* the settings step has reported them */

	config_read(&site->config, &site->arena, site->step->settings->root, &ignored);
	site->model.config = &site->config;
	diagnostics_free(&ignored);
}

/* ---- theme, strings and history */

static void check_theme(const struct site *site, struct diagnostics *d)
{
	const struct value *named = value_get(site->config.site, "theme");

	if (theme_exists(&site->theme))
		return;
	diag_error(d, "E-SITE", value_place(SITE_YAML, named),
		   "the theme themes/%.*s/ does not exist", TEXT_ARGS(site->theme.name));
	diag_hint(d, "without theme: the site has the theme plain");
}

enum status site_make_theme(struct site *site, struct diagnostics *d)
{
	const struct site_step *step = site->step;

	site->theme = (struct theme){step->snapshot, site->config.theme};
	check_theme(site, d);
	enum status status = interface_open(&site->interface, &site->config, &site->theme, d);
	if (status == STATUS_MACHINE || diagnostics_status(d) == STATUS_MACHINE)
		return STATUS_MACHINE;
	site->model.snapshot = step->snapshot;
	if (!step->history.count)
		return STATUS_OK;
	status = history_open(&site->history, &step->history, step->snapshot, d);
	if (status == STATUS_OK)
		site->model.history = &site->history;
	return status;
}

/* ---- records from the content step */

static void take_record(struct site *site, size_t i, struct diagnostics *d)
{
	const struct content *content = site->step->content;
	struct text bytes = content->records[i];
	struct text path = content->files[i]->path;
	const struct record *record = (const void *)bytes.at;

	if (!bytes.size) {
		map_put(&site->model.unreadable, document_name(path).id, i);
		return;
	}
	if (!content->stored[i] && !record_valid(bytes)) {
		diag_error(d, "E-CRASH", (struct place){.path = path},
			   "the worker that read the document gave a damaged record");
		return;
	}
	diagnostics_read(d, record_text(record, record->diagnostics)); /* its warnings */
	site->parsed[site->parsed_count++] = (struct parsed_document){content->files[i], record};
}

static void take_records(struct site *site, struct diagnostics *d)
{
	const struct content *content = site->step->content;

	site->parsed = arena_array(&site->arena, content->count + 1, sizeof *site->parsed);
	for (size_t i = 0; i < content->count; i++) {
		pulse_tick();
		take_record(site, i, d);
	}
}

/* The folder of content/ that the file PATH is in: "fr" for "content/fr/x.md". */
static struct text folder_of(struct text path)
{
	struct text rest = path, part = TEXT("");

	text_split(&rest, '/', &part);
	return rest.at && text_split(&rest, '/', &part) && rest.at ? part : TEXT("");
}

/* PATH is the first of COUNT files in FOLDER that do not belong to the site. */
static void report_stray(struct text path, struct text folder, bool language, size_t count,
			 struct diagnostics *d)
{
	struct place place = {.path = path};

	if (!folder.size) {
		diag_warning(d, "W-FILE", place, "%zu file%s directly in content/ %s ignored",
			     count, count == 1 ? "" : "s", count == 1 ? "was" : "were");
		diag_hint(d, "documents belong to the folder of a language, such as content/en/");
	} else if (language) {
		diag_warning(d, "W-FILE", place, "%zu file%s in content/%.*s/ %s and %s ignored",
			     count, count == 1 ? "" : "s", TEXT_ARGS(folder),
			     count == 1 ? "is not a .md file" : "are not .md files",
			     count == 1 ? "was" : "were");
		diag_hint(d, "pictures and downloads belong to content/assets/");
	} else {
		diag_warning(d, "W-FILE", place,
			     "content/%.*s/ is not a language of this site: its %zu file%s ignored",
			     TEXT_ARGS(folder), count, count == 1 ? " was" : "s were");
		diag_hint(d, "languages are listed in site.yaml");
	}
}

/* Reports files that do not belong to the site, once per folder: a misspelt language hides many. */
static void report_strays(const struct site *site, struct diagnostics *d)
{
	const struct snapshot *snapshot = site->step->snapshot;
	size_t first, count = snapshot_below(snapshot, TEXT("content/"), &first);

	for (size_t i = first, next; i < first + count; i = next) {
		struct text folder = folder_of(snapshot->files[i].path);
		bool language = config_language(&site->config, folder) != LANGUAGES_MAX;
		bool own = text_is(folder, "assets") || text_is(folder, "data") ||
			   text_is(folder, "types");
		size_t strays = 0, stray = i;
		for (next = i; next < first + count; next++) {
			struct text path = snapshot->files[next].path;
			if (next > i && !text_equal(folder_of(path), folder))
				break;
			if (language && text_ends_with(path, TEXT(".md")))
				continue;
			if (!strays++)
				stray = next;
		}
		if (!own && strays)
			report_stray(snapshot->files[stray].path, folder, language, strays, d);
	}
}

/* ---- the model */

static void check_menu(const struct site *site, struct diagnostics *d)
{
	const struct model *model = &site->model;
	const struct value *menu = value_get(model->config->site, "menu");

	for (size_t i = 0; i < value_count(menu); i++) {
		const struct value *item = value_item(menu, i);
		struct text id = value_text(item);
		if (model_section(model, id) == NONE && model_work(model, id) == NONE)
			diag_error(d, "E-SITE", value_place(SITE_YAML, item),
				   "menu: \"%.*s\" is neither a section nor a document",
				   TEXT_ARGS(id));
	}
}

enum status site_make_model(struct site *site, struct diagnostics *d)
{
	struct model *model = &site->model;

	take_records(site, d);
	report_strays(site, d);
	pulse_tick();
	enum status status = assets_collect(model, d);
	if (status != STATUS_OK)
		return status;
	model_assemble(model, site->parsed, site->parsed_count, d);
	check_menu(site, d);
	return STATUS_OK;
}

/* ---- plugins */

void site_make_renderer(struct site *site, struct diagnostics *d)
{
	struct lua_limits limits = lua_limits_default();

	site->state = sandbox_open(&limits);
	renderer_open(&site->renderer, &site->model, &site->interface, &site->theme, site->state);
	plugins_time(site->renderer.plugins, site->step->events);
	site_plugins_load(site->renderer.plugins, &site->config, site->step->snapshot, &site->arena,
			  d);
}

static void begun(void *self, struct text path)
{
	const struct site *site = self;

	progress_doing(site->step->progress, path);
}

/* A warning shows a line of a document: it depends on the whole text. */
static void note_places(struct site *site, const struct diagnostics *d)
{
	const struct model *model = &site->model;

	for (size_t i = 0; i < d->count; i++) {
		struct document_name name = document_name(d->list[i].place.path);
		work_id work = model_work(model, name.id);
		lang_id lang = config_language(model->config, name.lang);
		if (work != NONE && lang != LANGUAGES_MAX)
			reads_note(&site->reads, READ_BODY, work, lang);
	}
}

void site_make_pages(struct site *site, struct diagnostics *d)
{
	struct model *model = &site->model;
	struct reader *reader = &site->renderer.reader;

	pulse_tick();
	pages_assemble(model, d);
	feeds_assemble(model, d);
	reads_open(&site->reads, model);
	reader->draft = model;
	reader->reads = &site->reads;
	plugins_run_site(site->renderer.plugins, begun, site, d);
	reader->draft = NULL;
	reader->reads = NULL;
	arena_free(&reader->scratch);
	progress_doing(site->step->progress, TEXT(""));
	pages_redirect(model, d);
	wiki_check(model, d);
	pulse_tick();
	backlinks_assemble(model);
	pages_join(model);
	pulse_tick();
	site_maps_plan(model, d);
	note_places(site, d);
	reads_end(&site->reads);
}

void site_make_ready(struct site *site, struct diagnostics *d)
{
	renderer_freeze(&site->renderer, d);
	/* Garbage would be copied to every worker. What survives serves all pages, and what a page
	 * adds becomes garbage soon: generational collection looks only at that. */
	pulse_tick();
	lua_gc(state_lua(site->state), LUA_GCCOLLECT, 0);
	lua_gc(state_lua(site->state), LUA_GCGEN, 0, 0);
	pulse_tick();
}

void site_free(struct site *site)
{
	if (site->state) {
		renderer_close(&site->renderer);
		state_close(site->state);
	}
	digests_close(&site->digests);
	reads_close(&site->reads);
	if (site->kept.model)
		arena_free(&site->model.arena);
	else
		model_free(&site->model);
	model_cache_close(&site->kept);
	history_close(&site->history);
	interface_close(&site->interface);
	diagnostics_free(&site->problems);
	arena_free(&site->arena);
}
