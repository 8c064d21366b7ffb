#include "engine/read_words.h"

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

const char *read_words_part(enum read_kind kind)
{
	switch (kind) {
	case READ_BODY:
		return "text";
	case READ_HISTORY:
		return "history";
	case READ_BACKLINKS:
		return "backlinks";
	case READ_LISTING:
		return "fields";
	case READ_TERM:
	case READ_SECTION:
	case READ_TAXONOMY:
	case READ_COMMIT:
		break;
	}
	return "";
}

/* ---- fixed reads */

static struct text code_of(const struct model *model, lang_id lang)
{
	return model->config->languages[lang].code;
}

static void add_language(const struct model *model, lang_id reader, lang_id lang,
			 struct buffer *out)
{
	if (lang != reader)
		buffer_printf(out, " for readers of %.*s", TEXT_ARGS(code_of(model, lang)));
}

/* The file of the work that readers of LANG are shown; gone: its id. */
static void add_work(const struct model *model, lang_id reader, struct text id, lang_id lang,
		     struct buffer *out)
{
	work_id work = model_work(model, id);

	if (work == NONE) {
		buffer_printf(out, "content/*/%.*s.md", TEXT_ARGS(id));
		return;
	}
	const struct document *shown = &model->documents[model_document(model, work, lang)];
	buffer_text(out, shown->path);
	if (shown->lang != lang)
		add_language(model, reader, lang, out);
}

enum read_group read_words_fixed(const struct model *model, lang_id reader, enum read_kind kind,
				 struct text object, lang_id lang, struct buffer *out)
{
	struct text taxonomy;

	switch (kind) {
	case READ_LISTING:
	case READ_BODY:
	case READ_HISTORY:
	case READ_BACKLINKS:
		add_work(model, reader, object, lang, out);
		return GROUP_DOCUMENTS;
	case READ_TERM:
		text_split(&object, '\t', &taxonomy);
		buffer_printf(out, "term \"%.*s\" of %.*s with its documents", TEXT_ARGS(object),
			      TEXT_ARGS(taxonomy));
		add_language(model, reader, lang, out);
		return GROUP_TERMS;
	case READ_SECTION:
		buffer_printf(out, "section \"%.*s\" with what is in it", TEXT_ARGS(object));
		add_language(model, reader, lang, out);
		return GROUP_SECTIONS;
	case READ_TAXONOMY:
		buffer_printf(out, "the terms of %.*s", TEXT_ARGS(object));
		add_language(model, reader, lang, out);
		return GROUP_TERMS;
	case READ_COMMIT:
		buffer_string(out, "the commit's id or date");
		break;
	}
	return GROUP_OTHERS;
}

enum read_kind read_of_number(const struct model *model, uint32_t number, uint32_t *object,
			      lang_id *lang)
{
	struct read_layout layout = read_layout_of(model);
	int kind = 0;

	while (kind + 1 < READ_KINDS && number >= layout.first[kind + 1])
		kind++;
	*object = (number - layout.first[kind]) / layout.languages;
	*lang = (number - layout.first[kind]) % layout.languages;
	return (enum read_kind)kind;
}

enum read_group read_words_number(const struct model *model, lang_id reader, uint32_t number,
				  struct buffer *out)
{
	struct arena arena = {0};
	struct text name = TEXT("");
	uint32_t object;
	lang_id lang;
	enum read_kind kind = read_of_number(model, number, &object, &lang);

	switch (kind) {
	case READ_LISTING:
	case READ_BODY:
	case READ_HISTORY:
	case READ_BACKLINKS:
		name = model->works[object].id;
		break;
	case READ_TERM:
		name = arena_printf(
		    &arena, "%.*s\t%.*s",
		    TEXT_ARGS(model->taxonomies[model->terms[object].taxonomy].config->id),
		    TEXT_ARGS(model->terms[object].id));
		break;
	case READ_SECTION:
		name = model->sections[object].id;
		break;
	case READ_TAXONOMY:
		name = model->taxonomies[object].config->id;
		break;
	case READ_COMMIT:
		break;
	}
	enum read_group group = read_words_fixed(model, reader, kind, name, lang, out);
	arena_free(&arena);
	return group;
}

/* ---- named reads: fields behind tabs, as site/reads.c writes them */

static struct text next(struct text *rest)
{
	struct text field = TEXT("");

	text_split(rest, '\t', &field);
	return field;
}

static bool next_is_set(struct text *rest)
{
	return !text_is(next(rest), "0");
}

static void add_query(const struct model *model, lang_id reader, struct text rest,
		      struct buffer *out)
{
	static const char *const orders[] = {"by date", "by title", "by id", "by weight"};
	bool count = next_is_set(&rest);
	struct text lang = next(&rest);
	bool has_section = next_is_set(&rest);
	struct text section = next(&rest);
	bool deep = next_is_set(&rest);
	struct text type = next(&rest), taxonomy = next(&rest), term = next(&rest);
	struct text sort = next(&rest);
	bool reverse = next_is_set(&rest);
	struct text limit = next(&rest);

	buffer_string(out, count ? "number of documents" : "list of documents");
	if (has_section && section.size)
		buffer_printf(out, " in section \"%.*s\"%s", TEXT_ARGS(section),
			      deep ? " and below" : "");
	else if (has_section)
		buffer_string(out, deep ? " of the whole site" : " of no section");
	if (type.size)
		buffer_printf(out, " of type %.*s", TEXT_ARGS(type));
	if (taxonomy.size)
		buffer_printf(out, " with term \"%.*s\" of %.*s", TEXT_ARGS(term),
			      TEXT_ARGS(taxonomy));
	if (!count && sort.size && sort.at[0] >= '0' && sort.at[0] <= '3')
		buffer_printf(out, ", %s%s", orders[sort.at[0] - '0'], reverse ? " reversed" : "");
	if (!count && limit.size && !text_is(limit, "0"))
		buffer_printf(out, ", at most %.*s", TEXT_ARGS(limit));
	if (!text_equal(lang, code_of(model, reader)))
		buffer_printf(out, ", for readers of %.*s", TEXT_ARGS(lang));
}

static void add_members(struct text members, struct buffer *out)
{
	struct text member;

	for (bool first = true; read_set_next(&members, &member); first = false)
		buffer_printf(out, "%s%.*s", first ? "" : ", ", TEXT_ARGS(member));
}

enum read_group read_words_named(const struct model *model, lang_id reader, struct text name,
				 struct buffer *out)
{
	struct text rest = name, kind = next(&rest), first, second;
	lang_id lang;

	switch (kind.size ? kind.at[0] : '\0') {
	case 'Q':
		add_query(model, reader, rest, out);
		return GROUP_LISTS;
	case 'R':
		first = next(&rest);
		second = next(&rest);
		buffer_printf(out, "relation \"%.*s\" of ", TEXT_ARGS(rest));
		lang = config_language(model->config, second);
		add_work(model, reader, first, lang == LANGUAGES_MAX ? reader : lang, out);
		return GROUP_PLUGINS;
	case 'A':
		first = next(&rest);
		buffer_printf(out, "value \"%.*s\" attached to %.*s", TEXT_ARGS(rest),
			      TEXT_ARGS(first));
		return GROUP_PLUGINS;
	case 'B':
		first = next(&rest);
		second = next(&rest);
		buffer_printf(out, "value \"%.*s\" attached to term \"%.*s\" of %.*s",
			      TEXT_ARGS(rest), TEXT_ARGS(second), TEXT_ARGS(first));
		return GROUP_PLUGINS;
	case 'T':
		first = next(&rest);
		second = next(&rest);
		buffer_printf(out, "terms related to \"%.*s\" of %.*s", TEXT_ARGS(second),
			      TEXT_ARGS(first));
		return GROUP_TERMS;
	case 'F':
		buffer_printf(out, "asset %.*s", TEXT_ARGS(rest));
		break;
	case 'P':
		add_members(rest, out);
		return GROUP_TEMPLATES;
	case 'S':
		first = next(&rest);
		add_members(rest, out);
		add_language(model, reader, config_language(model->config, first), out);
		return GROUP_STRINGS;
	case 'N':
		buffer_printf(out, "that nothing is called \"%.*s\"", TEXT_ARGS(rest));
		break;
	default:
		buffer_text(out, name);
	}
	return GROUP_OTHERS;
}
