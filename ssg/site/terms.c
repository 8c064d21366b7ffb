/* Taxonomies and terms: declared ones as declared, open ones as found in documents; each with
 * the works that bear it. */
#include "site/assemble.h"

#include <stdlib.h>

static term_id add_term(struct model *model, uint32_t taxonomy, struct term term)
{
	term.taxonomy = taxonomy;
	term.parent = NONE;
	model->terms = arena_grow(&model->arena, model->terms, model->term_count, sizeof term);
	model->terms[model->term_count] = term;
	map_put(&model->term_by_id[taxonomy], term.id, model->term_count);
	model->taxonomies[taxonomy].terms.count++;
	return (term_id)model->term_count++;
}

/* A term's id becomes a file name and part of addresses. */
static bool usable_id(struct text id)
{
	return id.size && id.size <= 200 && text_find_byte(id, '/') == SIZE_MAX &&
	       id.at[0] != '.' && !text_is(id, "index") && text_find_byte(id, '\n') == SIZE_MAX;
}

static void declare(struct model *model, uint32_t taxonomy, const struct value *declared,
		    struct diagnostics *d)
{
	const struct taxonomy_config *config = model->taxonomies[taxonomy].config;
	struct term term = {.id = value_get_text(declared, "id", TEXT("")), .declared = declared};

	if (!usable_id(term.id)) {
		diag_error(d, "E-DATA", value_place(config->data_path, declared),
			   "a term needs an id: one text without \"/\", not \"index\"");
	} else if (model_term(model, taxonomy, term.id) != NONE) {
		diag_error(d, "E-DATA", value_place(config->data_path, value_get(declared, "id")),
			   "term \"%.*s\" is declared twice", TEXT_ARGS(term.id));
	} else {
		add_term(model, taxonomy, term);
	}
}

static void link_parents(struct model *model, uint32_t taxonomy, struct diagnostics *d)
{
	struct range terms = model->taxonomies[taxonomy].terms;

	for (term_id i = terms.first; i < terms.first + terms.count; i++) {
		struct term *term = &model->terms[i];
		const struct value *parent = value_get(term->declared, "parent");
		if (!value_text(parent).size)
			continue;
		term_id found = model_term(model, taxonomy, value_text(parent));
		struct place place =
		    value_place(model->taxonomies[taxonomy].config->data_path, parent);
		if (found == NONE) {
			diag_error(d, "E-TERM", place,
				   "parent \"%.*s\" of term \"%.*s\" is not declared",
				   TEXT_ARGS(value_text(parent)), TEXT_ARGS(term->id));
			continue;
		}
		/* A term is its own ancestor when the walk up comes back to it. */
		for (term_id up = found; up != NONE && found != NONE; up = model->terms[up].parent)
			if (up == i) {
				diag_error(d, "E-TERM", place, "term \"%.*s\" is its own ancestor",
					   TEXT_ARGS(term->id));
				found = NONE;
			}
		term->parent = found;
	}
}

static struct text closest_term(struct model *model, uint32_t taxonomy, struct text name)
{
	struct range terms = model->taxonomies[taxonomy].terms;
	struct text *ids = arena_array(&model->arena, terms.count + 1, sizeof *ids);

	for (uint32_t i = 0; i < terms.count; i++)
		ids[i] = model->terms[terms.first + i].id;
	return diag_closest(name, ids, terms.count);
}

/* Ids of terms, as found in documents: open ones have no number yet. */
struct found_terms {
	struct arena arena;
	struct text *ids;
	size_t count;
	struct range *ranges; /* by work, into ->ids */
};

static void take_term(struct model *model, struct work *work, uint32_t taxonomy, struct text path,
		      const struct value *item, struct found_terms *found, struct diagnostics *d)
{
	const struct taxonomy_config *config = model->taxonomies[taxonomy].config;
	struct text id = value_text(item);

	if (value_is(item, VALUE_INTEGER))
		id = arena_printf(&found->arena, "%lld", (long long)item->integer);
	if (!usable_id(id)) {
		diag_error(d, "E-TERM", value_place(path, item),
			   "\"%.*s\" cannot be a term of %.*s", TEXT_ARGS(id),
			   TEXT_ARGS(config->id));
		return;
	}
	if (!config->open && model_term(model, taxonomy, id) == NONE) {
		diag_error(d, "E-TERM", value_place(path, item), "unknown term \"%.*s\" in %.*s",
			   TEXT_ARGS(id), TEXT_ARGS(config->id));
		diag_suggest(d, closest_term(model, taxonomy, id));
		return;
	}
	for (uint32_t i = 0; i < work->terms.count; i++)
		if (text_equal(found->ids[work->terms.first + i], id))
			return;
	found->ids = arena_grow(&found->arena, found->ids, found->count, sizeof *found->ids);
	found->ids[found->count++] = id;
	work->terms.count++;
}

/* Terms of a translation are checked but do not count: terms are the original's. */
static void check_translation(struct model *model, const struct document *document,
			      uint32_t taxonomy, struct diagnostics *d)
{
	const struct value *field =
	    value_find(record_front(document->record), model->taxonomies[taxonomy].config->id);
	struct work ignored = {0};
	struct found_terms found = {0};

	for (size_t t = 0; value_is(field, VALUE_LIST) && t < value_count(field); t++)
		take_term(model, &ignored, taxonomy, document->path, value_item(field, t), &found,
			  d);
	arena_free(&found.arena);
}

static void check_translations(struct model *model, uint32_t taxonomy, struct diagnostics *d)
{
	for (document_id i = 0; i < model->document_count; i++)
		if (model->works[model->documents[i].work].original != i)
			check_translation(model, &model->documents[i], taxonomy, d);
}

/* The terms that each work bears in TAXONOMY. */
static void collect(struct model *model, uint32_t taxonomy, struct found_terms *found,
		    struct diagnostics *d)
{
	found->ranges = arena_array(&found->arena, model->work_count + 1, sizeof *found->ranges);
	for (size_t i = 0; i < model->work_count; i++) {
		struct work *work = &model->works[i];
		struct text path;
		const struct value *field = model_field(
		    model, work->original, model->taxonomies[taxonomy].config->id, &path);
		struct range before = work->terms;
		work->terms = (struct range){(uint32_t)found->count, 0};
		if (value_is(field, VALUE_LIST))
			for (size_t t = 0; t < value_count(field); t++)
				take_term(model, work, taxonomy, path, value_item(field, t), found,
					  d);
		else if (field && field->kind != VALUE_NULL)
			take_term(model, work, taxonomy, path, field, found, d);
		found->ranges[i] = work->terms;
		work->terms = before;
	}
}

static int by_text(const void *left, const void *right)
{
	return text_compare(*(const struct text *)left, *(const struct text *)right);
}

/* New open terms get their numbers in the order of their ids. */
static void number_open_terms(struct model *model, uint32_t taxonomy, struct found_terms *found)
{
	struct text *fresh = NULL;
	size_t count = 0;

	for (size_t i = 0; i < found->count; i++)
		if (model_term(model, taxonomy, found->ids[i]) == NONE) {
			struct text id = arena_text(&model->arena, found->ids[i]);
			map_put(&model->term_by_id[taxonomy], id, 0);
			fresh = arena_grow(&found->arena, fresh, count, sizeof *fresh);
			fresh[count++] = id;
		}
	if (count)
		qsort(fresh, count, sizeof *fresh, by_text);
	for (size_t i = 0; i < count; i++)
		add_term(model, taxonomy, (struct term){.id = fresh[i]});
}

/* Fills work_terms (all taxonomies, work by work) and term_works from what was FOUND, by taxonomy.
 */
static void lay_terms(struct model *model, const struct found_terms *found)
{
	size_t total = 0, at = 0, taxonomies = model->config->taxonomy_count;

	for (size_t t = 0; t < taxonomies; t++)
		total += found[t].count;
	model->work_terms = arena_array(&model->arena, total + 1, sizeof *model->work_terms);
	model->term_works = arena_array(&model->arena, total + 1, sizeof *model->term_works);
	for (size_t i = 0; i < model->work_count; i++) {
		model->works[i].terms.first = (uint32_t)at;
		for (uint32_t t = 0; t < taxonomies; t++)
			for (uint32_t k = 0; k < found[t].ranges[i].count; k++) {
				term_id term = model_term(
				    model, t, found[t].ids[found[t].ranges[i].first + k]);
				model->work_terms[at++] = term;
				model->terms[term].works.count += !model->works[i].unlisted;
			}
		model->works[i].terms.count = (uint32_t)at - model->works[i].terms.first;
	}
	uint32_t first = 0;
	for (size_t i = 0; i < model->term_count; i++) {
		model->terms[i].works.first = first;
		first += model->terms[i].works.count;
		model->terms[i].works.count = 0;
	}
	for (size_t i = 0; i < model->by_date_count; i++) {
		struct range terms = model->works[model->by_date[i]].terms;
		for (uint32_t k = 0; k < terms.count; k++) {
			struct range *works =
			    &model->terms[model->work_terms[terms.first + k]].works;
			model->term_works[works->first + works->count++] = model->by_date[i];
		}
	}
}

void terms_assemble(struct model *model, struct diagnostics *d)
{
	size_t count = model->config->taxonomy_count;
	struct arena scratch = {0};
	struct found_terms *found = arena_array(&scratch, count + 1, sizeof *found);

	model->taxonomies = arena_array(&model->arena, count + 1, sizeof *model->taxonomies);
	model->term_by_id = arena_array(&model->arena, count + 1, sizeof *model->term_by_id);
	for (uint32_t t = 0; t < count; t++) {
		const struct taxonomy_config *config = &model->config->taxonomies[t];
		model->taxonomies[t] = (struct taxonomy){config, {(uint32_t)model->term_count, 0}};
		model->term_by_id[t].arena = model->work_by_id.arena;
		for (size_t i = 0; i < value_count(config->terms); i++)
			declare(model, t, value_item(config->terms, i), d);
		link_parents(model, t, d);
		collect(model, t, &found[t], d);
		number_open_terms(model, t, &found[t]);
		check_translations(model, t, d);
	}
	lay_terms(model, found);
	for (size_t t = 0; t < count; t++)
		arena_free(&found[t].arena);
	arena_free(&scratch);
}
