#include "site/query.h"

#include <stdlib.h>

struct ranked {
	work_id work;
	struct text key;
	int64_t weight;
};

static bool is_below(const struct model *model, section_id section, section_id above)
{
	while (section != NONE && section != above)
		section = model->sections[section].parent;
	return section == above;
}

static bool matches(const struct model *model, const struct query *query, work_id work)
{
	const struct work *self = &model->works[work];

	if (query->type && self->type != query->type)
		return false;
	if (query->section != NONE && !(query->deep ? is_below(model, self->section, query->section)
						    : self->section == query->section))
		return false;
	return model_listed(model, work, query->lang);
}

/* The shortest list, by date, that holds all answers. */
static const work_id *candidates(const struct model *model, const struct query *query,
				 size_t *count)
{
	if (query->term != NONE) {
		struct range works = model->terms[query->term].works;
		*count = works.count;
		return model->term_works + works.first;
	}
	if (query->section != NONE && !query->deep) {
		struct range works = model->sections[query->section].works;
		*count = works.count;
		return model->section_works + works.first;
	}
	*count = model->by_date_count;
	return model->by_date;
}

static int by_key(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	int order = (a->weight > b->weight) - (a->weight < b->weight);

	if (!order)
		order = text_compare(a->key, b->key);
	return order ? order : (a->work > b->work) - (a->work < b->work);
}

/* Works are numbered by id, so that SORT_ID needs no key. */
static void sort(const struct model *model, const struct query *query,
		 const struct collation *collation, struct arena *arena, work_id *list,
		 size_t count)
{
	struct ranked *ranked = arena_array(arena, count + 1, sizeof *ranked);
	struct buffer key = {0};

	for (size_t i = 0; i < count; i++) {
		ranked[i].work = list[i];
		if (query->sort == SORT_WEIGHT)
			ranked[i].weight = model->works[list[i]].weight;
		if (query->sort == SORT_ID)
			continue;
		buffer_clear(&key);
		collation->key(collation->self, query->lang,
			       model_title(model, list[i], query->lang), &key);
		ranked[i].key = arena_text(arena, buffer_view(&key));
	}
	qsort(ranked, count, sizeof *ranked, by_key);
	for (size_t i = 0; i < count; i++)
		list[i] = ranked[i].work;
	buffer_free(&key);
}

bool query_by_title(const struct query *query)
{
	return query->sort == SORT_TITLE || query->sort == SORT_WEIGHT;
}

static void reverse(work_id *list, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		work_id other = list[i];
		list[i] = list[count - 1 - i];
		list[count - 1 - i] = other;
	}
}

const work_id *query_run(const struct model *model, const struct query *query,
			 const struct collation *collation, struct arena *arena, size_t *count)
{
	size_t available, found = 0;
	const work_id *from = candidates(model, query, &available);
	bool in_order = query->sort == SORT_DATE && !query->reverse;
	size_t wanted =
	    in_order && query->limit && query->limit < available ? query->limit : available;
	work_id *list = arena_array(arena, wanted + 1, sizeof *list);

	for (size_t i = 0; i < available && found < wanted; i++)
		if (matches(model, query, from[i]))
			list[found++] = from[i];
	if (query->sort != SORT_DATE && found > 1)
		sort(model, query, collation, arena, list, found);
	if (query->reverse)
		reverse(list, found);
	*count = query->limit && query->limit < found ? query->limit : found;
	return list;
}

size_t query_count(const struct model *model, const struct query *query)
{
	size_t available, found = 0;
	const work_id *from = candidates(model, query, &available);

	for (size_t i = 0; i < available; i++)
		found += matches(model, query, from[i]);
	return found;
}
