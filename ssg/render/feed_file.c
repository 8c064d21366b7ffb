#include "render/feed_file.h"

#include "render/atom.h"
#include "site/address.h"
#include "site/pages.h"

#include <time.h>

struct maker {
	const struct model *model;
	const struct feed_plan *plan;
	struct arena arena;
	struct buffer path;
};

/* The absolute address of an output path. */
static struct text absolute(struct maker *maker, struct text path)
{
	struct buffer url = {0};

	buffer_text(&url, maker->model->config->base_url);
	address_encode(path, &url);
	struct text kept = arena_text(&maker->arena, buffer_view(&url));
	buffer_free(&url);
	return kept;
}

static struct text id_of(struct maker *maker, struct text path)
{
	struct buffer id = {0};

	feed_id(maker->model->config->base_url, path, &id);
	struct text kept = arena_text(&maker->arena, buffer_view(&id));
	buffer_free(&id);
	return kept;
}

static struct text rfc3339(struct maker *maker, int64_t seconds)
{
	time_t time = (time_t)seconds;
	struct tm parts;
	char iso[64];

	if (!gmtime_r(&time, &parts))
		return TEXT("");
	return arena_text(&maker->arena,
			  text_make(iso, strftime(iso, sizeof iso, "%Y-%m-%dT%H:%M:%SZ", &parts)));
}

/* The field `author`, a text or a list. Names of commits say who edited the file, which need not be
 * who speaks: an entry without the field has the author of the feed, which is the site. */
static void add_authors(struct maker *maker, struct feed_entry *entry, const struct value *author)
{
	size_t count =
	    value_is(author, VALUE_LIST) ? value_count(author) : value_text(author).size > 0;
	struct text *names = arena_array(&maker->arena, count + 1, sizeof *names);

	for (size_t i = 0; i < count; i++)
		names[i] =
		    value_text(value_is(author, VALUE_LIST) ? value_item(author, i) : author);
	entry->authors = names;
	entry->author_count = count;
}

static void add_history(struct maker *maker, struct feed_entry *entry, struct text path)
{
	struct path_history history = {0};

	if (!maker->model->history)
		return;
	history_of(maker->model->history, path, &maker->arena, &history);
	entry->updated = rfc3339(maker, history.updated);
}

static void add_categories(struct maker *maker, struct feed_entry *entry, struct range terms)
{
	const struct model *model = maker->model;
	struct feed_category *categories =
	    arena_array(&maker->arena, terms.count + 1, sizeof *categories);

	for (uint32_t i = 0; i < terms.count; i++) {
		term_id term = model->work_terms[terms.first + i];
		categories[i] = (struct feed_category){
		    model->terms[term].id, model_term_label(model, term, maker->plan->lang)};
	}
	entry->categories = categories;
	entry->category_count = terms.count;
}

static struct feed_entry entry_of(struct maker *maker, work_id work)
{
	const struct model *model = maker->model;
	const struct work *self = &model->works[work];
	lang_id lang = maker->plan->lang;
	document_id shown = model_document(model, work, lang);
	const struct document *document = &model->documents[shown];
	struct feed_entry entry = {.published = self->date};

	buffer_clear(&maker->path);
	address_of_work(model, work, model_page_language(model, work, lang), &maker->path);
	struct text path = buffer_view(&maker->path);
	entry.id = id_of(maker, path);
	entry.url = absolute(maker, path);
	entry.title = model_title(model, work, lang);
	if (document->lang != lang)
		entry.lang = model->config->languages[document->lang].tag;
	entry.summary = value_text(model_field(model, shown, TEXT("summary"), NULL));
	if (!entry.summary.size)
		entry.summary = record_text(document->record, document->record->excerpt);
	add_authors(maker, &entry, model_field(model, shown, TEXT("author"), NULL));
	add_history(maker, &entry, document->path);
	add_categories(maker, &entry, self->terms);
	return entry;
}

/* The page that the feed belongs to, or that lists what it does. */
static struct text alternate_of(struct maker *maker)
{
	const struct model *model = maker->model;
	const struct feed_plan *plan = maker->plan;
	const struct page *page =
	    plan->term == NONE ? NULL : pages_find_term(model, plan->term, plan->lang);

	if (page && plan->about == NONE)
		return absolute(maker, page->path);
	buffer_clear(&maker->path);
	if (plan->about == NONE)
		address_of_section(model, 0, plan->lang, &maker->path);
	else
		address_of_work(model, plan->about,
				model_page_language(model, plan->about, plan->lang), &maker->path);
	return absolute(maker, buffer_view(&maker->path));
}

void site_feed_write(const struct model *model, const struct feed_plan *plan, struct buffer *out)
{
	struct maker maker = {.model = model, .plan = plan};
	const struct config *config = model->config;
	struct text site =
	    config_label(config, value_get(config->site, "title"), plan->lang, TEXT(""));
	work_id works[FEED_ENTRIES_MAX];
	struct feed_entry entries[FEED_ENTRIES_MAX];
	struct feed feed = {
	    .id = id_of(&maker, plan->path),
	    .title = plan->title.size ? plan->title : site,
	    .author = site,
	    .lang = config->languages[plan->lang].tag,
	    .self = absolute(&maker, plan->path),
	    .alternate = alternate_of(&maker),
	    .entries = entries,
	    .entry_count = feeds_works(model, plan, works),
	};

	for (size_t i = 0; i < feed.entry_count; i++) {
		entries[i] = entry_of(&maker, works[i]);
		/* Not the commit's time: a feed whose contents are the same has not been
		 * updated. */
		struct text updated =
		    entries[i].updated.size ? entries[i].updated : entries[i].published;
		if (text_compare(updated, feed.updated) > 0)
			feed.updated = updated;
	}
	feed_write(&feed, out);
	buffer_free(&maker.path);
	arena_free(&maker.arena);
}
