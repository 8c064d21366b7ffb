#include "site/model.h"

document_id model_document(const struct model *model, work_id work, lang_id lang)
{
	const struct config *config = model->config;
	const document_id *documents = &model->document_of[work * config->language_count];
	const struct language *language = &config->languages[lang];

	for (size_t i = 0; documents[lang] == NONE && i < language->chain_count; i++)
		if (documents[language->chain[i]] != NONE)
			return documents[language->chain[i]];
	return documents[lang];
}

bool model_translated(const struct model *model, work_id work, lang_id lang)
{
	return model->document_of[work * model->config->language_count + lang] != NONE;
}

bool model_listed(const struct model *model, work_id work, lang_id lang)
{
	return model->config->fallback != FALLBACK_NONE || model_translated(model, work, lang);
}

lang_id model_page_language(const struct model *model, work_id work, lang_id lang)
{
	if (model->config->fallback == FALLBACK_PAGES || model_translated(model, work, lang))
		return lang;
	return model->documents[model_document(model, work, lang)].lang;
}

struct text model_title(const struct model *model, work_id work, lang_id lang)
{
	const struct record *record = model->documents[model_document(model, work, lang)].record;
	struct text title = record_text(record, record->title);

	return title.size ? title : model->works[work].slug;
}

/* These are written in each language: a missing one is not taken from another language. */
static bool is_translatable(const struct model *model, const struct work *work, struct text name)
{
	const struct field *field = work->type ? type_field(work->type, name) : NULL;

	if (!field)
		field = types_common_field(&model->config->types, name);
	return field && field->translatable;
}

const struct value *model_field(const struct model *model, document_id document, struct text name,
				struct text *path)
{
	const struct document *self = &model->documents[document];
	const struct work *work = &model->works[self->work];
	const struct document *original = &model->documents[work->original];
	const struct value *own = value_find(record_front(self->record), name);
	bool inherited = !own && self != original && !is_translatable(model, work, name);

	if (path)
		*path = inherited ? original->path : self->path;
	return inherited ? value_find(record_front(original->record), name) : own;
}

work_id model_work(const struct model *model, struct text id)
{
	size_t work = map_get(&model->work_by_id, id);

	return work == MAP_NONE ? NONE : (work_id)work;
}

term_id model_term(const struct model *model, uint32_t taxonomy, struct text id)
{
	size_t term = map_get(&model->term_by_id[taxonomy], id);

	return term == MAP_NONE ? NONE : (term_id)term;
}

uint32_t model_taxonomy(const struct model *model, struct text id)
{
	for (uint32_t i = 0; i < model->config->taxonomy_count; i++)
		if (text_equal(model->taxonomies[i].config->id, id))
			return i;
	return NONE;
}

section_id model_section(const struct model *model, struct text id)
{
	size_t section = map_get(&model->section_by_id, id);

	return section == MAP_NONE ? NONE : (section_id)section;
}

struct text model_term_label(const struct model *model, term_id term, lang_id lang)
{
	const struct term *self = &model->terms[term];

	return config_label(model->config, value_get(self->declared, "label"), lang, self->id);
}

struct text model_section_title(const struct model *model, section_id section, lang_id lang)
{
	const struct section *self = &model->sections[section];
	struct text id = self->id;
	size_t slash = text_find_last_byte(id, '/');

	if (self->index != NONE)
		return model_title(model, self->index, lang);
	if (!id.size)
		return config_label(model->config, value_get(model->config->site, "title"), lang,
				    TEXT(""));
	/* Documents of the section share a type more often than not: its plural is a better name
	 * than the folder's. */
	if (self->works.count) {
		const struct type *type =
		    model->works[model->section_works[self->works.first]].type;
		if (type && type->plural)
			return config_label(model->config, type->plural, lang, TEXT(""));
	}
	return slash == SIZE_MAX ? id : text_slice(id, slash + 1, id.size);
}
