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
	buffer_free(&reads->name);
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
	uint32_t number = reads->layout.first[kind] + object * reads->layout.languages + lang;
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

/* A name is made in ->name: its letter, then its fields. */
static void begin_name(struct reads *reads, char kind)
{
	buffer_clear(&reads->name);
	buffer_byte(&reads->name, kind);
}

static void add_field(struct reads *reads, struct text field)
{
	buffer_byte(&reads->name, '\t');
	buffer_text(&reads->name, field);
}

static void add_number(struct reads *reads, size_t number)
{
	char digits[3 * sizeof number];
	size_t first = sizeof digits;

	do
		digits[--first] = (char)('0' + number % 10);
	while (number /= 10);
	add_field(reads, text_make(digits + first, sizeof digits - first));
}

static void note_name(struct reads *reads, struct text name)
{
	if (reads->seen)
		reads->seen(reads->self, UINT32_MAX, name);
	if (map_get(&reads->names, name) != MAP_NONE)
		return;
	map_put(&reads->names, arena_text(&reads->arena, name), 1);
	add_name(reads, name);
}

static void note_made(struct reads *reads)
{
	note_name(reads, buffer_view(&reads->name));
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

	begin_name(reads, 'Q');
	add_number(reads, count_only);
	add_field(reads, code_of(reads, query->lang));
	add_number(reads, has_section);
	add_field(reads, has_section ? model->sections[query->section].id : none);
	add_number(reads, query->deep);
	add_field(reads, query->type ? query->type->id : none);
	add_field(reads, has_term ? taxonomy_of(reads, query->term) : none);
	add_field(reads, has_term ? model->terms[query->term].id : none);
	add_number(reads, query->sort);
	add_number(reads, query->reverse);
	add_number(reads, query->limit);
	note_made(reads);
}

void reads_note_relation(struct reads *reads, work_id work, struct text name, lang_id lang)
{
	if (!is_open(reads))
		return;
	begin_name(reads, 'R');
	add_field(reads, reads->model->works[work].id);
	add_field(reads, code_of(reads, lang));
	add_field(reads, name);
	note_made(reads);
}

void reads_note_attached(struct reads *reads, enum owner_kind kind, uint32_t owner,
			 struct text name)
{
	if (!is_open(reads))
		return;
	begin_name(reads, kind == OWNER_WORK ? 'A' : 'B');
	if (kind != OWNER_WORK)
		add_field(reads, taxonomy_of(reads, owner));
	add_field(reads, kind == OWNER_WORK ? reads->model->works[owner].id
					    : reads->model->terms[owner].id);
	add_field(reads, name);
	note_made(reads);
}

void reads_note_related_terms(struct reads *reads, term_id term, size_t limit)
{
	if (!is_open(reads))
		return;
	begin_name(reads, 'T');
	add_field(reads, taxonomy_of(reads, term));
	add_field(reads, reads->model->terms[term].id);
	add_number(reads, limit);
	note_made(reads);
}

void reads_note_asset(struct reads *reads, struct text name)
{
	if (!is_open(reads))
		return;
	begin_name(reads, 'F');
	add_field(reads, name);
	note_made(reads);
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
	if (!is_open(reads))
		return;
	begin_name(reads, 'N');
	add_field(reads, id);
	note_made(reads);
}
