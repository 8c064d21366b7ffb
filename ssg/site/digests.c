#include "site/digests.h"

#include "base/digest.h"
#include "site/assets.h"
#include "site/relations.h"
#include "site/site_maps.h"

/* ---- gathering what is to be digested */

static void add_number(struct digests *digests, uint64_t number)
{
	buffer_add(&digests->bytes, &number, sizeof number);
}

static void add_text(struct digests *digests, struct text text)
{
	add_number(digests, text.size);
	buffer_text(&digests->bytes, text);
}

static uint64_t take(struct digests *digests)
{
	uint64_t digest = digest_text(buffer_view(&digests->bytes)).low;

	buffer_clear(&digests->bytes);
	return digest ? digest : 1; /* 0: not there */
}

static void add_work(struct digests *digests, work_id work)
{
	add_text(digests, work == NONE ? TEXT("") : digests->model->works[work].id);
}

static void add_works(struct digests *digests, const work_id *works, size_t count, lang_id lang)
{
	for (size_t i = 0; i < count; i++)
		if (model_listed(digests->model, works[i], lang))
			add_work(digests, works[i]);
}

/* Works and terms by their ids. */
static void add_value(struct digests *digests, const struct value *value)
{
	const struct model *model = digests->model;

	if (!value) {
		add_number(digests, UINT64_MAX);
		return;
	}
	add_number(digests, value->kind);
	switch ((enum value_kind)value->kind) {
	case VALUE_NULL:
		break;
	case VALUE_BOOLEAN:
	case VALUE_INTEGER:
	case VALUE_NUMBER: /* the bits of the union */
		add_number(digests, (uint64_t)value->integer);
		break;
	case VALUE_STRING:
	case VALUE_DATE:
	case VALUE_HTML:
		add_text(digests, value_text(value));
		break;
	case VALUE_WORK:
		add_work(digests, (work_id)value->integer);
		break;
	case VALUE_TERM:
		add_number(digests, model->terms[value->integer].taxonomy);
		add_text(digests, model->terms[value->integer].id);
		break;
	case VALUE_LIST:
	case VALUE_MAP:
		add_number(digests, value_count(value));
		for (size_t i = 0; i < value_count(value); i++)
			if (value->kind == VALUE_LIST) {
				add_value(digests, value_item(value, i));
			} else {
				add_text(digests, value_text(&value_entry(value, i)->key));
				add_value(digests, &value_entry(value, i)->value);
			}
		break;
	}
}

/* ---- works */

static void add_front(struct digests *digests, const struct document *document)
{
	const struct record *record = document->record;
	const struct value *front = record_front(record);
	/* A flat value: all of it, up to the HTML that follows in the record. */
	size_t size = front ? record->html.offset - record->front.offset : 0;

	add_text(digests, text_make((const char *)front, size));
	add_text(digests, record_text(record, record->title));
	add_number(digests, document->lang);
	add_number(digests, document->stale);
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
		add_number(digests, term->taxonomy);
		add_text(digests, term->id);
	}
	add_text(digests, self->type ? self->type->id : TEXT(""));
	return take(digests);
}

static void add_target(struct digests *digests, const struct target *target, lang_id lang)
{
	const struct model *model = digests->model;

	add_number(digests, target->kind);
	if (target->kind == TARGET_ASSET) {
		const struct asset *asset = &model->assets[target->index];
		add_text(digests, asset->output);
		add_number(digests, (uint64_t)asset->width << 32 | asset->height);
	} else if (target->kind == TARGET_WORK) {
		lang_id reader = target->lang == LANGUAGES_MAX ? lang : target->lang;
		lang_id page = model_page_language(model, target->index, reader);
		const struct record *record =
		    model->documents[model_document(model, target->index, page)].record;
		add_work(digests, target->index);
		add_number(digests, page);
		add_number(digests, record_has_anchor(record, target->anchor));
		add_number(digests, record_is_title_anchor(record, target->anchor));
	}
}

/* The file's own bytes are named by git's digest of them. MENTIONS: of the language shown. */
static uint64_t body_of(struct digests *digests, work_id work, lang_id lang,
			const uint64_t *mentions)
{
	const struct model *model = digests->model;
	const struct document *shown = &model->documents[model_document(model, work, lang)];

	buffer_add(&digests->bytes, &shown->file->blob, sizeof shown->file->blob);
	add_number(digests, shown->lang);
	for (uint32_t i = 0; i < shown->record->holes.count; i++)
		add_target(digests, &shown->targets[i], lang);
	if (shown->record->runs.count)
		add_number(digests, mentions[shown->lang * digests->layout.languages + lang]);
	return take(digests);
}

/* Of the words that are linked in texts of SHOWN, for readers of LANG. */
static uint64_t mentions_of(struct digests *digests, lang_id shown, lang_id lang)
{
	const struct model *model = digests->model;

	for (size_t i = 0; i < model->mention_count; i++) {
		const struct mention *mention = &model->mentions[i];
		if (mention->lang != LANGUAGES_MAX && mention->lang != shown)
			continue;
		add_text(digests, mention->text);
		add_work(digests, mention->work);
		add_number(digests, model_page_language(model, mention->work, lang));
	}
	return take(digests);
}

static uint64_t history_of_work(struct digests *digests, work_id work, lang_id lang)
{
	const struct model *model = digests->model;
	struct path_history history = {0};
	struct arena arena = {0};

	if (model->history)
		history_of(model->history, model->documents[model_document(model, work, lang)].path,
			   &arena, &history);
	add_number(digests, (uint64_t)history.created);
	add_number(digests, (uint64_t)history.updated);
	for (size_t i = 0; i < history.author_count; i++)
		add_text(digests, history.authors[i]);
	arena_free(&arena);
	return take(digests);
}

static uint64_t backlinks_of(struct digests *digests, work_id work, lang_id lang)
{
	struct range links = digests->model->works[work].backlinks;

	add_works(digests, digests->model->backlinks + links.first, links.count, lang);
	return take(digests);
}

/* ---- terms, taxonomies, sections */

static uint64_t term_of(struct digests *digests, term_id term, lang_id lang)
{
	const struct model *model = digests->model;
	struct range works = model->terms[term].works;

	add_number(digests, pages_find_term(model, term, lang) != NULL);
	add_works(digests, model->term_works + works.first, works.count, lang);
	return take(digests);
}

static uint64_t taxonomy_of(struct digests *digests, uint32_t taxonomy, lang_id lang)
{
	const struct model *model = digests->model;
	struct range terms = model->taxonomies[taxonomy].terms;

	add_number(digests, pages_find_taxonomy(model, taxonomy, lang) != NULL);
	for (term_id i = terms.first; i < terms.first + terms.count; i++) {
		add_text(digests, model->terms[i].id);
		add_number(digests, model->terms[i].parent == NONE);
		if (model->terms[i].parent != NONE)
			add_text(digests, model->terms[model->terms[i].parent].id);
	}
	return take(digests);
}

static uint64_t section_of(struct digests *digests, section_id section, lang_id lang)
{
	const struct model *model = digests->model;
	const struct section *self = &model->sections[section];

	add_text(digests, model_section_title(model, section, lang));
	add_work(digests, self->index);
	add_works(digests, model->section_works + self->works.first, self->works.count, lang);
	for (section_id i = section + 1; i < model->section_count; i++)
		if (model->sections[i].parent == section)
			add_text(digests, model->sections[i].id);
	return take(digests);
}

/* ---- all that is numbered */

static void digest_works(struct digests *digests)
{
	const struct model *model = digests->model;
	uint32_t languages = digests->layout.languages;
	const uint32_t *first = digests->layout.first;
	uint64_t *mentions =
	    arena_array(&digests->arena, (size_t)languages * languages, sizeof *mentions);

	for (lang_id shown = 0; shown < languages; shown++)
		for (lang_id lang = 0; lang < languages; lang++)
			mentions[shown * languages + lang] = mentions_of(digests, shown, lang);
	for (work_id work = 0; work < model->work_count; work++)
		for (lang_id lang = 0; lang < languages; lang++) {
			uint32_t view = work * languages + lang;
			uint64_t *fixed = digests->fixed;
			fixed[first[READ_LISTING] + view] = listing_of(digests, work, lang);
			fixed[first[READ_BODY] + view] = body_of(digests, work, lang, mentions);
			fixed[first[READ_HISTORY] + view] = history_of_work(digests, work, lang);
			fixed[first[READ_BACKLINKS] + view] = backlinks_of(digests, work, lang);
		}
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
	add_text(digests, text_of(digests->model->snapshot->commit));
	add_number(digests, (uint64_t)digests->model->snapshot->time);
	digests->fixed[digests->layout.first[READ_COMMIT]] = take(digests);
}

void digests_open(struct digests *digests, const struct model *model,
		  const struct collation *collation)
{
	*digests = (struct digests){
	    .model = model, .collation = collation, .layout = read_layout_of(model)};
	digests->fixed =
	    arena_array(&digests->arena, digests->layout.first[READ_KINDS], sizeof *digests->fixed);
	digest_works(digests);
	digest_others(digests);
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
		add_number(digests, !found ? 0 : 1 + (uint64_t)found->kind);
	}
}

uint64_t digests_page(struct digests *digests, const struct page *page)
{
	const struct model *model = digests->model;

	add_number(digests, page->kind);
	add_number(digests, page->lang);
	add_text(digests, page->layout);
	add_work(digests, page->work);
	add_text(digests, page->section == NONE ? TEXT("\t") : model->sections[page->section].id);
	add_text(digests, page->term == NONE ? TEXT("\t") : model->terms[page->term].id);
	add_number(digests, page->taxonomy);
	add_text(digests, page->feed);
	add_text(digests, page->title);
	add_text(digests, page->description);
	add_value(digests, page->data);
	add_alternates(digests, page);
	return take(digests);
}

uint64_t digests_feed(struct digests *digests, const struct feed_plan *feed)
{
	const struct model *model = digests->model;
	const uint32_t *first = digests->layout.first;
	work_id works[FEED_ENTRIES_MAX];
	size_t count = feeds_works(model, feed, works);

	add_text(digests, feed->title);
	add_work(digests, feed->about);
	if (feed->about != NONE)
		add_number(digests, model_page_language(model, feed->about, feed->lang));
	add_number(digests,
		   feed->term == NONE ? 0 : pages_find_term(model, feed->term, feed->lang) != NULL);
	for (size_t i = 0; i < count; i++) {
		uint32_t view = works[i] * digests->layout.languages + feed->lang;
		add_work(digests, works[i]);
		add_number(digests, digests->fixed[first[READ_LISTING] + view]);
		add_number(digests, digests->fixed[first[READ_BODY] + view]); /* its excerpt */
		add_number(digests, digests->fixed[first[READ_HISTORY] + view]);
	}
	return take(digests);
}

uint64_t digests_file(struct digests *digests, const struct file_plan *file)
{
	add_number(digests, file->lang);
	add_text(digests, file->plugin);
	add_value(digests, file->data);
	return take(digests);
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
		add_text(digests, page->path);
		add_number(digests, page->kind);
		if (page->work == NONE)
			continue;
		uint32_t view = page->work * languages + page->lang;
		add_number(digests, digests->fixed[digests->layout.first[READ_HISTORY] + view]);
	}
	return take(digests);
}

/* ---- names */

struct fields {
	struct text rest;
};

static struct text next(struct fields *fields)
{
	struct text field = TEXT("");

	text_split(&fields->rest, '\t', &field);
	return field;
}

static size_t next_number(struct fields *fields)
{
	struct text field = next(fields);
	size_t number = 0;

	for (size_t i = 0; i < field.size && field.at[i] >= '0' && field.at[i] <= '9'; i++)
		number = 10 * number + (size_t)(field.at[i] - '0');
	return number;
}

static term_id next_term(struct fields *fields, const struct model *model)
{
	struct text name = next(fields), id = next(fields);
	uint32_t taxonomy = model_taxonomy(model, name);

	return taxonomy == NONE ? NONE : model_term(model, taxonomy, id);
}

static const struct type *find_type(const struct model *model, struct text id)
{
	const struct types *types = &model->config->types;

	for (size_t i = 0; i < types->count; i++)
		if (text_equal(types->list[i].id, id))
			return &types->list[i];
	return NULL;
}

static uint64_t digest_query(struct digests *digests, struct fields *fields)
{
	const struct model *model = digests->model;
	bool count_only = next_number(fields);
	struct query query = {.lang = config_language(model->config, next(fields))};
	bool has_section = next_number(fields);
	struct text section = next(fields);
	size_t count;

	query.section = has_section ? model_section(model, section) : NONE;
	query.deep = next_number(fields);
	struct text type = next(fields);
	query.type = find_type(model, type);
	struct fields term = *fields;
	bool has_term = next(&term).size;
	query.term = next_term(fields, model);
	query.sort = (enum sort_key)next_number(fields);
	query.reverse = next_number(fields);
	query.limit = next_number(fields);
	if (query.lang == LANGUAGES_MAX || (has_section && query.section == NONE) ||
	    (has_term && query.term == NONE) || (type.size && !query.type))
		return 0;
	if (count_only) {
		add_number(digests, query_count(model, &query));
		return take(digests);
	}
	struct arena arena = {0};
	const work_id *works = query_run(model, &query, digests->collation, &arena, &count);
	for (size_t i = 0; i < count; i++)
		add_work(digests, works[i]);
	arena_free(&arena);
	return take(digests);
}

static uint64_t digest_relation(struct digests *digests, struct fields *fields)
{
	const struct model *model = digests->model;
	work_id work = model_work(model, next(fields));
	lang_id lang = config_language(model->config, next(fields));

	if (work == NONE || lang == LANGUAGES_MAX)
		return 0;
	struct range works = related(model, work, fields->rest);
	add_works(digests, model->related_works + works.first, works.count, lang);
	return take(digests);
}

static uint64_t digest_attached(struct digests *digests, enum owner_kind kind, uint32_t owner,
				struct text name)
{
	if (owner == NONE)
		return 0;
	add_value(digests, attached(digests->model, kind, owner, name));
	return take(digests);
}

static uint64_t digest_related_terms(struct digests *digests, struct fields *fields)
{
	const struct model *model = digests->model;
	term_id term = next_term(fields, model);
	struct arena arena = {0};
	size_t count;

	if (term == NONE)
		return 0;
	size_t limit = next_number(fields);
	const struct term_count *found =
	    terms_related(model, term, limit ? limit : SIZE_MAX, &arena, &count);
	for (size_t i = 0; i < count; i++) {
		add_text(digests, model->terms[found[i].term].id);
		add_number(digests, found[i].count);
	}
	arena_free(&arena);
	return take(digests);
}

static uint64_t digest_asset(struct digests *digests, struct text name)
{
	asset_id asset = asset_find(digests->model, name);

	if (asset == NONE)
		return 0;
	add_text(digests, digests->model->assets[asset].output);
	return take(digests);
}

/* A term may be called as a document is: either counts. */
static uint64_t digest_missing(struct digests *digests, struct text id)
{
	const struct model *model = digests->model;
	bool found = model_work(model, id) != NONE || model_section(model, id) != NONE;

	for (uint32_t i = 0; i < model->config->taxonomy_count && !found; i++)
		found = model_term(model, i, id) != NONE;
	return found ? 2 : 1;
}

static uint64_t digest_name(struct digests *digests, struct text name)
{
	struct fields fields = {name};
	struct text kind = next(&fields);
	work_id work;
	term_id term;

	switch (kind.size ? kind.at[0] : '\0') {
	case 'Q':
		return digest_query(digests, &fields);
	case 'R':
		return digest_relation(digests, &fields);
	case 'A':
		work = model_work(digests->model, next(&fields));
		return digest_attached(digests, OWNER_WORK, work, fields.rest);
	case 'B':
		term = next_term(&fields, digests->model);
		return digest_attached(digests, OWNER_TERM, term, fields.rest);
	case 'T':
		return digest_related_terms(digests, &fields);
	case 'F':
		return digest_asset(digests, fields.rest);
	case 'N':
		return digest_missing(digests, fields.rest);
	default:
		return 0;
	}
}

uint64_t digests_named(struct digests *digests, struct text name)
{
	size_t known = map_get(&digests->named, name);

	if (known != MAP_NONE)
		return digests->named_digests[known];
	uint64_t digest = digest_name(digests, name);
	digests->named_digests = arena_grow(&digests->arena, digests->named_digests,
					    digests->named_count, sizeof digest);
	map_put(&digests->named, arena_text(&digests->arena, name), digests->named_count);
	digests->named_digests[digests->named_count++] = digest;
	return digest;
}
