#include "site/relations.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 256 };

/* "name\0kind\0owner": one map for relations and attachments. */
static struct text key_of(char *bytes, struct text name, char kind, uint32_t owner)
{
	if (name.size > KEY_MAX - 8)
		name.size = KEY_MAX - 8;
	memcpy(bytes, name.at, name.size);
	bytes[name.size] = '\0';
	bytes[name.size + 1] = kind;
	memcpy(bytes + name.size + 2, &owner, sizeof owner);
	return text_make(bytes, name.size + 2 + sizeof owner);
}

void relate(struct model *model, work_id work, struct text name, const work_id *works, size_t count)
{
	char bytes[KEY_MAX];
	struct text key = key_of(bytes, name, 'r', work);
	size_t index = map_get(&model->relation_by_key, key);

	if (index == MAP_NONE) {
		index = model->relation_count++;
		model->relations =
		    arena_grow(&model->arena, model->relations, index, sizeof *model->relations);
		map_put(&model->relation_by_key, arena_text(&model->arena, key), index);
	}
	struct range range = {(uint32_t)model->related_count, (uint32_t)count};
	for (size_t i = 0; i < count; i++) {
		model->related_works =
		    arena_grow(&model->arena, model->related_works, model->related_count,
			       sizeof *model->related_works);
		model->related_works[model->related_count++] = works[i];
	}
	model->relations[index] = (struct relation){arena_text(&model->arena, name), work, range};
}

struct range related(const struct model *model, work_id work, struct text name)
{
	char bytes[KEY_MAX];
	size_t index = map_get(&model->relation_by_key, key_of(bytes, name, 'r', work));

	return index == MAP_NONE ? (struct range){0} : model->relations[index].works;
}

static char attachment_mark(enum owner_kind kind)
{
	return kind == OWNER_WORK ? 'w' : 't';
}

void attach(struct model *model, enum owner_kind kind, uint32_t owner, struct text name,
	    const struct value *value)
{
	char bytes[KEY_MAX];
	struct text key = key_of(bytes, name, attachment_mark(kind), owner);
	size_t index = map_get(&model->relation_by_key, key);

	if (index == MAP_NONE) {
		index = model->attachment_count++;
		model->attachments = arena_grow(&model->arena, model->attachments, index,
						sizeof *model->attachments);
		map_put(&model->relation_by_key, arena_text(&model->arena, key), index);
	}
	model->attachments[index] =
	    (struct attachment){arena_text(&model->arena, name), kind, owner, value};
}

const struct value *attached(const struct model *model, enum owner_kind kind, uint32_t owner,
			     struct text name)
{
	char bytes[KEY_MAX];
	size_t index =
	    map_get(&model->relation_by_key, key_of(bytes, name, attachment_mark(kind), owner));

	return index == MAP_NONE ? NULL : model->attachments[index].value;
}

/* ---- related by terms */

struct nearest {
	double *score;  /* of each work; zero outside one round */
	uint32_t *rank; /* of each work in by_date */
	work_id *touched;
	size_t touched_count;
};

static bool among(uint32_t taxonomy, const uint32_t *taxonomies, size_t count)
{
	bool found = !taxonomies;

	for (size_t i = 0; i < count && !found; i++)
		found = taxonomies[i] == taxonomy;
	return found;
}

static void score_term(const struct model *model, term_id term, work_id self, struct nearest *near)
{
	struct range works = model->terms[term].works;
	uint32_t count = works.count < RELATED_POSTINGS_MAX ? works.count : RELATED_POSTINGS_MAX;
	/* Never zero: a term that all works have still says more than none. */
	double weight = log((double)(model->by_date_count + 1) / (double)works.count);

	for (uint32_t i = 0; i < count; i++) {
		work_id other = model->term_works[works.first + i];
		if (other == self)
			continue;
		if (near->score[other] <= 0)
			near->touched[near->touched_count++] = other;
		near->score[other] += weight;
	}
}

static bool is_nearer(const struct nearest *near, work_id a, work_id b)
{
	if (near->score[a] > near->score[b] || near->score[a] < near->score[b])
		return near->score[a] > near->score[b];
	return near->rank[a] < near->rank[b];
}

/* Moves the LIMIT nearest to the front, in order, by insertion: LIMIT is small. */
static size_t select_nearest(struct nearest *near, work_id *best, size_t limit)
{
	size_t count = 0;

	for (size_t i = 0; i < near->touched_count; i++) {
		work_id work = near->touched[i];
		if (count == limit && !is_nearer(near, work, best[count - 1]))
			continue;
		size_t at = count < limit ? count++ : count - 1;
		for (; at > 0 && is_nearer(near, work, best[at - 1]); at--)
			best[at] = best[at - 1];
		best[at] = work;
	}
	return count;
}

void relate_by_terms(struct model *model, struct text name, const uint32_t *taxonomies,
		     size_t taxonomy_count, size_t limit)
{
	struct arena arena = {0};
	struct nearest near = {
	    .score = arena_array(&arena, model->work_count + 1, sizeof(double)),
	    .rank = arena_array(&arena, model->work_count + 1, sizeof(uint32_t)),
	    .touched = arena_array(&arena, model->work_count + 1, sizeof(work_id)),
	};
	work_id *best = arena_array(&arena, limit + 1, sizeof *best);

	for (size_t i = 0; i < model->by_date_count; i++)
		near.rank[model->by_date[i]] = (uint32_t)i;
	for (size_t i = 0; i < model->by_date_count && limit; i++) {
		work_id self = model->by_date[i];
		struct range terms = model->works[self].terms;
		near.touched_count = 0;
		for (uint32_t t = 0; t < terms.count; t++) {
			term_id term = model->work_terms[terms.first + t];
			if (among(model->terms[term].taxonomy, taxonomies, taxonomy_count))
				score_term(model, term, self, &near);
		}
		size_t count = select_nearest(&near, best, limit);
		if (count)
			relate(model, self, name, best, count);
		for (size_t k = 0; k < near.touched_count; k++)
			near.score[near.touched[k]] = 0;
	}
	arena_free(&arena);
}

/* ---- series */

struct member {
	struct text series;
	const struct work *work;
};

static int by_series(const void *left, const void *right)
{
	const struct member *a = left, *b = right;
	int order = text_compare(a->series, b->series);

	if (!order)
		order = (a->work->weight > b->work->weight) - (a->work->weight < b->work->weight);
	if (!order)
		order = text_compare(a->work->date, b->work->date);
	return order ? order : text_compare(a->work->id, b->work->id);
}

void relate_series(struct model *model, struct text field, struct text previous, struct text next)
{
	struct arena arena = {0};
	struct member *members = arena_array(&arena, model->work_count + 1, sizeof *members);
	size_t count = 0;

	for (size_t i = 0; i < model->by_date_count; i++) {
		const struct work *work = &model->works[model->by_date[i]];
		struct text series = value_text(model_field(model, work->original, field, NULL));
		if (series.size)
			members[count++] = (struct member){series, work};
	}
	if (count)
		qsort(members, count, sizeof *members, by_series);
	for (size_t i = 1; i < count; i++) {
		work_id before = (work_id)(members[i - 1].work - model->works);
		work_id after = (work_id)(members[i].work - model->works);
		if (!text_equal(members[i - 1].series, members[i].series))
			continue;
		relate(model, before, next, &after, 1);
		relate(model, after, previous, &before, 1);
	}
	arena_free(&arena);
}

/* ---- related terms */

static int by_count(const void *left, const void *right)
{
	const struct term_count *a = left, *b = right;
	int order = (a->count < b->count) - (a->count > b->count);

	return order ? order : (a->term > b->term) - (a->term < b->term);
}

const struct term_count *terms_related(const struct model *model, term_id term, size_t limit,
				       struct arena *arena, size_t *count)
{
	const struct term *self = &model->terms[term];
	struct range others = model->taxonomies[self->taxonomy].terms;
	struct term_count *counts = arena_array(arena, others.count + 1, sizeof *counts);
	size_t found = 0;

	for (uint32_t i = 0; i < others.count; i++)
		counts[i].term = others.first + i;
	for (uint32_t w = 0; w < self->works.count; w++) {
		struct range terms = model->works[model->term_works[self->works.first + w]].terms;
		for (uint32_t t = 0; t < terms.count; t++) {
			term_id other = model->work_terms[terms.first + t];
			if (other != term && model->terms[other].taxonomy == self->taxonomy)
				counts[other - others.first].count++;
		}
	}
	for (uint32_t i = 0; i < others.count; i++)
		if (counts[i].count)
			counts[found++] = counts[i];
	if (found)
		qsort(counts, found, sizeof *counts, by_count);
	*count = found < limit ? found : limit;
	return counts;
}
