/* Fields that name other documents: does each exist, and is it of the right type? */
#include "site/assemble.h"

static struct text closest_work(const struct model *model, struct text id, struct arena *arena)
{
	struct text *ids = arena_array(arena, model->work_count + 1, sizeof *ids);

	for (size_t i = 0; i < model->work_count; i++)
		ids[i] = model->works[i].id;
	return diag_closest(id, ids, model->work_count);
}

static void check_reference(const struct model *model, const struct field *field, struct text path,
			    const struct value *value, struct diagnostics *d)
{
	struct arena arena = {0};
	work_id work = model_work(model, value_text(value));

	if (!value_is(value, VALUE_STRING) ||
	    map_get(&model->unreadable, value_text(value)) != MAP_NONE)
		return;
	if (work == NONE) {
		diag_error(d, "E-REFERENCE", value_place(path, value),
			   "%.*s names \"%.*s\", which is not a document", TEXT_ARGS(field->name),
			   TEXT_ARGS(value_text(value)));
		if (map_get(&model->drafts, value_text(value)) != MAP_NONE)
			diag_hint(d, "it is a draft");
		else
			diag_suggest(d, closest_work(model, value_text(value), &arena));
	} else if (field->target.size &&
		   (!model->works[work].type ||
		    !text_equal(model->works[work].type->id, field->target))) {
		diag_error(d, "E-REFERENCE", value_place(path, value),
			   "%.*s names \"%.*s\", which is not a %.*s", TEXT_ARGS(field->name),
			   TEXT_ARGS(value_text(value)), TEXT_ARGS(field->target));
	}
	arena_free(&arena);
}

static void check_term(const struct model *model, const struct field *field, struct text path,
		       const struct value *value, struct diagnostics *d)
{
	uint32_t taxonomy = model_taxonomy(model, field->target);

	if (taxonomy == NONE || !value_is(value, VALUE_STRING) ||
	    model->taxonomies[taxonomy].config->open)
		return;
	if (model_term(model, taxonomy, value_text(value)) == NONE)
		diag_error(d, "E-TERM", value_place(path, value), "unknown term \"%.*s\" in %.*s",
			   TEXT_ARGS(value_text(value)), TEXT_ARGS(field->target));
}

static void check_field(const struct model *model, const struct field *field, struct text path,
			const struct value *value, struct diagnostics *d);

static void check_one(const struct model *model, const struct field *field, struct text path,
		      const struct value *value, struct diagnostics *d)
{
	if (field->kind == FIELD_REFERENCE)
		check_reference(model, field, path, value, d);
	else if (field->kind == FIELD_TERM)
		check_term(model, field, path, value, d);
	for (size_t i = 0; field->kind == FIELD_MAP && i < field->field_count; i++)
		check_field(model, &field->fields[i], path,
			    value_find(value, field->fields[i].name), d);
}

/* Recursive, as deep as the type's declaration nests maps. */
static void check_field(const struct model *model, const struct field *field, struct text path,
			const struct value *value, struct diagnostics *d)
{
	if (!value)
		return;
	if (!value_is(value, VALUE_LIST))
		check_one(model, field, path, value, d);
	for (size_t i = 0; value_is(value, VALUE_LIST) && i < value_count(value); i++)
		check_one(model, field, path, value_item(value, i), d);
}

void references_check(const struct model *model, struct diagnostics *d)
{
	for (size_t i = 0; i < model->document_count; i++) {
		const struct document *document = &model->documents[i];
		const struct type *type = model->works[document->work].type;
		const struct value *front = record_front(document->record);
		for (size_t f = 0; type && f < type->field_count; f++)
			check_field(model, &type->fields[f], document->path,
				    value_find(front, type->fields[f].name), d);
	}
}
