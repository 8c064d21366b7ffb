#include "site/reads.h"

#include <stdlib.h>

/* Names of reads: a letter, then fields, each behind a tab. No id has a tab in it: the snapshot
 * refuses control characters in paths, and term ids become paths. */

struct read_layout read_layout_of(const struct model *model)
{
	uint32_t languages = (uint32_t)model->config->language_count;
	uint32_t works = (uint32_t)model->work_count * languages;
	const uint32_t sizes[READ_KINDS] = {
	    [READ_LISTING] = works,
	    [READ_BODY] = works,
	    [READ_HISTORY] = works,
	    [READ_BACKLINKS] = works,
	    [READ_TERM] = (uint32_t)model->term_count * languages,
	    [READ_SECTION] = (uint32_t)model->section_count * languages,
	    [READ_TAXONOMY] = (uint32_t)model->config->taxonomy_count * languages,
	    [READ_COMMIT] = languages,
	};
	struct read_layout layout = {.languages = languages};

	for (int kind = 0; kind < READ_KINDS; kind++)
		layout.first[kind + 1] = layout.first[kind] + sizes[kind];
	return layout;
}

static struct text code_of(const struct reads *reads, lang_id lang)
{
	return reads->model->config->languages[lang].code;
}

static void open_sets(struct reads *reads)
{
	reads->templates.kind = TEXT("P");
	reads->strings = arena_array(&reads->sets, reads->layout.languages, sizeof *reads->strings);
	for (lang_id lang = 0; lang < reads->layout.languages; lang++)
		reads->strings[lang].kind =
		    arena_printf(&reads->sets, "S\t%.*s", TEXT_ARGS(code_of(reads, lang)));
}

void reads_open(struct reads *reads, const struct model *model)
{
	*reads = (struct reads){.model = model, .layout = read_layout_of(model), .page = 1};
	reads->noted = calloc(reads->layout.first[READ_KINDS], sizeof *reads->noted);
	if (!reads->noted)
		memory_exhausted(reads->layout.first[READ_KINDS] * sizeof *reads->noted);
	open_sets(reads);
}

void reads_close(struct reads *reads)
{
	read_set_free(&reads->templates);
	for (lang_id lang = 0; lang < reads->layout.languages; lang++)
		read_set_free(&reads->strings[lang]);
	free(reads->noted);
	buffer_free(&reads->fixed);
	buffer_free(&reads->named);
	arena_free(&reads->sets);
	map_free(&reads->names);
	arena_free(&reads->arena);
}

void reads_clear(struct reads *reads)
{
	reads->page++;
	buffer_clear(&reads->fixed);
	buffer_clear(&reads->named);
	if (reads->names.count) {
		map_free(&reads->names);
		arena_free(&reads->arena);
	}
}

/* Has it been opened? */
static bool is_open(const struct reads *reads)
{
	return reads && reads->noted;
}

void reads_note(struct reads *reads, enum read_kind kind, uint32_t object, lang_id lang)
{
	if (reads)
		reads->kinds |= 1U << kind;
	if (!is_open(reads))
		return;
	reads_note_number(reads,
			  reads->layout.first[kind] + object * reads->layout.languages + lang);
}

void reads_note_number(struct reads *reads, uint32_t number)
{
	if (reads->seen)
		reads->seen(reads->self, number, TEXT(""));
	if (reads->noted[number] == reads->page)
		return;
	reads->noted[number] = reads->page;
	buffer_add(&reads->fixed, &number, sizeof number);
}

static void add_name(struct reads *reads, struct text name)
{
	uint32_t size = (uint32_t)name.size;

	buffer_add(&reads->named, &size, sizeof size);
	buffer_text(&reads->named, name);
}

static void note_name(struct reads *reads, struct text name)
{
	if (reads->seen)
		reads->seen(reads->self, UINT32_MAX, name);
	if (map_get(&reads->names, name) != MAP_NONE)
		return;
	map_put(&reads->names, name, 1);
	add_name(reads, name);
}

static void note_member(struct reads *reads, struct read_set *set, struct text member)
{
	struct buffer name = {0};

	read_set_note(set, member);
	if (!reads->seen)
		return;
	read_set_name_one(set->kind, member, &name);
	reads->seen(reads->self, UINT32_MAX, buffer_view(&name));
	buffer_free(&name);
}

static struct text taxonomy_of(const struct reads *reads, term_id term)
{
	return reads->model->taxonomies[reads->model->terms[term].taxonomy].config->id;
}

void reads_note_query(struct reads *reads, const struct query *query, bool count_only)
{
	if (!is_open(reads))
		return;
	const struct model *model = reads->model;
	bool has_section = query->section != NONE, has_term = query->term != NONE;
	struct text none = TEXT("");
	struct text section = has_section ? model->sections[query->section].id : none;

	note_name(reads, arena_printf(&reads->arena,
				      "Q\t%d\t%.*s\t%d\t%.*s\t%d\t%.*s\t%.*s\t%.*s\t%d\t%d\t%zu",
				      count_only, TEXT_ARGS(code_of(reads, query->lang)),
				      has_section, TEXT_ARGS(section), query->deep,
				      TEXT_ARGS(query->type ? query->type->id : none),
				      TEXT_ARGS(has_term ? taxonomy_of(reads, query->term) : none),
				      TEXT_ARGS(has_term ? model->terms[query->term].id : none),
				      (int)query->sort, query->reverse, query->limit));
}

void reads_note_relation(struct reads *reads, work_id work, struct text name, lang_id lang)
{
	if (is_open(reads))
		note_name(reads, arena_printf(&reads->arena, "R\t%.*s\t%.*s\t%.*s",
					      TEXT_ARGS(reads->model->works[work].id),
					      TEXT_ARGS(code_of(reads, lang)), TEXT_ARGS(name)));
}

void reads_note_attached(struct reads *reads, enum owner_kind kind, uint32_t owner,
			 struct text name)
{
	if (!is_open(reads))
		return;
	if (kind == OWNER_WORK)
		note_name(reads,
			  arena_printf(&reads->arena, "A\t%.*s\t%.*s",
				       TEXT_ARGS(reads->model->works[owner].id), TEXT_ARGS(name)));
	else
		note_name(reads,
			  arena_printf(&reads->arena, "B\t%.*s\t%.*s\t%.*s",
				       TEXT_ARGS(taxonomy_of(reads, owner)),
				       TEXT_ARGS(reads->model->terms[owner].id), TEXT_ARGS(name)));
}

void reads_note_related_terms(struct reads *reads, term_id term, size_t limit)
{
	if (is_open(reads))
		note_name(reads, arena_printf(&reads->arena, "T\t%.*s\t%.*s\t%zu",
					      TEXT_ARGS(taxonomy_of(reads, term)),
					      TEXT_ARGS(reads->model->terms[term].id), limit));
}

void reads_note_asset(struct reads *reads, struct text name)
{
	if (is_open(reads))
		note_name(reads, arena_printf(&reads->arena, "F\t%.*s", TEXT_ARGS(name)));
}

void reads_note_template(struct reads *reads, struct text name)
{
	if (is_open(reads))
		note_member(reads, &reads->templates, name);
}

void reads_note_string(struct reads *reads, lang_id lang, struct text key)
{
	if (is_open(reads))
		note_member(reads, &reads->strings[lang], key);
}

static void end_set(struct reads *reads, struct read_set *set)
{
	struct text name = read_set_take(set);

	if (name.size)
		add_name(reads, name);
}

void reads_end(struct reads *reads)
{
	end_set(reads, &reads->templates);
	for (lang_id lang = 0; lang < reads->layout.languages; lang++)
		end_set(reads, &reads->strings[lang]);
}

void reads_note_missing(struct reads *reads, struct text id)
{
	if (is_open(reads))
		note_name(reads, arena_printf(&reads->arena, "N\t%.*s", TEXT_ARGS(id)));
}

/* Strings are noted one by one: what is read of them besides goes to the same name. */
void reads_note_name(struct reads *reads, struct text name)
{
	struct text members = name, kind, code, key;

	text_split(&members, '\t', &kind);
	if (!text_is(kind, "S")) {
		note_name(reads, arena_text(&reads->arena, name));
		return;
	}
	text_split(&members, '\t', &code);
	lang_id lang = config_language(reads->model->config, code);
	while (lang != LANGUAGES_MAX && read_set_next(&members, &key))
		reads_note_string(reads, lang, key);
}

bool reads_is_templates(struct text name)
{
	return text_starts_with(name, TEXT("P\t"));
}
