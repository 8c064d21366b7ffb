/* Digests of what pages ask for by name: queries, relations, attachments, templates, … */
#include "site/assets.h"
#include "site/digests_gather.h"
#include "site/relations.h"

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
		gather_number(digests, query_count(model, &query));
		return gather_take(digests);
	}
	struct arena arena = {0};
	const work_id *works = query_run(model, &query, digests->collation, &arena, &count);
	for (size_t i = 0; i < count; i++)
		gather_work(digests, works[i]);
	arena_free(&arena);
	return gather_take(digests);
}

static uint64_t digest_relation(struct digests *digests, struct fields *fields)
{
	const struct model *model = digests->model;
	work_id work = model_work(model, next(fields));
	lang_id lang = config_language(model->config, next(fields));

	if (work == NONE || lang == LANGUAGES_MAX)
		return 0;
	struct range works = related(model, work, fields->rest);
	gather_works(digests, model->related_works + works.first, works.count, lang);
	return gather_take(digests);
}

static uint64_t digest_attached(struct digests *digests, enum owner_kind kind, uint32_t owner,
				struct text name)
{
	if (owner == NONE)
		return 0;
	gather_value(digests, attached(digests->model, kind, owner, name));
	return gather_take(digests);
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
		gather_text(digests, model->terms[found[i].term].id);
		gather_number(digests, found[i].count);
	}
	arena_free(&arena);
	return gather_take(digests);
}

static uint64_t digest_asset(struct digests *digests, struct text name)
{
	asset_id asset = asset_find(digests->model, name);

	if (asset == NONE)
		return 0;
	gather_text(digests, digests->model->assets[asset].output);
	return gather_take(digests);
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

static uint64_t digest_templates(struct digests *digests, struct text names)
{
	const struct presentation *presentation = digests->presentation;
	struct text name;

	while (read_set_next(&names, &name))
		gather_number(digests, presentation->template(presentation->self, name));
	return gather_take(digests);
}

static uint64_t digest_strings(struct digests *digests, struct text code, struct text keys)
{
	const struct presentation *presentation = digests->presentation;
	lang_id lang = config_language(digests->model->config, code);
	struct text key;

	if (lang == LANGUAGES_MAX)
		return 0;
	while (read_set_next(&keys, &key))
		gather_number(digests, presentation->string(presentation->self, lang, key));
	return gather_take(digests);
}

static uint64_t digest_name(struct digests *digests, struct text name)
{
	struct fields fields = {name};
	struct text kind = next(&fields), code;
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
	case 'P':
		return digest_templates(digests, fields.rest);
	case 'S':
		code = next(&fields);
		return digest_strings(digests, code, fields.rest);
	default:
		return 0;
	}
}

/* Of a query: it stands behind the kind and eight fields of what is listed. */
static enum sort_key sort_of(struct fields fields)
{
	for (int i = 0; i < 8; i++)
		next(&fields);
	return (enum sort_key)next_number(&fields);
}

bool digests_may_differ(struct text name, bool retitled, bool represented)
{
	struct fields fields = {name};
	struct text kind = next(&fields);

	switch (kind.size ? kind.at[0] : '\0') {
	case 'Q':
		return retitled && query_by_title(&(struct query){.sort = sort_of(fields)});
	case 'P':
	case 'S':
		return represented;
	default:
		return false;
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
