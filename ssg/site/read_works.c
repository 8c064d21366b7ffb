#include "site/read_works.h"

#include "base/digest.h"
#include "site/pages.h"
#include "source/history.h"

/* ---- works */

static const struct document *document_shown(const struct gather *gather, const struct read *read)
{
	const struct model *model = gather->model;

	return &model->documents[model_document(model, read->object, read->lang)];
}

static void gather_digest(struct gather *gather, struct digest digest)
{
	buffer_add(&gather->bytes, &digest, sizeof digest);
}

uint64_t digest_fields(struct gather *gather, const struct read *read)
{
	const struct model *model = gather->model;
	const struct work *work = &model->works[read->object];
	const struct document *shown = document_shown(gather, read);

	gather_digest(gather, shown->record->fields);
	gather_digest(gather, model->documents[work->original].record->fields);
	gather_number(gather, shown->lang);
	for (lang_id lang = 0; lang < model->config->language_count; lang++)
		buffer_byte(&gather->bytes, (char)model_translated(model, read->object, lang));
	for (uint32_t i = 0; i < work->terms.count; i++) {
		const struct term *term = &model->terms[model->work_terms[work->terms.first + i]];
		gather_number(gather, term->taxonomy);
		gather_text(gather, term->id);
	}
	gather_text(gather, work->type ? work->type->id : TEXT(""));
	return gather_take(gather);
}

uint64_t digest_title(struct gather *gather, const struct read *read)
{
	gather_text(gather, model_title(gather->model, read->object, read->lang));
	return gather_take(gather);
}

uint64_t digest_stale(struct gather *gather, const struct read *read)
{
	gather_number(gather, document_shown(gather, read)->stale);
	return gather_take(gather);
}

static void gather_target(struct gather *gather, const struct target *target, lang_id lang)
{
	const struct model *model = gather->model;

	gather_number(gather, target->kind);
	if (target->kind == TARGET_ASSET) {
		const struct asset *asset = &model->assets[target->index];
		gather_text(gather, asset->output);
		gather_number(gather, (uint64_t)asset->width << 32 | asset->height);
	} else if (target->kind == TARGET_WORK) {
		lang_id reader = target->lang == LANGUAGES_MAX ? lang : target->lang;
		lang_id page = model_page_language(model, target->index, reader);
		const struct record *record =
		    model->documents[model_document(model, target->index, page)].record;
		gather_work(gather, target->index);
		gather_number(gather, page);
		gather_number(gather, record_has_anchor(record, target->anchor));
		gather_number(gather, record_is_title_anchor(record, target->anchor));
	}
}

/* The words that are linked in texts of SHOWN, for readers of LANG. */
static uint64_t digest_mentions(struct gather *gather, lang_id shown, lang_id lang)
{
	const struct model *model = gather->model;
	size_t languages = model->config->language_count;

	if (!gather->mentions)
		gather->mentions =
		    arena_array(&gather->arena, languages * languages, sizeof *gather->mentions);
	uint64_t *known = &gather->mentions[shown * languages + lang];
	if (*known)
		return *known;
	for (size_t i = 0; i < model->mention_count; i++) {
		const struct mention *mention = &model->mentions[i];
		if (mention->lang != LANGUAGES_MAX && mention->lang != shown)
			continue;
		gather_text(gather, mention->text);
		gather_work(gather, mention->work);
		gather_number(gather, model_page_language(model, mention->work, lang));
	}
	*known = gather_take(gather);
	return *known;
}

/* Git's id names the bytes of the file. */
uint64_t digest_body(struct gather *gather, const struct read *read)
{
	const struct document *shown = document_shown(gather, read);
	uint64_t mentions =
	    shown->record->runs.count ? digest_mentions(gather, shown->lang, read->lang) : 0;

	buffer_add(&gather->bytes, &shown->file->blob, sizeof shown->file->blob);
	gather_number(gather, shown->lang);
	for (uint32_t i = 0; i < shown->target_count; i++)
		gather_target(gather, &shown->targets[i], read->lang);
	gather_number(gather, mentions);
	return gather_take(gather);
}

uint64_t digest_history(struct gather *gather, const struct read *read)
{
	const struct model *model = gather->model;
	document_id document = model_document(model, read->object, read->lang);
	struct path_history history = {0};
	struct arena arena = {0};

	if (!gather->histories)
		gather->histories = arena_array(&gather->arena, model->document_count + 1,
						sizeof *gather->histories);
	if (gather->histories[document])
		return gather->histories[document];
	if (model->history)
		gather->undated |=
		    !history_of(model->history, model->documents[document].path, &arena, &history);
	gather_number(gather, (uint64_t)history.created);
	gather_number(gather, (uint64_t)history.updated);
	for (size_t i = 0; i < history.author_count; i++)
		gather_text(gather, history.authors[i]);
	arena_free(&arena);
	gather->histories[document] = gather_take(gather);
	return gather->histories[document];
}

uint64_t digest_backlinks(struct gather *gather, const struct read *read)
{
	struct range links = gather->model->works[read->object].backlinks;

	gather_works(gather, gather->model->backlinks + links.first, links.count, read->lang);
	return gather_take(gather);
}

/* ---- terms, sections, taxonomies */

uint64_t digest_term(struct gather *gather, const struct read *read)
{
	const struct model *model = gather->model;
	struct range works = model->terms[read->object].works;

	gather_number(gather, pages_find_term(model, read->object, read->lang) != NULL);
	gather_works(gather, model->term_works + works.first, works.count, read->lang);
	return gather_take(gather);
}

uint64_t digest_section(struct gather *gather, const struct read *read)
{
	const struct model *model = gather->model;

	gather_text(gather, model_section_title(model, read->object, read->lang));
	gather_work(gather, model->sections[read->object].index);
	for (section_id i = read->object + 1; i < model->section_count; i++)
		if (model->sections[i].parent == read->object)
			gather_text(gather, model->sections[i].id);
	return gather_take(gather);
}

uint64_t digest_section_works(struct gather *gather, const struct read *read)
{
	const struct model *model = gather->model;
	struct range works = model->sections[read->object].works;

	gather_works(gather, model->section_works + works.first, works.count, read->lang);
	return gather_take(gather);
}

uint64_t digest_taxonomy(struct gather *gather, const struct read *read)
{
	const struct model *model = gather->model;
	struct range terms = model->taxonomies[read->object].terms;

	gather_number(gather, pages_find_taxonomy(model, read->object, read->lang) != NULL);
	for (term_id i = terms.first; i < terms.first + terms.count; i++) {
		gather_text(gather, model->terms[i].id);
		gather_number(gather, model->terms[i].parent == NONE);
		if (model->terms[i].parent != NONE)
			gather_text(gather, model->terms[model->terms[i].parent].id);
	}
	return gather_take(gather);
}

/* ---- the site */

uint64_t digest_titles(struct gather *gather, const struct read *read)
{
	const struct model *model = gather->model;

	(void)read;
	for (document_id i = 0; i < model->document_count; i++)
		gather_text(gather, record_text(model->documents[i].record,
						model->documents[i].record->title));
	return gather_take(gather);
}

uint64_t digest_commit(struct gather *gather, const struct read *read)
{
	(void)read;
	gather_text(gather, text_of(gather->model->snapshot->commit));
	gather_number(gather, (uint64_t)gather->model->snapshot->time);
	return gather_take(gather);
}

/* ---- descriptions */

void describe_language(const struct model *model, lang_id lang, lang_id reader, struct buffer *out)
{
	if (lang != reader)
		buffer_printf(out, " for readers of %.*s",
			      TEXT_ARGS(model->config->languages[lang].code));
}

void describe_work(const struct model *model, const struct read *read, lang_id reader,
		   struct buffer *out)
{
	const struct document *shown =
	    &model->documents[model_document(model, read->object, read->lang)];

	buffer_text(out, shown->path);
	if (shown->lang != read->lang)
		describe_language(model, read->lang, reader, out);
}

void describe_term(const struct model *model, const struct read *read, lang_id reader,
		   struct buffer *out)
{
	const struct term *term = &model->terms[read->object];

	buffer_printf(out, "term \"%.*s\" of %.*s with its documents", TEXT_ARGS(term->id),
		      TEXT_ARGS(model->taxonomies[term->taxonomy].config->id));
	describe_language(model, read->lang, reader, out);
}

void describe_section(const struct model *model, const struct read *read, lang_id reader,
		      struct buffer *out)
{
	buffer_printf(out, "title, own page and sections of section \"%.*s\"",
		      TEXT_ARGS(model->sections[read->object].id));
	describe_language(model, read->lang, reader, out);
}

void describe_section_works(const struct model *model, const struct read *read, lang_id reader,
			    struct buffer *out)
{
	buffer_printf(out, "documents in section \"%.*s\"",
		      TEXT_ARGS(model->sections[read->object].id));
	describe_language(model, read->lang, reader, out);
}

void describe_taxonomy(const struct model *model, const struct read *read, lang_id reader,
		       struct buffer *out)
{
	buffer_printf(out, "terms of %.*s", TEXT_ARGS(model->taxonomies[read->object].config->id));
	describe_language(model, read->lang, reader, out);
}

void describe_titles(const struct model *model, const struct read *read, lang_id reader,
		     struct buffer *out)
{
	(void)model;
	(void)read;
	(void)reader;
	buffer_string(out, "titles of all documents");
}

void describe_commit(const struct model *model, const struct read *read, lang_id reader,
		     struct buffer *out)
{
	(void)model;
	(void)read;
	(void)reader;
	buffer_string(out, "id or date of the commit");
}
