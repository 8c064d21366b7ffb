/* Works and their documents: which paths below the languages are the same, which is the
 * original, what each has in common for all languages. */
#include "site/assemble.h"
#include "source/revision.h"

#include <stdlib.h>

/* "content/fr/messages/x.md" is document "messages/x" in fr. */
static bool split_path(const struct config *config, struct text path, lang_id *lang,
		       struct text *id)
{
	struct text rest = path, content, code;

	if (!text_split(&rest, '/', &content) || !text_split(&rest, '/', &code))
		return false;
	*lang = config_language(config, code);
	*id = text_slice(rest, 0, rest.size - (sizeof ".md" - 1));
	return *lang != LANG_NONE;
}

static int by_id(const void *left, const void *right)
{
	const struct work *a = left, *b = right;

	return text_compare(a->id, b->id);
}

/* Documents that are left out as drafts: a draft original hides all its translations. */
static bool is_draft(const struct record *record)
{
	return value_get_boolean(record_front(record), "draft", false);
}

static void add_document(struct model *model, const struct parsed_document *parsed)
{
	const struct file *file = parsed->file;
	struct document document = {
	    .path = file->path, .file = file, .record = parsed->record, .blob = file->blob};
	struct text id;

	if (!split_path(model->config, document.path, &document.lang, &id))
		return;
	size_t work = map_get(&model->work_by_id, id);
	if (work == MAP_NONE) {
		work = model->work_count;
		model->works = arena_grow(&model->arena, model->works, work, sizeof *model->works);
		model->works[model->work_count++] = (struct work){.id = id, .original = NONE};
		map_put(&model->work_by_id, id, work);
	}
	document.work = (work_id)work;
	model->documents[model->document_count++] = document;
}

static document_id find_original(const document_id *documents, size_t languages)
{
	for (size_t lang = 0; lang < languages; lang++)
		if (documents[lang] != NONE)
			return documents[lang];
	return NONE;
}

/* Sorts the works by id and lays the table document_of. */
static void order_works(struct model *model)
{
	size_t languages = model->config->language_count;
	uint32_t *moved = arena_array(&model->arena, model->work_count + 1, sizeof *moved);
	struct map before = model->work_by_id;

	if (model->work_count)
		qsort(model->works, model->work_count, sizeof *model->works, by_id);
	model->work_by_id = (struct map){.arena = before.arena};
	for (size_t i = 0; i < model->work_count; i++) {
		moved[map_get(&before, model->works[i].id)] = (uint32_t)i;
		map_put(&model->work_by_id, model->works[i].id, i);
	}
	map_free(&before);
	model->document_of = arena_array(&model->arena, model->work_count * languages + 1,
					 sizeof *model->document_of);
	for (size_t i = 0; i < model->work_count * languages; i++)
		model->document_of[i] = NONE;
	for (size_t i = 0; i < model->document_count; i++) {
		struct document *document = &model->documents[i];
		document->work = moved[document->work];
		model->document_of[document->work * languages + document->lang] = (document_id)i;
	}
}

/* Takes out drafts: their records are checked, but nothing of them is published. */
static size_t without_drafts(const struct config *config, const struct parsed_document *parsed,
			     size_t count, struct parsed_document *kept)
{
	struct map hidden = {0};
	size_t kept_count = 0;
	struct text id;
	lang_id lang;

	for (size_t i = 0; i < count; i++)
		if (is_draft(parsed[i].record) &&
		    split_path(config, parsed[i].file->path, &lang, &id) && lang == 0)
			map_put(&hidden, id, 1);
	for (size_t i = 0; i < count; i++)
		if (!is_draft(parsed[i].record) &&
		    (!split_path(config, parsed[i].file->path, &lang, &id) ||
		     map_get(&hidden, id) == MAP_NONE))
			kept[kept_count++] = parsed[i];
	map_free(&hidden);
	return kept_count;
}

static struct text slug_of(struct text id)
{
	size_t slash = text_find_last_byte(id, '/');

	return slash == SIZE_MAX ? id : text_slice(id, slash + 1, id.size);
}

static void describe_work(struct model *model, struct work *work, struct diagnostics *d)
{
	const struct config *config = model->config;
	work_id self = (work_id)(work - model->works);
	struct text path;

	work->original = find_original(&model->document_of[self * config->language_count],
				       config->language_count);
	work->slug = slug_of(work->id);
	work->unlisted = text_is(work->slug, "index");
	const struct value *type = model_field(model, work->original, TEXT("type"), &path);
	work->type = types_of(&config->types, value_text(type), work->id);
	if (value_text(type).size &&
	    (!work->type || !text_equal(work->type->id, value_text(type)))) {
		struct text *names =
		    arena_array(&model->arena, config->types.count + 1, sizeof *names);
		for (size_t i = 0; i < config->types.count; i++)
			names[i] = config->types.list[i].id;
		diag_error(d, "E-TYPE", value_place(path, type), "unknown type \"%.*s\"",
			   TEXT_ARGS(value_text(type)));
		diag_suggest(d, diag_closest(value_text(type), names, config->types.count));
	}
	const struct value *date = model_field(model, work->original, TEXT("date"), NULL);
	work->date = value_is(date, VALUE_INTEGER)
			 ? arena_printf(&model->arena, "%04lld", (long long)date->integer)
			 : arena_text(&model->arena, value_text(date));
	const struct value *weight = model_field(model, work->original, TEXT("weight"), NULL);
	const struct value *mapped = model_field(model, work->original, TEXT("sitemap"), NULL);
	work->weight = value_is(weight, VALUE_INTEGER) ? weight->integer : INT64_MAX;
	work->unmapped = value_is(mapped, VALUE_BOOLEAN) && !mapped->integer;
}

static int newest_first(const void *left, const void *right, void *self)
{
	const struct model *model = self;
	const work_id *a = left, *b = right;
	int order = text_compare(model->works[*b].date, model->works[*a].date);

	return order ? order : (*a > *b) - (*a < *b);
}

static void warn_of_source(const struct document *document, const struct document *original,
			   const struct value *source, bool is_id, struct diagnostics *d)
{
	diag_warning(
	    d, "W-SOURCE", value_place(document->path, source),
	    is_id ? "\"%.*s\" names neither a commit nor a blob of the repository"
		  : "\"%.*s\" is not an id of a commit or blob: 7 to 40 digits, in lower case",
	    TEXT_ARGS(value_text(source)));
	diag_hint(d, "git log -1 --format=%%h -- %.*s gives one", TEXT_ARGS(original->path));
}

/* A translation is out of date when the original was another where its `source:` says. */
void works_mark_stale(struct model *model, struct document *document, struct diagnostics *d)
{
	const struct document *original = &model->documents[model->works[document->work].original];
	const struct value *source = value_get(record_front(document->record), "source");

	if (document == original || !value_text(source).size)
		return;
	enum revision then = revision_compare(model->snapshot, value_text(source), original->file);
	document->stale = then == REVISION_OTHER;
	/* A shallow clone may lack what the repository has that it was cloned from. */
	if (then == REVISION_NO_ID || (then == REVISION_ABSENT && !model->snapshot->shallow))
		warn_of_source(document, original, source, then == REVISION_ABSENT, d);
}

/* Notes the documents in PARSED that left no work. */
static void note_drafts(struct model *model, const struct parsed_document *parsed, size_t count)
{
	struct text id;
	lang_id lang;

	for (size_t i = 0; i < count; i++)
		if (split_path(model->config, parsed[i].file->path, &lang, &id) &&
		    map_get(&model->work_by_id, id) == MAP_NONE)
			map_put(&model->drafts, arena_text(&model->arena, id), 1);
}

void works_assemble(struct model *model, const struct parsed_document *parsed, size_t count,
		    struct diagnostics *d)
{
	struct arena scratch = {0};
	struct parsed_document *kept = arena_array(&scratch, count + 1, sizeof *kept);

	size_t kept_count = without_drafts(model->config, parsed, count, kept);
	model->documents = arena_array(&model->arena, kept_count + 1, sizeof *model->documents);
	for (size_t i = 0; i < kept_count; i++)
		add_document(model, &kept[i]);
	if (kept_count < count)
		note_drafts(model, parsed, count);
	order_works(model);
	model->by_date = arena_array(&model->arena, model->work_count + 1, sizeof *model->by_date);
	for (size_t i = 0; i < model->work_count; i++) {
		describe_work(model, &model->works[i], d);
		if (!model->works[i].unlisted)
			model->by_date[model->by_date_count++] = (work_id)i;
	}
	if (model->by_date_count)
		qsort_r(model->by_date, model->by_date_count, sizeof *model->by_date, newest_first,
			model);
	for (size_t i = 0; i < model->document_count; i++)
		works_mark_stale(model, &model->documents[i], d);
	arena_free(&scratch);
}
