#include "site/wiki.h"

#include "site/assemble.h"

#include <unicode/ucasemap.h>

enum {
	AMBIGUOUS = 0x7FFFFFFF,
	SUGGESTIONS_MAX = 200, /* each costs a look at every title */
};

struct naming {
	struct model *model;
	struct arena *arena;
	UCaseMap *cases;
	struct map names; /* folded name -> work, or AMBIGUOUS */
};

/* Case-folded by Unicode's default rules, with one space for any run of white space and "_". */
static struct text fold(struct naming *naming, struct text name)
{
	UErrorCode error = U_ZERO_ERROR;
	name = text_trim(name);
	int32_t capacity =
	    (int32_t)(3 * name.size + 1); /* folding grows a character threefold at most */
	char *folded = arena_alloc(naming->arena, (size_t)capacity + 1);
	int32_t size = ucasemap_utf8FoldCase(naming->cases, folded, capacity, name.at,
					     (int32_t)name.size, &error);
	size_t kept = 0;

	for (int32_t i = 0; U_SUCCESS(error) && i < size; i++) {
		bool space =
		    folded[i] == ' ' || folded[i] == '\n' || folded[i] == '_' || folded[i] == '\t';
		if (!space)
			folded[kept++] = folded[i];
		else if (kept && folded[kept - 1] != ' ')
			folded[kept++] = ' ';
	}
	return text_make(folded, kept);
}

static void add_name(struct naming *naming, struct text name, work_id work)
{
	struct text folded = fold(naming, name);
	size_t before = map_get(&naming->names, folded);

	if (folded.size)
		map_put(&naming->names, folded,
			before == MAP_NONE || before == work ? work : AMBIGUOUS);
}

/* An alias is an old path: one would write all of it, or its last part without ".html". */
static void add_aliases(struct naming *naming, const struct document *document)
{
	const struct value *aliases =
	    model_field(naming->model, (document_id)(document - naming->model->documents),
			TEXT("aliases"), NULL);

	for (size_t i = 0; i < value_count(aliases) && value_is(aliases, VALUE_LIST); i++) {
		struct text alias = value_text(value_item(aliases, i));
		add_name(naming, alias, document->work);
		size_t slash = text_find_last_byte(alias, '/');
		if (slash != SIZE_MAX)
			alias = text_slice(alias, slash + 1, alias.size);
		if (text_ends_with(alias, TEXT(".html")))
			alias.size -= sizeof ".html" - 1;
		add_name(naming, alias, document->work);
	}
}

/* Names of the language, slugs of all works: a better kind of name replaces a worse one. */
static void collect(struct naming *naming, lang_id lang, const struct wiki_names *names)
{
	struct model *model = naming->model;
	struct map better = {0};

	for (int kind = 0; kind < 3; kind++) {
		naming->names = (struct map){0};
		for (work_id work = 0; work < model->work_count; work++) {
			const struct document *document =
			    &model->documents[model_document(model, work, lang)];
			if (kind == 0 && names->titles)
				add_name(naming, model_title(model, work, lang), work);
			else if (kind == 1 && names->slugs) {
				add_name(naming, model->works[work].slug, work);
				add_name(naming, model->works[work].id, work);
			} else if (kind == 2 && names->aliases)
				add_aliases(naming, document);
		}
		map_add_missing(&better, &naming->names);
		map_free(&naming->names);
	}
	naming->names = better;
}

static void resolve(struct naming *naming, struct document *document, const struct hole *hole,
		    struct target *target, struct diagnostics *d)
{
	struct model *model = naming->model;
	struct text name = record_text(document->record, hole->target);
	struct place place = {document->path, hole->line, hole->column};
	bool strict = model->config->links_strict;
	size_t hash = text_find_byte(name, '#');
	size_t work = map_get(&naming->names, fold(naming, text_slice(name, 0, hash)));

	if (work == AMBIGUOUS) {
		diag_report(d, strict, strict ? "E-WIKI" : "W-WIKI", place,
			    "[[%.*s]] may be more than one document", TEXT_ARGS(name));
		diag_hint(d, "write its path, as in [[messages/x|words]]");
	} else if (work == MAP_NONE) {
		struct text *titles =
		    arena_array(naming->arena, model->work_count + 1, sizeof *titles);
		for (work_id i = 0; i < model->work_count; i++)
			titles[i] = model_title(model, i, document->lang);
		diag_report(d, strict, strict ? "E-WIKI" : "W-WIKI", place,
			    "no document is called \"%.*s\"", TEXT_ARGS(name));
		if (d->count < SUGGESTIONS_MAX)
			diag_suggest(d, diag_closest(name, titles, model->work_count));
	} else {
		*target =
		    (struct target){.kind = TARGET_WORK, .index = (work_id)work, .lang = LANG_NONE};
		if (hash != SIZE_MAX)
			target->anchor =
			    arena_text(&model->arena, text_slice(name, hash + 1, name.size));
		anchor_check(model, document, hole, target, d);
	}
}

static bool has_wiki_holes(const struct model *model, lang_id lang)
{
	for (size_t i = 0; i < model->document_count; i++) {
		const struct document *document = &model->documents[i];
		const struct hole *holes = record_holes(document->record);
		for (size_t h = 0; document->lang == lang && h < document->record->holes.count; h++)
			if (holes[h].kind == HOLE_WIKI)
				return true;
	}
	return false;
}

bool wiki_resolve(struct model *model, const struct wiki_names *names, struct diagnostics *d)
{
	bool found = false;
	UErrorCode error = U_ZERO_ERROR;
	struct arena arena = {0};
	struct naming naming = {model, &arena, ucasemap_open("", U_FOLD_CASE_DEFAULT, &error), {0}};

	if (U_FAILURE(error)) {
		diag_machine(d, "opening ICU's case mappings", NULL, u_errorName(error));
		return false;
	}
	model->wiki_resolved = true;
	for (lang_id lang = 0; lang < model->config->language_count; lang++) {
		if (!has_wiki_holes(model, lang))
			continue;
		found = true;
		collect(&naming, lang, names);
		for (size_t i = 0; i < model->document_count; i++) {
			struct document *document = &model->documents[i];
			const struct hole *holes = record_holes(document->record);
			for (size_t h = 0;
			     document->lang == lang && h < document->record->holes.count; h++)
				if (holes[h].kind == HOLE_WIKI)
					resolve(&naming, document, &holes[h], &document->targets[h],
						d);
		}
		map_free(&naming.names);
	}
	ucasemap_close(naming.cases);
	arena_free(&arena);
	return found;
}

void wiki_check(const struct model *model, struct diagnostics *d)
{
	for (size_t i = 0; i < model->document_count && !model->wiki_resolved; i++) {
		const struct document *document = &model->documents[i];
		const struct hole *holes = record_holes(document->record);
		for (size_t h = 0; h < document->record->holes.count; h++) {
			if (holes[h].kind != HOLE_WIKI)
				continue;
			diag_warning(
			    d, "W-WIKI",
			    (struct place){document->path, holes[h].line, holes[h].column},
			    "no plugin of the site makes links of [[…]]: they stay as written");
			diag_hint(d, "add cross-links to plugins: in site.yaml, or write such "
				     "brackets as code");
			return; /* the first represents all */
		}
	}
}
