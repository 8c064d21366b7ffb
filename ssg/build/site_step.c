#include "build/site_step.h"

#include "build/output.h"
#include "build/render_step.h"
#include "build/site_plugins.h"
#include "site/assemble.h"
#include "site/assets.h"
#include "site/feeds.h"
#include "site/files.h"
#include "site/site_maps.h"
#include "site/wiki.h"

#include <lua.h>
#include <stdlib.h>
#include <string.h>

enum {
	GC_PAUSE_PERCENT = 500,
	TASK_SECONDS = 600, /* of this worker alone, on the largest site; hooks have budgets */
};
static const size_t memory_limit = (size_t)16 << 30;

/* What the site worker holds: it ends by _exit, and frees what its sanitizers would look at. */
struct site {
	const struct site_step *step;
	struct arena arena;
	struct config config;
	struct theme theme;
	struct interface interface;
	struct history history;
	struct model model;
	struct state *state;
	struct renderer renderer;
	struct parsed_document *parsed;
	size_t parsed_count;
};

/* ---- what the content step gave */

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
	if (!record_valid(bytes)) {
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
	for (size_t i = 0; i < content->count; i++)
		take_record(site, i, d);
}

/* The folder of content/ that a file is in: "fr" of "content/fr/x.md". */
static struct text folder_of(struct text path)
{
	struct text rest = path, part = TEXT("");

	text_split(&rest, '/', &part);
	return rest.at && text_split(&rest, '/', &part) && rest.at ? part : TEXT("");
}

/* PATH is the first of COUNT files in FOLDER. */
static void report_stray(struct text path, struct text folder, bool language, size_t count,
			 struct diagnostics *d)
{
	struct place place = {.path = path};

	if (!folder.size) {
		diag_warning(d, "W-FILE", place,
			     "files directly in content/ are left out: %zu, this is the first",
			     count);
		diag_hint(d, "documents belong to the folder of a language, such as content/en/");
	} else if (language) {
		diag_warning(d, "W-FILE", place,
			     "files of content/%.*s/ that are no .md files are left out: %zu, this "
			     "is the first",
			     TEXT_ARGS(folder), count);
		diag_hint(d, "pictures and downloads belong to content/assets/");
	} else {
		diag_warning(d, "W-FILE", place,
			     "content/%.*s/ is no language of this site: its files are left out "
			     "(%zu)",
			     TEXT_ARGS(folder), count);
		diag_hint(d, "languages are listed in site.yaml");
	}
}

/* Files that are no part of the site, said once a folder: a misspelt language hides a lot. */
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

static void check_menu(const struct site *site, struct diagnostics *d)
{
	const struct value *menu = value_get(site->config.site, "menu");

	for (size_t i = 0; i < value_count(menu); i++) {
		const struct value *item = value_item(menu, i);
		struct text id = value_text(item);
		if (model_section(&site->model, id) == NONE && model_work(&site->model, id) == NONE)
			diag_error(d, "E-SITE", config_place(SITE_YAML, item),
				   "menu: \"%.*s\" is no section and no document", TEXT_ARGS(id));
	}
}

static void check_theme(const struct site *site, struct diagnostics *d)
{
	if (theme_exists(&site->theme))
		return;
	diag_error(d, "E-SITE", config_place(SITE_YAML, value_get(site->config.site, "theme")),
		   "there is no theme themes/%.*s/", TEXT_ARGS(site->theme.name));
	diag_hint(d, "without theme: the site has the theme plain");
}

/* ---- the model */

static enum status assemble(struct site *site, struct diagnostics *d)
{
	const struct site_step *step = site->step;
	struct diagnostics unheard = {0}; /* the settings step has reported them */
	enum status status;

	config_read(&site->config, &site->arena, step->settings, &unheard);
	diagnostics_free(&unheard);
	site->theme = (struct theme){step->snapshot, site->config.theme};
	check_theme(site, d);
	status = interface_open(&site->interface, &site->config, &site->theme, d);
	if (status == STATUS_MACHINE || diagnostics_status(d) == STATUS_MACHINE)
		return STATUS_MACHINE;
	site->model.config = &site->config;
	site->model.snapshot = step->snapshot;
	if (step->history.size) {
		status = history_open(&site->history, step->history, step->snapshot, d);
		if (status != STATUS_OK)
			return status;
		site->model.history = &site->history;
	}
	take_records(site, d);
	report_strays(site, d);
	status = assets_collect(&site->model, d);
	if (status != STATUS_OK)
		return status;
	model_assemble(&site->model, site->parsed, site->parsed_count, d);
	check_menu(site, d);
	return STATUS_OK;
}

static void begun(void *self, struct text path)
{
	const struct site *site = self;

	progress_doing(site->step->progress, path);
}

/* Plugins add to the model; then it is complete. */
static void run_plugins(struct site *site, struct diagnostics *d)
{
	struct lua_limits limits = lua_limits_default();
	struct model *model = &site->model;
	struct reader *reader = &site->renderer.reader;

	site->state = state_open(&limits);
	renderer_open(&site->renderer, model, &site->interface, &site->theme, site->state);
	plugins_time(site->renderer.plugins, site->step->events);
	site_plugins_load(site->renderer.plugins, &site->config, site->step->snapshot, &site->arena,
			  d);
	pages_assemble(model, d);
	feeds_assemble(model, d);
	reader->draft = model;
	plugins_run_site(site->renderer.plugins, begun, site, d);
	reader->draft = NULL;
	arena_free(&reader->scratch);
	progress_doing(site->step->progress, TEXT(""));
	pages_redirect(model, d);
	wiki_check(model, d);
	backlinks_assemble(model);
	pages_join(model);
	site_maps_plan(model, d);
	renderer_freeze(&site->renderer, d);
	/* Garbage would be copied to every worker. They make little of it for each page: collecting
	 * when the heap has grown fivefold is early enough. */
	lua_gc(state_lua(site->state), LUA_GCCOLLECT, 0);
	lua_gc(state_lua(site->state), LUA_GCINC, GC_PAUSE_PERCENT, 0, 0);
}

/* ---- the output */

static enum status make_folder(struct site *site, struct map *made, struct text path,
			       struct diagnostics *d)
{
	size_t slash = text_find_last_byte(path, '/');
	struct text folder = text_slice(path, 0, slash);

	if (slash == SIZE_MAX || map_get(made, folder) != MAP_NONE)
		return STATUS_OK;
	map_put(made, folder, 0);
	return generation_folder(site->step->generation, folder, d);
}

static enum status make_folders(struct site *site, struct diagnostics *d)
{
	const struct model *model = &site->model;
	struct map made = {0};
	enum status status = STATUS_OK;

	for (size_t i = 0; i < model->page_count && status == STATUS_OK; i++)
		status = make_folder(site, &made, model->pages[i].path, d);
	for (size_t i = 0; i < model->feed_count && status == STATUS_OK; i++)
		status = make_folder(site, &made, model->feeds[i].path, d);
	for (size_t i = 0; i < model->file_count && status == STATUS_OK; i++)
		status = make_folder(site, &made, model->files[i].path, d);
	for (size_t i = 0; i < model->asset_count && status == STATUS_OK; i++)
		status = make_folder(site, &made, model->assets[i].output, d);
	map_free(&made);
	return status;
}

/* The result of the one task: the sizes of four runs, each a multiple of 8, and these. */
struct header {
	uint64_t written, kept, removed, memory;
};

/* What the last build had and this one has not. */
static void list_removed(const struct page_memory *memory, const struct rendered *rendered,
			 struct buffer *removed)
{
	struct text lists[] = {buffer_view(&rendered->written), buffer_view(&rendered->kept)};
	struct published_file file;
	struct map here = {0};
	size_t at = 0;

	for (size_t i = 0; i < 2; i++)
		while (output_next(&lists[i], &file))
			map_put(&here, file.path, 1);
	while (page_memory_next(memory, &at, &file))
		if (map_get(&here, file.path) == MAP_NONE)
			output_add(&file, removed);
	map_free(&here);
}

static void hand_over(const struct page_memory *memory, const struct rendered *rendered,
		      struct buffer *out)
{
	struct buffer removed = {0};

	list_removed(memory, rendered, &removed);
	struct header header = {rendered->written.size, rendered->kept.size, removed.size,
				rendered->memory.size};
	buffer_add(out, &header, sizeof header);
	buffer_text(out, buffer_view(&rendered->written));
	buffer_text(out, buffer_view(&rendered->kept));
	buffer_text(out, buffer_view(&removed));
	buffer_text(out, buffer_view(&rendered->memory));
	buffer_free(&removed);
}

static void write_output(struct site *site, struct buffer *out, struct diagnostics *d)
{
	const struct site_step *step = site->step;
	struct arena arena = {0};
	struct jail jail = {
	    .read_paths = snapshot_read_paths(step->snapshot, &arena),
	    .write_path = step->generation->next_path,
	};
	struct digests digests;
	struct page_memory memory;
	struct rendered rendered = {0};
	struct render_step render = {
	    &site->renderer, &digests, &memory,        step->generation->next_fd,
	    step->workers,   &jail,    step->progress, step->events};

	digests_open(&digests, &site->model, &site->renderer.reader.collation);
	page_memory_find(&memory, step->memory, &digests);
	if (make_folders(site, d) == STATUS_OK) {
		progress_step(step->progress, STEP_RENDER);
		render_step(&render, &rendered, d);
		hand_over(&memory, &rendered, out);
	}
	rendered_free(&rendered);
	page_memory_free(&memory);
	digests_close(&digests);
	arena_free(&arena);
}

static void answer(struct site *site, struct buffer *out, struct diagnostics *d)
{
	struct digests digests;

	digests_open(&digests, &site->model, &site->renderer.reader.collation);
	explain_step(site->step->question, &site->renderer, &digests, out, d);
	digests_close(&digests);
}

static void site_free(struct site *site)
{
	if (site->state) {
		renderer_close(&site->renderer);
		state_close(site->state);
	}
	if (site->model.config)
		model_free(&site->model);
	if (site->step->history.size && site->model.history)
		history_close(&site->history);
	interface_close(&site->interface);
	config_free(&site->config);
	arena_free(&site->arena);
}

static void run(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	const struct site_step *step = self;
	struct site site = {.step = step};

	(void)task;
	if (assemble(&site, d) == STATUS_OK) {
		run_plugins(&site, d);
		if (step->question)
			answer(&site, out, d);
		else if (!step->failed && !d->errors)
			write_output(&site, out, d);
	}
	site_free(&site);
}

/* ---- in the supervisor */

static struct place place(void *self, size_t task)
{
	const struct site_step *step = self;
	char bytes[256];
	struct text doing = progress_read_doing(step->progress, bytes);

	(void)task;
	/* Kept with the generation, as a diagnostic copies it only later. */
	return (struct place){.path = arena_text(&step->generation->arena, doing)};
}

static void tell(void *self, size_t finished, size_t tasks)
{
	const struct site_step *step = self;

	(void)finished; /* one task: what it is at, it says itself */
	(void)tasks;
	progress_show(step->progress, step->watch);
}

static enum status read_result(struct site_output *output, struct diagnostics *d)
{
	struct text bytes = output->results.count ? output->results.tasks[0].bytes : TEXT("");
	struct text *runs[] = {&output->written, &output->kept, &output->removed, &output->memory};
	uint64_t sizes[sizeof runs / sizeof *runs];

	if (!bytes.size)
		return STATUS_OK; /* errors were reported, nothing was written */
	if (bytes.size >= sizeof sizes) {
		memcpy(sizes, bytes.at, sizeof sizes);
		bytes = text_slice(bytes, sizeof sizes, bytes.size);
		for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
			*runs[i] = text_slice(bytes, 0, sizes[i]);
			if (runs[i]->size != sizes[i])
				break;
			bytes = text_slice(bytes, sizes[i], bytes.size);
			if (i + 1 == sizeof runs / sizeof *runs)
				return STATUS_OK;
		}
	}
	diag_machine(d, "collecting", "the list of written files", "it is damaged");
	return STATUS_MACHINE;
}

/* Without the zeros that results are padded with. */
static struct text trimmed(struct text bytes)
{
	while (bytes.size && !bytes.at[bytes.size - 1])
		bytes.size--;
	return bytes;
}

enum status site_step_run(const struct site_step *step, struct site_output *output,
			  struct diagnostics *d)
{
	struct arena arena = {0};
	struct jail jail = {
	    .read_paths = snapshot_read_paths(step->snapshot, &arena),
	    .write_path = step->question ? NULL : step->generation->next_path,
	    .may_fork = true,
	};
	struct job job = {
	    .name = "site",
	    .tasks = 1,
	    .task_seconds = TASK_SECONDS,
	    .memory = memory_limit,
	    .jail = &jail,
	    .self = (void *)(uintptr_t)step,
	    .run = run,
	    .place = place,
	    .progress = tell,
	};

	*output = (struct site_output){0};
	progress_step(step->progress, STEP_SITE);
	enum status status = workers_run(&job, &output->results, d);
	if (status == STATUS_OK && step->question)
		output->answer = trimmed(output->results.tasks[0].bytes);
	else if (status == STATUS_OK)
		status = read_result(output, d);
	arena_free(&arena);
	return status;
}

void site_output_free(struct site_output *output)
{
	results_free(&output->results);
}
