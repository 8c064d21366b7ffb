#include "site/digests.h"

#include "base/digest.h"
#include "site/sitemap_plan.h"

#include <string.h>

/* A page with a budget is weighed with the style sheets that its HTML names. Their names hold
 * digests of the bytes, so that a new one has another name. */
static uint64_t digest_styles(struct gather *gather)
{
	const struct model *model = gather->model;

	for (asset_id i = 0; i < model->asset_count && model->config->budgets.pages; i++)
		if (text_ends_with(model->assets[i].output, TEXT(".css")))
			gather_text(gather, model->assets[i].output);
	return gather_take(gather);
}

void digests_open(struct digests *digests, const struct model *model,
		  const struct collation *collation, const struct presentation *presentation)
{
	*digests = (struct digests){
	    .gather = {.model = model, .collation = collation, .presentation = presentation},
	    .layout = read_layout_of(model)};
	digests->numbered = arena_array(&digests->arena, digests->layout.first[READ_NUMBERED_KINDS],
					sizeof(uint64_t));
	digests->styles = digest_styles(&digests->gather);
}

void digests_close(struct digests *digests)
{
	gather_free(&digests->gather);
	map_free(&digests->named);
	arena_free(&digests->arena);
}

/* Forgets those of works that CHANGED says; NULL: of all. */
static void forget(struct digests *digests, enum read_kind kind, const bool *changed)
{
	const struct read_layout *layout = &digests->layout;
	size_t works = digests->gather.model->work_count;

	for (work_id work = 0; work < works; work++)
		if (!changed || changed[work])
			memset(digests->numbered + read_number(layout, kind, work, 0), 0,
			       layout->languages * sizeof *digests->numbered);
}

void digests_inherit(struct digests *digests, const struct digests_before *before)
{
	const uint32_t *first = digests->layout.first;

	memcpy(digests->numbered, before->numbered,
	       first[READ_NUMBERED_KINDS] * sizeof *before->numbered);
	for (int kind = 0; kind < READ_NUMBERED_KINDS; kind++)
		switch (read_types[kind].depends) {
		case ON_STRUCTURE:
			break;
		case ON_TEXT:
			forget(digests, (enum read_kind)kind, before->texts);
			break;
		case ON_HISTORY:
			forget(digests, (enum read_kind)kind, before->histories);
			break;
		case ON_TITLES:
		case ON_ANYTHING:
			memset(digests->numbered + first[kind], 0,
			       (first[kind + 1] - first[kind]) * sizeof *digests->numbered);
			break;
		}
}

uint64_t digests_number(struct digests *digests, uint32_t number)
{
	uint64_t *digest = &digests->numbered[number];

	if (!*digest) {
		struct read read = read_of_number(&digests->layout, number);
		*digest = read_types[read.kind].digest(&digests->gather, &read);
	}
	return *digest;
}

uint64_t digests_name(struct digests *digests, struct text name)
{
	size_t known = map_get(&digests->named, name);
	struct read read;

	if (known != MAP_NONE)
		return digests->named_digests[known];
	uint64_t digest = read_of_name(digests->gather.model, name, &read)
			      ? read_types[read.kind].digest(&digests->gather, &read)
			      : 0;
	digests->named_digests = arena_grow(&digests->arena, digests->named_digests,
					    digests->named_count, sizeof digest);
	map_put(&digests->named, arena_text(&digests->arena, name), digests->named_count);
	digests->named_digests[digests->named_count++] = digest;
	return digest;
}

bool digests_name_can_change(struct digests *digests, struct text name, uint64_t titles)
{
	struct read read;
	enum read_dependence depends = read_types[read_kind_of_name(name)].depends;

	if (depends == ON_TITLES)
		return read_of_name(digests->gather.model, name, &read) &&
		       query_by_title(&read.query) && digests_titles(digests) != titles;
	return depends != ON_STRUCTURE;
}

uint64_t digests_titles(struct digests *digests)
{
	return digests_number(digests, read_number(&digests->layout, READ_TITLES, 0, 0));
}

uint64_t digests_titles_known(const struct digests *digests, uint64_t before)
{
	uint64_t known = digests->numbered[read_number(&digests->layout, READ_TITLES, 0, 0)];

	return known ? known : before;
}

/* ---- what files are made from */

/* The languages in which PAGE is too, and whether it is translated there. */
static void gather_alternates(struct digests *digests, const struct page *page)
{
	for (lang_id lang = 0; lang < digests->layout.languages; lang++) {
		const struct page *found = pages_in(digests->gather.model, page, lang);
		gather_number(&digests->gather, !found ? 0 : 1 + (uint64_t)found->kind);
	}
}

uint64_t digests_page(struct digests *digests, const struct page *page)
{
	struct gather *gather = &digests->gather;
	const struct model *model = gather->model;

	gather_number(gather, page->kind);
	gather_number(gather, page->lang);
	gather_text(gather, page->layout);
	gather_work(gather, page->work);
	gather_text(gather, page->section == NONE ? TEXT("\t") : model->sections[page->section].id);
	gather_text(gather, page->term == NONE ? TEXT("\t") : model->terms[page->term].id);
	gather_number(gather, page->taxonomy);
	gather_text(gather, page->feed);
	gather_text(gather, page->title);
	gather_text(gather, page->description);
	gather_value(gather, page->data);
	gather_alternates(digests, page);
	gather_number(gather, digests->styles);
	return gather_take(gather);
}

uint64_t digests_feed(struct digests *digests, const struct feed_plan *feed)
{
	struct gather *gather = &digests->gather;
	const struct model *model = gather->model;
	work_id works[FEED_ENTRIES_MAX];
	size_t count = feeds_works(model, feed, works);

	gather_text(gather, feed->title);
	gather_work(gather, feed->about);
	if (feed->about != NONE)
		gather_number(gather, model_page_language(model, feed->about, feed->lang));
	gather_number(gather, feed->term == NONE
				  ? 0
				  : pages_find_term(model, feed->term, feed->lang) != NULL);
	for (size_t i = 0; i < count; i++)
		gather_work(gather, works[i]);
	return gather_take(gather);
}

uint64_t digests_file(struct digests *digests, const struct file_plan *file)
{
	gather_number(&digests->gather, file->lang);
	gather_text(&digests->gather, file->plugin);
	gather_value(&digests->gather, file->data);
	return gather_take(&digests->gather);
}

uint64_t digests_asset(const struct asset *asset)
{
	return asset->file ? digest_of(&asset->file->blob, sizeof asset->file->blob).low
			   : digest_text(asset->embedded).low;
}

uint64_t digests_site_map(struct digests *digests, uint32_t i)
{
	struct gather *gather = &digests->gather;
	const struct site_maps *maps = gather->model->site_maps;

	for (uint32_t at = maps->first[i]; at < maps->first[i + 1]; at++) {
		const struct page *page = &gather->model->pages[maps->pages[at]];
		gather_text(gather, page->path);
		gather_number(gather, page->kind);
	}
	return gather_take(gather);
}
