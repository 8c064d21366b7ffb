#include "site/read_types.h"

#include "site/read_lists.h"
#include "site/read_works.h"

const struct read_type read_types[READ_KINDS] = {
    [READ_FIELDS] = {"fields", OBJECT_WORK, BY_LANG, ON_STRUCTURE, GROUP_DOCUMENTS, digest_fields,
		     describe_work},
    [READ_TITLE] = {"title", OBJECT_WORK, BY_LANG, ON_TEXT, GROUP_DOCUMENTS, digest_title,
		    describe_work},
    [READ_STALE] = {"state", OBJECT_WORK, BY_LANG, ON_TEXT, GROUP_DOCUMENTS, digest_stale,
		    describe_work},
    [READ_BODY] = {"text", OBJECT_WORK, BY_LANG, ON_TEXT, GROUP_DOCUMENTS, digest_body,
		   describe_work},
    [READ_HISTORY] = {"history", OBJECT_WORK, BY_LANG, ON_HISTORY, GROUP_DOCUMENTS, digest_history,
		      describe_work},
    [READ_BACKLINKS] = {"backlinks", OBJECT_WORK, BY_LANG, ON_STRUCTURE, GROUP_DOCUMENTS,
			digest_backlinks, describe_work},
    [READ_TERM] = {"", OBJECT_TERM, BY_LANG, ON_STRUCTURE, GROUP_TERMS, digest_term, describe_term},
    [READ_TERM_WORKS] = {"", OBJECT_TERM, BY_LANG, ON_STRUCTURE, GROUP_TERMS, digest_term_works,
			 describe_term_works},
    [READ_SECTION] = {"", OBJECT_SECTION, BY_LANG, ON_STRUCTURE, GROUP_SECTIONS, digest_section,
		      describe_section},
    [READ_SECTION_WORKS] = {"", OBJECT_SECTION, BY_LANG, ON_STRUCTURE, GROUP_SECTIONS,
			    digest_section_works, describe_section_works},
    [READ_TAXONOMY] = {"", OBJECT_TAXONOMY, BY_LANG, ON_STRUCTURE, GROUP_TERMS, digest_taxonomy,
		       describe_taxonomy},
    [READ_TITLES] = {"", OBJECT_SITE, 0, ON_ANYTHING, GROUP_OTHERS, digest_titles, describe_titles},
    [READ_COMMIT] = {"", OBJECT_SITE, 0, ON_ANYTHING, GROUP_OTHERS, digest_commit, describe_commit},
    [READ_QUERY] = {"", OBJECT_NONE, BY_QUERY, ON_TITLES, GROUP_LISTS, digest_query,
		    describe_query},
    [READ_COUNT] = {"", OBJECT_NONE, BY_QUERY, ON_STRUCTURE, GROUP_LISTS, digest_count,
		    describe_query},
    [READ_RELATION] = {"", OBJECT_WORK, BY_LANG | BY_NAME, ON_STRUCTURE, GROUP_PLUGINS,
		       digest_relation, describe_relation},
    [READ_ATTACHED_TO_WORK] = {"", OBJECT_WORK, BY_NAME, ON_STRUCTURE, GROUP_PLUGINS,
			       digest_attached, describe_attached},
    [READ_ATTACHED_TO_TERM] = {"", OBJECT_TERM, BY_NAME, ON_STRUCTURE, GROUP_PLUGINS,
			       digest_attached, describe_attached},
    [READ_RELATED_TERMS] = {"", OBJECT_TERM, BY_LIMIT, ON_STRUCTURE, GROUP_TERMS,
			    digest_related_terms, describe_related_terms},
    [READ_ASSET] = {"", OBJECT_NONE, BY_NAME, ON_STRUCTURE, GROUP_OTHERS, digest_asset,
		    describe_asset},
    [READ_EXISTENCE] = {"", OBJECT_NONE, BY_NAME, ON_STRUCTURE, GROUP_OTHERS, digest_existence,
			describe_existence},
    [READ_TEMPLATE] = {"template", OBJECT_NONE, BY_NAME, ON_ANYTHING, GROUP_TEMPLATES,
		       digest_template, describe_template},
    [READ_STRING] = {"string", OBJECT_NONE, BY_LANG | BY_NAME, ON_ANYTHING, GROUP_STRINGS,
		     digest_string, describe_string},
};

const char *read_group_name(enum read_group group)
{
	static const char *const names[READ_GROUPS] = {
	    [GROUP_DOCUMENTS] = "documents",  [GROUP_LISTS] = "lists",
	    [GROUP_PLUGINS] = "from plugins", [GROUP_TERMS] = "terms",
	    [GROUP_SECTIONS] = "sections",    [GROUP_STRINGS] = "strings",
	    [GROUP_TEMPLATES] = "templates",  [GROUP_OTHERS] = "others",
	};

	return names[group];
}

/* ---- numbers */

static uint32_t count_objects(const struct model *model, enum read_object kind)
{
	switch (kind) {
	case OBJECT_WORK:
		return (uint32_t)model->work_count;
	case OBJECT_TERM:
		return (uint32_t)model->term_count;
	case OBJECT_SECTION:
		return (uint32_t)model->section_count;
	case OBJECT_TAXONOMY:
		return (uint32_t)model->config->taxonomy_count;
	case OBJECT_SITE:
		return 1;
	case OBJECT_NONE:
		break;
	}
	return 0;
}

struct read_layout read_layout_of(const struct model *model)
{
	struct read_layout layout = {.languages = (uint32_t)model->config->language_count};

	for (int kind = 0; kind < READ_NUMBERED_KINDS; kind++)
		layout.first[kind + 1] =
		    layout.first[kind] +
		    count_objects(model, read_types[kind].object) * layout.languages;
	return layout;
}

uint32_t read_number(const struct read_layout *layout, enum read_kind kind, uint32_t object,
		     lang_id lang)
{
	return layout->first[kind] + object * layout->languages + lang;
}

struct read read_of_number(const struct read_layout *layout, uint32_t number)
{
	int kind = 0;

	while (kind + 1 < READ_NUMBERED_KINDS && number >= layout->first[kind + 1])
		kind++;
	number -= layout->first[kind];
	return (struct read){.kind = (enum read_kind)kind,
			     .object = number / layout->languages,
			     .lang = number % layout->languages};
}

/* ---- names: a byte for the kind, then fields, each before a tab; a name that a plugin chose
 * stands last, as it may hold anything. No id has a tab in it: the snapshot refuses control
 * characters in paths, and term ids become paths. */

enum { FIRST_KIND = 'A' };
_Static_assert(FIRST_KIND + READ_KINDS < 127, "a kind is one printable byte");

static void write_field(struct text field, struct buffer *out)
{
	buffer_text(out, field);
	buffer_byte(out, '\t');
}

static void write_number(size_t number, struct buffer *out)
{
	buffer_printf(out, "%zu\t", number);
}

void read_write_object(const struct model *model, enum read_object kind, uint32_t object,
		       struct buffer *out)
{
	switch (kind) {
	case OBJECT_WORK:
		write_field(model->works[object].id, out);
		break;
	case OBJECT_TERM:
		write_field(model->taxonomies[model->terms[object].taxonomy].config->id, out);
		write_field(model->terms[object].id, out);
		break;
	case OBJECT_SECTION:
		write_field(model->sections[object].id, out);
		break;
	case OBJECT_TAXONOMY:
		write_field(model->taxonomies[object].config->id, out);
		break;
	case OBJECT_SITE:
	case OBJECT_NONE:
		break;
	}
}

static void write_query(const struct model *model, const struct query *query, struct buffer *out)
{
	write_field(model->config->languages[query->lang].code, out);
	write_number(query->section != NONE, out);
	if (query->section != NONE)
		read_write_object(model, OBJECT_SECTION, query->section, out);
	write_number(query->deep, out);
	write_field(query->type ? query->type->id : TEXT(""), out);
	write_number(query->term != NONE, out);
	if (query->term != NONE)
		read_write_object(model, OBJECT_TERM, query->term, out);
	write_number(query->sort, out);
	write_number(query->reverse, out);
	write_number(query->limit, out);
}

void read_write_name(const struct model *model, const struct read *read, struct buffer *out)
{
	const struct read_type *type = &read_types[read->kind];

	buffer_byte(out, (char)(FIRST_KIND + read->kind));
	if (type->parts & BY_LANG)
		write_field(model->config->languages[read->lang].code, out);
	read_write_object(model, type->object, read->object, out);
	if (type->parts & BY_QUERY)
		write_query(model, &read->query, out);
	if (type->parts & BY_LIMIT)
		write_number(read->limit, out);
	if (type->parts & BY_NAME)
		buffer_text(out, read->name);
}

static struct text take(struct text *rest)
{
	struct text field = TEXT("");

	text_split(rest, '\t', &field);
	return field;
}

static size_t take_number(struct text *rest)
{
	struct text field = take(rest);
	size_t number = 0;

	for (size_t i = 0; i < field.size && field.at[i] >= '0' && field.at[i] <= '9'; i++)
		number = 10 * number + (size_t)(field.at[i] - '0');
	return number;
}

static uint32_t take_object(const struct model *model, enum read_object kind, struct text *rest)
{
	uint32_t taxonomy;

	switch (kind) {
	case OBJECT_WORK:
		return model_work(model, take(rest));
	case OBJECT_TERM:
		taxonomy = model_taxonomy(model, take(rest));
		return taxonomy == NONE ? NONE : model_term(model, taxonomy, take(rest));
	case OBJECT_SECTION:
		return model_section(model, take(rest));
	case OBJECT_TAXONOMY:
		return model_taxonomy(model, take(rest));
	case OBJECT_SITE:
	case OBJECT_NONE:
		break;
	}
	return 0;
}

uint32_t read_find_object(const struct model *model, enum read_object kind, struct text name)
{
	return take_object(model, kind, &name);
}

static const struct type *find_type(const struct model *model, struct text id)
{
	const struct types *types = &model->config->types;

	for (size_t i = 0; i < types->count; i++)
		if (text_equal(types->list[i].id, id))
			return &types->list[i];
	return NULL;
}

static bool take_query(const struct model *model, struct text *rest, struct query *query)
{
	*query = (struct query){.section = NONE, .term = NONE};
	query->lang = config_language(model->config, take(rest));
	bool has_section = take_number(rest);
	if (has_section)
		query->section = take_object(model, OBJECT_SECTION, rest);
	query->deep = take_number(rest);
	struct text type = take(rest);
	query->type = find_type(model, type);
	bool has_term = take_number(rest);
	if (has_term)
		query->term = take_object(model, OBJECT_TERM, rest);
	query->sort = (enum sort_key)take_number(rest);
	query->reverse = take_number(rest);
	query->limit = take_number(rest);
	return query->lang != LANG_NONE && (!has_section || query->section != NONE) &&
	       (!has_term || query->term != NONE) && (!type.size || query->type);
}

unsigned read_kind_of_name(struct text name)
{
	unsigned kind = name.size ? (unsigned char)name.at[0] - (unsigned)FIRST_KIND : READ_KINDS;

	return kind < READ_KINDS ? kind : READ_KINDS;
}

bool read_of_name(const struct model *model, struct text name, struct read *read)
{
	struct text rest = text_slice(name, 1, name.size);
	unsigned kind = read_kind_of_name(name);

	if (kind == READ_KINDS)
		return false;
	const struct read_type *type = &read_types[kind];
	*read = (struct read){.kind = (enum read_kind)kind};
	if (type->parts & BY_LANG)
		read->lang = config_language(model->config, take(&rest));
	if (read->lang == LANG_NONE)
		return false;
	read->object = take_object(model, type->object, &rest);
	if (read->object == NONE ||
	    (type->parts & BY_QUERY && !take_query(model, &rest, &read->query)))
		return false;
	if (type->parts & BY_LIMIT)
		read->limit = take_number(&rest);
	if (type->parts & BY_NAME)
		read->name = rest;
	return true;
}
