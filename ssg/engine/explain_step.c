#include "engine/explain_step.h"

#include "engine/explain_record.h"
#include "engine/explain_why.h"
#include "site/sitemap_plan.h"

#include <stdlib.h>
#include <time.h>

struct explanation {
	const struct explain_question *question;
	struct renderer *renderer;
	const struct model *model;
	struct digests *digests;
	struct recorder recorder;
	struct arena arena;
	struct buffer *out;
	const struct page *page; /* the question is about one of these: */
	const struct file_plan *data;
	const struct feed_plan *feed;
	const struct asset *asset;
	uint32_t listed; /* or about a sitemap: its pages */
	struct explained_file file;
};

/* ---- which file */

/* The page of the document at PATH. */
static struct text page_of_document(const struct explanation *x, struct text path)
{
	struct document_name name = document_name(path);
	lang_id lang = config_language(x->model->config, name.lang);

	if (lang == LANGUAGES_MAX)
		return TEXT("");
	for (size_t i = 0; i < x->model->page_count; i++) {
		const struct page *page = &x->model->pages[i];
		if (page_has_document(page) && page->lang == lang &&
		    text_equal(x->model->works[page->work].id, name.id))
			return page->path;
	}
	return TEXT("");
}

static size_t find(const struct map *map, struct text path)
{
	return map->count ? map_get(map, path) : MAP_NONE;
}

static bool find_maps(struct explanation *x, struct text path)
{
	const struct site_maps *maps = x->model->site_maps;

	for (uint32_t i = 0; i < maps->count; i++) {
		if (!text_equal(site_map_name(maps, i, &x->arena), path))
			continue;
		x->listed = maps->first[i + 1] - maps->first[i];
		x->file = (struct explained_file){path, 0, "sitemap",
						  "an address or a translation of a page in it"};
		return true;
	}
	x->file = (struct explained_file){path, 0, "file", "site.yaml"};
	if (text_is(path, "sitemap.xml"))
		x->file = (struct explained_file){path, 0, "sitemap", "the number of sitemaps"};
	return text_is(path, "robots.txt") || text_is(path, "sitemap.xml");
}

static bool find_file(struct explanation *x, struct text path)
{
	const struct model *model = x->model;
	size_t data = find(&model->file_by_path, path), feed = find(&model->feed_by_path, path);

	x->page = pages_find(model, path);
	if (x->page) {
		x->file = (struct explained_file){
		    path, x->page->lang, "page",
		    x->page->kind == PAGE_VIRTUAL
			? "the title, description or data that the plugin gave it, its layout, or "
			  "in "
			  "which languages it is,"
			: "its kind, its layout, or in which languages it is,"};
		return true;
	}
	if (data != MAP_NONE) {
		x->data = &model->files[data];
		x->file = (struct explained_file){path, x->data->lang, "file",
						  "the data that the plugin gave it"};
		return true;
	}
	if (feed != MAP_NONE) {
		x->feed = &model->feeds[feed];
		x->file = (struct explained_file){path, x->feed->lang, "feed",
						  "its title, or which documents are in it,"};
		return true;
	}
	for (size_t i = 0; i < model->asset_count; i++)
		if (text_equal(model->assets[i].output, path)) {
			x->asset = &model->assets[i];
			x->file = (struct explained_file){path, 0, "asset", "its bytes"};
			return true;
		}
	return find_maps(x, path);
}

/* Answers 'n' and the most similar name of a file or document. */
static void say_unknown(struct explanation *x, struct text path)
{
	const struct model *model = x->model;
	size_t count = 0, most = model->page_count + model->feed_count + model->file_count +
				 model->asset_count + model->document_count;
	struct text *names = arena_array(&x->arena, most + 1, sizeof *names);

	for (size_t i = 0; i < model->page_count; i++)
		names[count++] = model->pages[i].path;
	for (size_t i = 0; i < model->feed_count; i++)
		names[count++] = model->feeds[i].path;
	for (size_t i = 0; i < model->file_count; i++)
		names[count++] = model->files[i].path;
	for (size_t i = 0; i < model->asset_count; i++)
		names[count++] = model->assets[i].output;
	for (size_t i = 0; i < model->document_count; i++)
		names[count++] = model->documents[i].path;
	buffer_byte(x->out, 'n');
	buffer_text(x->out, diag_closest(path, names, count));
}

/* ---- what it is made from */

__attribute__((format(printf, 3, 4))) static void line(struct explanation *x, const char *label,
						       const char *format, ...)
{
	struct buffer words = {0};
	va_list arguments;

	va_start(arguments, format);
	buffer_vprintf(&words, format, arguments);
	va_end(arguments);
	explain_record_add(x->out, &(struct explain_record){EXPLAINED_SOURCE,
							    {text_of(label), buffer_view(&words)}});
	buffer_free(&words);
}

static void add_document(struct explanation *x, document_id id, const char *label)
{
	const struct document *document = &x->model->documents[id];
	struct path_history history = {0};
	struct buffer when = {0};
	struct tm utc = {0};
	char blob[2 * sizeof document->file->blob.bytes + 1];

	text_hex(blob, document->file->blob.bytes, sizeof document->file->blob.bytes);
	if (x->model->history) {
		history_of(x->model->history, document->path, &x->arena, &history);
		time_t updated = (time_t)history.updated;
		gmtime_r(&updated, &utc);
		buffer_printf(&when, ", last changed %04d-%02d-%02d", utc.tm_year + 1900,
			      utc.tm_mon + 1, utc.tm_mday);
	}
	line(x, label, "%.*s (blob %.12s%.*s)", TEXT_ARGS(document->path), blob,
	     TEXT_ARGS(buffer_view(&when)));
	buffer_free(&when);
}

static void add_documents(struct explanation *x, const struct page *page)
{
	const struct model *model = x->model;

	if (page->work == NONE)
		return;
	document_id shown = model_document(model, page->work, page->lang);
	document_id original = model->works[page->work].original;
	if (page->kind == PAGE_REDIRECT) {
		add_document(x, shown, "leads to");
		return;
	}
	add_document(x, shown, "document");
	if (model->documents[shown].lang != page->lang)
		line(x, "shown in", "%.*s, as there is no translation for readers of %.*s",
		     TEXT_ARGS(model->config->languages[model->documents[shown].lang].code),
		     TEXT_ARGS(model->config->languages[page->lang].code));
	if (original != shown)
		add_document(x, original, "original");
}

static struct text template_path(struct explanation *x, struct text name)
{
	struct theme_file file;
	struct text below = renderer_template_file(name, &x->arena);

	return theme_find(x->renderer->theme, below, 0, &x->arena, &file) ? file.path : name;
}

static void add_templates(struct explanation *x)
{
	for (size_t i = 0; i < x->recorder.template_count; i++) {
		struct text path = template_path(x, x->recorder.templates[i]);
		line(x, i == 0 ? "layout" : i == 1 ? "with" : "", "%.*s", TEXT_ARGS(path));
	}
}

static void add_plugins(struct explanation *x)
{
	struct text path;
	bool hooks[HOOKS], first = true;
	size_t at = 0;

	while (plugins_next(x->renderer->plugins, &at, &path, hooks)) {
		struct buffer names = {0};
		for (int hook = 0; hook < HOOKS; hook++)
			if (hooks[hook] && (hook != HOOK_FILE || x->data) &&
			    (hook != HOOK_PAGE || x->page))
				buffer_printf(&names, "%s%s", names.size ? ", " : "",
					      plugins_hook_name((enum hook)hook));
		if (names.size) {
			line(x, first ? "plugins" : "", "%.*s (%.*s)", TEXT_ARGS(path),
			     TEXT_ARGS(buffer_view(&names)));
			first = false;
		}
		buffer_free(&names);
	}
}

static void add_feed(struct explanation *x)
{
	work_id works[FEED_ENTRIES_MAX];
	size_t count = feeds_works(x->model, x->feed, works);

	for (size_t i = 0; i < count; i++)
		add_document(x, model_document(x->model, works[i], x->feed->lang),
			     i ? "" : "documents");
}

static void add_asker(struct explanation *x, struct place place)
{
	if (place.path.size && place.line)
		line(x, "wanted by", "%.*s:%u", TEXT_ARGS(place.path), place.line);
	else if (place.path.size)
		line(x, "wanted by", "%.*s", TEXT_ARGS(place.path));
}

static void say_sources(struct explanation *x)
{
	explain_record_add(x->out, &(struct explain_record){EXPLAINED_FILE,
							    {x->file.path, text_of(x->file.noun)}});
	line(x, "commit", "%.12s%s", x->model->snapshot->commit,
	     x->model->snapshot->directory.size ? ", with what is in the work tree" : "");
	if (x->page) {
		add_documents(x, x->page);
		if (x->page->work == NONE || x->page->kind == PAGE_REDIRECT)
			add_asker(x, x->page->place);
		add_templates(x);
	} else if (x->data) {
		add_asker(x, x->data->place);
	} else if (x->feed) {
		add_asker(x, x->feed->place);
		add_feed(x);
	} else if (x->asset) {
		line(x, "file", "%.*s", TEXT_ARGS(x->asset->path));
	} else if (x->listed) {
		line(x, "pages", "%u of the site", x->listed);
	}
	if (x->page || x->data)
		add_plugins(x);
}

/* ---- what it reads */

struct told {
	enum read_group group;
	struct text words, fields, lines;
};

static int in_order(const void *left, const void *right)
{
	const struct told *a = left, *b = right;

	int order = (int)a->group - (int)b->group;

	if (!order)
		order = text_compare(a->words, b->words);
	if (!order)
		order = text_compare(a->fields, b->fields);
	return order ? order : text_compare(a->lines, b->lines);
}

/* "title, url". */
static void add_fields(const struct explanation *x, const struct recorded_read *read,
		       struct buffer *out)
{
	struct map seen = {0};

	for (size_t i = 0; i < read->place_count && !read->name.size; i++) {
		struct text key = read->places[i].key;
		if (!key.size || map_get(&seen, key) != MAP_NONE)
			continue;
		map_put(&seen, key, i);
		buffer_printf(out, "%s%.*s", out->size ? ", " : "", TEXT_ARGS(key));
	}
	if (!out->size && !read->name.size)
		buffer_string(
		    out, read_types[read_of_number(&x->digests->layout, read->number).kind].what);
	map_free(&seen);
}

static struct told tell(struct explanation *x, const struct recorded_read *read)
{
	struct buffer words = {0}, fields = {0}, lines = {0};
	struct read own = read_of_number(&x->digests->layout, read->number);
	struct told told;

	if (read->name.size)
		read_of_name(x->model, read->name, &own);
	told.group = read_types[own.kind].group;
	read_types[own.kind].describe(x->model, &own, x->file.lang, &words);
	add_fields(x, read, &fields);
	explain_lines(read, &lines);
	told.words = arena_text(&x->arena, buffer_view(&words));
	told.fields = arena_text(&x->arena, buffer_view(&fields));
	told.lines = arena_text(&x->arena, buffer_view(&lines));
	buffer_free(&words);
	buffer_free(&fields);
	buffer_free(&lines);
	return told;
}

static void say_reads(struct explanation *x)
{
	const struct recorder *recorder = &x->recorder;
	struct told *list = arena_array(&x->arena, recorder->count + 1, sizeof *list);

	for (size_t i = 0; i < recorder->count; i++)
		list[i] = tell(x, &recorder->list[i]);
	if (recorder->count)
		qsort(list, recorder->count, sizeof *list, in_order);
	for (size_t i = 0; i < recorder->count; i++)
		explain_record_add(x->out, &(struct explain_record){
					       EXPLAINED_READ,
					       {text_of(read_group_name(list[i].group)),
						list[i].words, list[i].fields, list[i].lines}});
}

/* ---- all of it */

static void explain(struct explanation *x, struct diagnostics *d)
{
	struct traces traces;
	struct trace_head now = {.item_count = 0};
	struct buffer bytes = {0};

	recorder_open(&x->recorder, x->renderer);
	if (x->page)
		renderer_page(x->renderer, x->page, &bytes, d);
	else if (x->data)
		renderer_file(x->renderer, x->data, &bytes, d);
	traces_read_head(x->question->traces, &now);
	now.model = (struct digest){0, 0}; /* outputs are found by their paths */
	traces_open(&traces, x->question->traces, x->digests, &now);
	buffer_byte(x->out, 'y');
	say_sources(x);
	explain_why(&traces, &x->file, &x->recorder, x->out);
	say_reads(x);
	explain_record_end(x->out);
	traces_close(&traces);
	recorder_close(&x->recorder);
	buffer_free(&bytes);
}

void explain_step(const struct explain_question *question, struct renderer *renderer,
		  struct digests *digests, struct buffer *out, struct diagnostics *d)
{
	struct explanation x = {.question = question,
				.renderer = renderer,
				.model = renderer->model,
				.digests = digests,
				.out = out};
	struct text path = question->file;

	if (text_starts_with(path, TEXT("content/")) && text_ends_with(path, TEXT(".md")))
		path = page_of_document(&x, path);
	if (path.size && find_file(&x, path))
		explain(&x, d);
	else
		say_unknown(&x, question->file);
	arena_free(&x.arena);
}
