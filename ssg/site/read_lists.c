#include "site/read_lists.h"

#include "site/assets.h"
#include "site/read_works.h"
#include "site/relations.h"

/* ---- digests */

uint64_t digest_query(struct gather *gather, const struct read *read)
{
	struct arena arena = {0};
	size_t count;
	const work_id *works =
	    query_run(gather->model, &read->query, gather->collation, &arena, &count);

	for (size_t i = 0; i < count; i++)
		gather_work(gather, works[i]);
	arena_free(&arena);
	return gather_take(gather);
}

uint64_t digest_count(struct gather *gather, const struct read *read)
{
	gather_number(gather, query_count(gather->model, &read->query));
	return gather_take(gather);
}

uint64_t digest_relation(struct gather *gather, const struct read *read)
{
	struct range works = related(gather->model, read->object, read->name);

	gather_works(gather, gather->model->related_works + works.first, works.count, read->lang);
	return gather_take(gather);
}

uint64_t digest_attached(struct gather *gather, const struct read *read)
{
	enum owner_kind owner = read->kind == READ_ATTACHED_TO_WORK ? OWNER_WORK : OWNER_TERM;

	gather_value(gather, attached(gather->model, owner, read->object, read->name));
	return gather_take(gather);
}

uint64_t digest_related_terms(struct gather *gather, const struct read *read)
{
	const struct model *model = gather->model;
	struct arena arena = {0};
	size_t count;
	const struct term_count *found = terms_related(
	    model, read->object, read->limit ? read->limit : SIZE_MAX, &arena, &count);

	for (size_t i = 0; i < count; i++) {
		gather_text(gather, model->terms[found[i].term].id);
		gather_number(gather, found[i].count);
	}
	arena_free(&arena);
	return gather_take(gather);
}

uint64_t digest_asset(struct gather *gather, const struct read *read)
{
	asset_id asset = asset_find(gather->model, read->name);

	if (asset == NONE)
		return 0;
	gather_text(gather, gather->model->assets[asset].output);
	return gather_take(gather);
}

/* A document, a section and terms may have the same name. */
uint64_t digest_existence(struct gather *gather, const struct read *read)
{
	const struct model *model = gather->model;

	gather_number(gather, model_work(model, read->name) != NONE);
	gather_number(gather, model_section(model, read->name) != NONE);
	for (uint32_t i = 0; i < model->config->taxonomy_count; i++)
		gather_number(gather, model_term(model, i, read->name) != NONE);
	return gather_take(gather);
}

uint64_t digest_template(struct gather *gather, const struct read *read)
{
	return gather->presentation->template(gather->presentation->self, read->name);
}

uint64_t digest_string(struct gather *gather, const struct read *read)
{
	return gather->presentation->string(gather->presentation->self, read->lang, read->name);
}

/* ---- descriptions */

static void describe_order(const struct query *query, struct buffer *out)
{
	static const char *const orders[] = {[SORT_DATE] = "by date",
					     [SORT_TITLE] = "by title",
					     [SORT_ID] = "by id",
					     [SORT_WEIGHT] = "by weight"};

	buffer_printf(out, ", %s%s", orders[query->sort], query->reverse ? " reversed" : "");
	if (query->limit)
		buffer_printf(out, ", at most %zu", query->limit);
}

void describe_query(const struct model *model, const struct read *read, lang_id reader,
		    struct buffer *out)
{
	const struct query *query = &read->query;
	bool whole_site = query->section != NONE && !model->sections[query->section].id.size;

	buffer_string(out, read->kind == READ_COUNT ? "number of documents" : "list of documents");
	if (whole_site)
		buffer_string(out, query->deep ? " of the whole site" : " of no section");
	else if (query->section != NONE)
		buffer_printf(out, " in section \"%.*s\"%s",
			      TEXT_ARGS(model->sections[query->section].id),
			      query->deep ? " and below" : "");
	if (query->type)
		buffer_printf(out, " of type %.*s", TEXT_ARGS(query->type->id));
	if (query->term != NONE)
		buffer_printf(
		    out, " with term \"%.*s\" of %.*s", TEXT_ARGS(model->terms[query->term].id),
		    TEXT_ARGS(model->taxonomies[model->terms[query->term].taxonomy].config->id));
	if (read->kind == READ_QUERY)
		describe_order(query, out);
	if (query->lang != reader)
		buffer_string(out, ",");
	describe_language(model, query->lang, reader, out);
}

void describe_relation(const struct model *model, const struct read *read, lang_id reader,
		       struct buffer *out)
{
	buffer_printf(out, "relation \"%.*s\" of ", TEXT_ARGS(read->name));
	describe_work(model, read, reader, out);
}

void describe_attached(const struct model *model, const struct read *read, lang_id reader,
		       struct buffer *out)
{
	(void)reader;
	buffer_printf(out, "value \"%.*s\" attached to ", TEXT_ARGS(read->name));
	if (read->kind == READ_ATTACHED_TO_WORK) {
		buffer_text(out, model->works[read->object].id);
		return;
	}
	const struct term *term = &model->terms[read->object];
	buffer_printf(out, "term \"%.*s\" of %.*s", TEXT_ARGS(term->id),
		      TEXT_ARGS(model->taxonomies[term->taxonomy].config->id));
}

void describe_related_terms(const struct model *model, const struct read *read, lang_id reader,
			    struct buffer *out)
{
	const struct term *term = &model->terms[read->object];

	(void)reader;
	buffer_printf(out, "terms related to \"%.*s\" of %.*s", TEXT_ARGS(term->id),
		      TEXT_ARGS(model->taxonomies[term->taxonomy].config->id));
}

void describe_asset(const struct model *model, const struct read *read, lang_id reader,
		    struct buffer *out)
{
	(void)model;
	(void)reader;
	buffer_printf(out, "asset %.*s", TEXT_ARGS(read->name));
}

void describe_existence(const struct model *model, const struct read *read, lang_id reader,
			struct buffer *out)
{
	(void)model;
	(void)reader;
	buffer_printf(out, "whether \"%.*s\" exists", TEXT_ARGS(read->name));
}

void describe_template(const struct model *model, const struct read *read, lang_id reader,
		       struct buffer *out)
{
	(void)model;
	(void)reader;
	buffer_text(out, read->name);
}

void describe_string(const struct model *model, const struct read *read, lang_id reader,
		     struct buffer *out)
{
	buffer_text(out, read->name);
	describe_language(model, read->lang, reader, out);
}
