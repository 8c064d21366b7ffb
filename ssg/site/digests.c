#include "site/digests.h"

#include "base/digest.h"
#include "site/digests_gather.h"
#include "site/sitemap_plan.h"

#include <string.h>

/* ---- works */

static void add_front(struct digests *digests, const struct document *document)
{
	const struct record *record = document->record;

	gather_text(digests, record_front_bytes(record));
	gather_text(digests, record_text(record, record->title));
	gather_number(digests, document->lang);
	gather_number(digests, document->stale);
}

static uint64_t listing_of(struct digests *digests, work_id work, lang_id lang)
{
	const struct model *model = digests->model;
	const struct work *self = &model->works[work];
	document_id shown = model_document(model, work, lang);

	add_front(digests, &model->documents[shown]);
	if (shown != self->original)
		add_front(digests, &model->documents[self->original]);
	for (lang_id other = 0; other < model->config->language_count; other++)
		buffer_byte(&digests->bytes, (char)model_translated(model, work, other));
	for (uint32_t i = 0; i < self->terms.count; i++) {
		const struct term *term = &model->terms[model->work_terms[self->terms.first + i]];
		gather_number(digests, term->taxonomy);
		gather_text(digests, term->id);
	}
	gather_text(digests, self->type ? self->type->id : TEXT(""));
	return gather_take(digests);
}

static void add_target(struct digests *digests, const struct target *target, lang_id lang)
{
	const struct model *model = digests->model;

	gather_number(digests, target->kind);
	if (target->kind == TARGET_ASSET) {
		const struct asset *asset = &model->assets[target->index];
		gather_text(digests, asset->output);
		gather_number(digests, (uint64_t)asset->width << 32 | asset->height);
	} else if (target->kind == TARGET_WORK) {
		lang_id reader = target->lang == LANGUAGES_MAX ? lang : target->lang;
		lang_id page = model_page_language(model, target->index, reader);
		const struct record *record =
		    model->documents[model_document(model, target->index, page)].record;
		gather_work(digests, target->index);
		gather_number(digests, page);
		gather_number(digests, record_has_anchor(record, target->anchor));
		gather_number(digests, record_is_title_anchor(record, target->anchor));
	}
}

/* The file's own bytes are named by git's digest of them. MENTIONS: of the language shown. */
static uint64_t body_of(struct digests *digests, work_id work, lang_id lang,
			const uint64_t *mentions)
{
	const struct model *model = digests->model;
	const struct document *shown = &model->documents[model_document(model, work, lang)];

	buffer_add(&digests->bytes, &shown->file->blob, sizeof shown->file->blob);
	gather_number(digests, shown->lang);
	for (uint32_t i = 0; i < shown->record->holes.count; i++)
		add_target(digests, &shown->targets[i], lang);
	if (shown->record->runs.count)
		gather_number(digests, mentions[shown->lang * digests->layout.languages + lang]);
	return gather_take(digests);
}

/* Of the words that are linked in texts of SHOWN, for readers of LANG. */
static uint64_t mentions_of(struct digests *digests, lang_id shown, lang_id lang)
{
	const struct model *model = digests->model;

	for (size_t i = 0; i < model->mention_count; i++) {
		const struct mention *mention = &model->mentions[i];
		if (mention->lang != LANGUAGES_MAX && mention->lang != shown)
			continue;
		gather_text(digests, mention->text);
		gather_work(digests, mention->work);
		gather_number(digests, model_page_language(model, mention->work, lang));
	}
	return gather_take(digests);
}

static uint64_t history_of_document(struct digests *digests, const struct document *document)
{
	const struct model *model = digests->model;
	struct path_history history = {0};
	struct arena arena = {0};

	if (model->history)
		digests->undated |= !history_of(model->history, document->path, &arena, &history);
	gather_number(digests, (uint64_t)history.created);
	gather_number(digests, (uint64_t)history.updated);
	for (size_t i = 0; i < history.author_count; i++)
		gather_text(digests, history.authors[i]);
	arena_free(&arena);
	return gather_take(digests);
}

static uint64_t backlinks_of(struct digests *digests, work_id work, lang_id lang)
{
	struct range links = digests->model->works[work].backlinks;

	gather_works(digests, digests->model->backlinks + links.first, links.count, lang);
	return gather_take(digests);
}

/* ---- terms, taxonomies, sections */

static uint64_t term_of(struct digests *digests, term_id term, lang_id lang)
{
	const struct model *model = digests->model;
	struct range works = model->terms[term].works;

	gather_number(digests, pages_find_term(model, term, lang) != NULL);
	gather_works(digests, model->term_works + works.first, works.count, lang);
	return gather_take(digests);
}

static uint64_t taxonomy_of(struct digests *digests, uint32_t taxonomy, lang_id lang)
{
	const struct model *model = digests->model;
	struct range terms = model->taxonomies[taxonomy].terms;

	gather_number(digests, pages_find_taxonomy(model, taxonomy, lang) != NULL);
	for (term_id i = terms.first; i < terms.first + terms.count; i++) {
		gather_text(digests, model->terms[i].id);
		gather_number(digests, model->terms[i].parent == NONE);
		if (model->terms[i].parent != NONE)
			gather_text(digests, model->terms[model->terms[i].parent].id);
	}
	return gather_take(digests);
}

static uint64_t section_of(struct digests *digests, section_id section, lang_id lang)
{
	const struct model *model = digests->model;
	const struct section *self = &model->sections[section];

	gather_text(digests, model_section_title(model, section, lang));
	gather_work(digests, self->index);
	gather_works(digests, model->section_works + self->works.first, self->works.count, lang);
	for (section_id i = section + 1; i < model->section_count; i++)
		if (model->sections[i].parent == section)
			gather_text(digests, model->sections[i].id);
	return gather_take(digests);
}

/* ---- all that is numbered */

/* What texts of SHOWN link by themselves, for readers of LANG: [SHOWN * languages + LANG]. */
static uint64_t *digest_mentions(struct digests *digests)
{
	uint32_t languages = digests->layout.languages;
	uint64_t *mentions =
	    arena_array(&digests->arena, (size_t)languages * languages, sizeof *mentions);

	for (lang_id shown = 0; shown < languages; shown++)
		for (lang_id lang = 0; lang < languages; lang++)
			mentions[shown * languages + lang] = mentions_of(digests, shown, lang);
	return mentions;
}

/* Of all works, or of those that have CHANGED. */
static void digest_works(struct digests *digests, const bool *changed)
{
	const struct model *model = digests->model;
	uint32_t languages = digests->layout.languages;
	const uint32_t *first = digests->layout.first;
	const uint64_t *mentions = digest_mentions(digests);
	uint64_t *fixed = digests->fixed;

	for (work_id work = 0; work < model->work_count; work++)
		for (lang_id lang = 0; lang < languages && (!changed || changed[work]); lang++) {
			uint32_t view = work * languages + lang;
			fixed[first[READ_LISTING] + view] = listing_of(digests, work, lang);
			fixed[first[READ_BODY] + view] = body_of(digests, work, lang, mentions);
			fixed[first[READ_BACKLINKS] + view] = backlinks_of(digests, work, lang);
		}
}

/* Of those works alone whose histories may be others. */
static void digest_touched(struct digests *digests, const bool *touched)
{
	const struct model *model = digests->model;
	uint32_t languages = digests->layout.languages;
	uint64_t *fixed = digests->fixed + digests->layout.first[READ_HISTORY];

	for (work_id work = 0; work < model->work_count; work++)
		for (lang_id lang = 0; lang < languages && touched[work]; lang++)
			fixed[work * languages + lang] = history_of_document(
			    digests, &model->documents[model_document(model, work, lang)]);
}

static void digest_histories(struct digests *digests)
{
	const struct model *model = digests->model;
	uint32_t languages = digests->layout.languages;
	struct arena scratch = {0};
	uint64_t *of = arena_array(&scratch, model->document_count + 1, sizeof *of);

	for (document_id i = 0; i < model->document_count; i++)
		of[i] = history_of_document(digests, &model->documents[i]);
	for (work_id work = 0; work < model->work_count; work++)
		for (lang_id lang = 0; lang < languages; lang++)
			digests
			    ->fixed[digests->layout.first[READ_HISTORY] + work * languages + lang] =
			    of[model_document(model, work, lang)];
	arena_free(&scratch);
}

static void digest_commit(struct digests *digests)
{
	gather_text(digests, text_of(digests->model->snapshot->commit));
	gather_number(digests, (uint64_t)digests->model->snapshot->time);
	digests->fixed[digests->layout.first[READ_COMMIT]] = gather_take(digests);
}

static void digest_others(struct digests *digests)
{
	static const struct {
		enum read_kind kind;
		uint64_t (*digest)(struct digests *digests, uint32_t object, lang_id lang);
	} others[] = {
	    {READ_TERM, term_of}, {READ_SECTION, section_of}, {READ_TAXONOMY, taxonomy_of}};
	uint32_t languages = digests->layout.languages;

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		uint32_t first = digests->layout.first[others[i].kind];
		uint32_t end = digests->layout.first[others[i].kind + 1];
		for (uint32_t number = first; number < end; number++)
			digests->fixed[number] = others[i].digest(
			    digests, (number - first) / languages, (number - first) % languages);
	}
}

/* A page with a budget is weighed with the style sheets whose names stand in it. They hold digests
 * of the bytes, so that a new one is another name. */
static void digest_styles(struct digests *digests)
{
	const struct model *model = digests->model;

	for (asset_id i = 0; i < model->asset_count && model->config->budgets.pages; i++)
		if (text_ends_with(model->assets[i].output, TEXT(".css")))
			gather_text(digests, model->assets[i].output);
	digests->styles = gather_take(digests);
}

static void begin(struct digests *digests, const struct model *model,
		  const struct collation *collation, const struct presentation *presentation)
{
	*digests = (struct digests){.model = model,
				    .collation = collation,
				    .presentation = presentation,
				    .layout = read_layout_of(model)};
	digests->fixed =
	    arena_array(&digests->arena, digests->layout.first[READ_KINDS], sizeof *digests->fixed);
	digest_styles(digests);
}

void digests_open(struct digests *digests, const struct model *model,
		  const struct collation *collation, const struct presentation *presentation)
{
	begin(digests, model, collation, presentation);
	digest_works(digests, NULL);
	digest_histories(digests);
	digest_others(digests);
	digest_commit(digests);
}

void digests_open_changed(struct digests *digests, const struct model *model,
			  const struct collation *collation,
			  const struct presentation *presentation,
			  const struct digests_before *before)
{
	begin(digests, model, collation, presentation);
	memcpy(digests->fixed, before->fixed,
	       digests->layout.first[READ_KINDS] * sizeof *before->fixed);
	digest_works(digests, before->changed);
	if (before->touched)
		digest_touched(digests, before->touched);
	else
		digest_histories(digests);
	digest_commit(digests);
}

void digests_close(struct digests *digests)
{
	buffer_free(&digests->bytes);
	map_free(&digests->named);
	arena_free(&digests->arena);
}

/* ---- pages, feeds, files, sitemap */

/* In which languages else PAGE is, and whether translated. */
static void add_alternates(struct digests *digests, const struct page *page)
{
	for (lang_id lang = 0; lang < digests->layout.languages; lang++) {
		const struct page *found = pages_in(digests->model, page, lang);
		gather_number(digests, !found ? 0 : 1 + (uint64_t)found->kind);
	}
}

uint64_t digests_page(struct digests *digests, const struct page *page)
{
	const struct model *model = digests->model;

	gather_number(digests, page->kind);
	gather_number(digests, page->lang);
	gather_text(digests, page->layout);
	gather_work(digests, page->work);
	gather_text(digests,
		    page->section == NONE ? TEXT("\t") : model->sections[page->section].id);
	gather_text(digests, page->term == NONE ? TEXT("\t") : model->terms[page->term].id);
	gather_number(digests, page->taxonomy);
	gather_text(digests, page->feed);
	gather_text(digests, page->title);
	gather_text(digests, page->description);
	gather_value(digests, page->data);
	add_alternates(digests, page);
	gather_number(digests, digests->styles);
	return gather_take(digests);
}

uint64_t digests_feed(struct digests *digests, const struct feed_plan *feed)
{
	const struct model *model = digests->model;
	const uint32_t *first = digests->layout.first;
	work_id works[FEED_ENTRIES_MAX];
	size_t count = feeds_works(model, feed, works);

	gather_text(digests, feed->title);
	gather_work(digests, feed->about);
	if (feed->about != NONE)
		gather_number(digests, model_page_language(model, feed->about, feed->lang));
	gather_number(digests, feed->term == NONE
				   ? 0
				   : pages_find_term(model, feed->term, feed->lang) != NULL);
	for (size_t i = 0; i < count; i++) {
		uint32_t view = works[i] * digests->layout.languages + feed->lang;
		gather_work(digests, works[i]);
		gather_number(digests, digests->fixed[first[READ_LISTING] + view]);
		gather_number(digests, digests->fixed[first[READ_BODY] + view]); /* its excerpt */
		gather_number(digests, digests->fixed[first[READ_HISTORY] + view]);
	}
	return gather_take(digests);
}

uint64_t digests_file(struct digests *digests, const struct file_plan *file)
{
	gather_number(digests, file->lang);
	gather_text(digests, file->plugin);
	gather_value(digests, file->data);
	return gather_take(digests);
}

uint64_t digests_asset(const struct asset *asset)
{
	return asset->file ? digest_of(&asset->file->blob, sizeof asset->file->blob).low
			   : digest_text(asset->embedded).low;
}

uint64_t digests_site_map(struct digests *digests, uint32_t i)
{
	const struct model *model = digests->model;
	const struct site_maps *maps = model->site_maps;
	uint32_t languages = digests->layout.languages;

	for (uint32_t at = maps->first[i]; at < maps->first[i + 1]; at++) {
		const struct page *page = &model->pages[maps->pages[at]];
		gather_text(digests, page->path);
		gather_number(digests, page->kind);
		if (page->work == NONE)
			continue;
		uint32_t view = page->work * languages + page->lang;
		gather_number(digests, digests->fixed[digests->layout.first[READ_HISTORY] + view]);
	}
	return gather_take(digests);
}
