#include "site/reads.h"

#include <stdlib.h>
#include <string.h>

/* The first byte of a set; after it come the common beginning of its members' names, a zero
 * byte, and the members. */
enum { SET = '\x01', SET_END = '\0' };

static struct text set_kind(struct reads *reads, const struct read *read)
{
	struct buffer name = {0};

	buffer_byte(&name, SET);
	read_write_name(reads->model, read, &name);
	buffer_byte(&name, SET_END);
	struct text kind = arena_text(&reads->sets, buffer_view(&name));
	buffer_free(&name);
	return kind;
}

static void open_sets(struct reads *reads)
{
	uint32_t languages = reads->layout.languages;

	reads->templates.kind = set_kind(reads, &(struct read){.kind = READ_TEMPLATE});
	reads->strings = arena_array(&reads->sets, languages, sizeof *reads->strings);
	for (lang_id lang = 0; lang < languages; lang++)
		reads->strings[lang].kind =
		    set_kind(reads, &(struct read){.kind = READ_STRING, .lang = lang});
}

void reads_open(struct reads *reads, const struct model *model)
{
	*reads = (struct reads){.model = model, .layout = read_layout_of(model), .page = 1};
	size_t count = reads->layout.first[READ_NUMBERED_KINDS];
	reads->noted = calloc(count, sizeof *reads->noted);
	if (!reads->noted)
		memory_exhausted(count * sizeof *reads->noted);
	open_sets(reads);
}

void reads_close(struct reads *reads)
{
	read_set_free(&reads->templates);
	for (lang_id lang = 0; lang < reads->layout.languages; lang++)
		read_set_free(&reads->strings[lang]);
	free(reads->noted);
	buffer_free(&reads->numbers);
	buffer_free(&reads->names);
	buffer_free(&reads->name);
	arena_free(&reads->sets);
	map_free(&reads->known);
	arena_free(&reads->arena);
}

void reads_clear(struct reads *reads)
{
	reads->page++;
	buffer_clear(&reads->numbers);
	buffer_clear(&reads->names);
	if (reads->known.count) {
		map_free(&reads->known);
		arena_free(&reads->arena);
	}
}

/* ---- noting */

void reads_note(struct reads *reads, enum read_kind kind, uint32_t object, lang_id lang)
{
	if (!reads)
		return;
	uint32_t number = read_number(&reads->layout, kind, object, lang);
	if (reads->seen)
		reads->seen(reads->self, number, TEXT(""));
	if (reads->noted[number] == reads->page)
		return;
	reads->noted[number] = reads->page;
	buffer_add(&reads->numbers, &number, sizeof number);
}

static void add_name(struct reads *reads, struct text name)
{
	uint32_t size = (uint32_t)name.size;

	buffer_add(&reads->names, &size, sizeof size);
	buffer_text(&reads->names, name);
}

static struct text name_of(struct reads *reads, const struct read *read)
{
	buffer_clear(&reads->name);
	read_write_name(reads->model, read, &reads->name);
	return buffer_view(&reads->name);
}

static void note_named(struct reads *reads, const struct read *read)
{
	struct text name = name_of(reads, read);

	if (reads->seen)
		reads->seen(reads->self, UINT32_MAX, name);
	if (map_get(&reads->known, name) != MAP_NONE)
		return;
	map_put(&reads->known, arena_text(&reads->arena, name), 1);
	add_name(reads, name);
}

static void note_member(struct reads *reads, struct read_set *set, const struct read *read)
{
	read_set_note(set, read->name);
	if (reads->seen)
		reads->seen(reads->self, UINT32_MAX, name_of(reads, read));
}

void reads_note_query(struct reads *reads, const struct query *query, bool count_only)
{
	if (reads)
		note_named(reads, &(struct read){.kind = count_only ? READ_COUNT : READ_QUERY,
						 .query = *query});
}

void reads_note_relation(struct reads *reads, work_id work, struct text name, lang_id lang)
{
	if (reads)
		note_named(reads,
			   &(struct read){
			       .kind = READ_RELATION, .object = work, .lang = lang, .name = name});
}

void reads_note_attached(struct reads *reads, enum owner_kind kind, uint32_t owner,
			 struct text name)
{
	if (reads)
		note_named(reads, &(struct read){.kind = kind == OWNER_WORK ? READ_ATTACHED_TO_WORK
									    : READ_ATTACHED_TO_TERM,
						 .object = owner,
						 .name = name});
}

void reads_note_related_terms(struct reads *reads, term_id term, size_t limit)
{
	if (reads)
		note_named(reads, &(struct read){
				      .kind = READ_RELATED_TERMS, .object = term, .limit = limit});
}

void reads_note_asset(struct reads *reads, struct text name)
{
	if (reads)
		note_named(reads, &(struct read){.kind = READ_ASSET, .name = name});
}

void reads_note_template(struct reads *reads, struct text name)
{
	if (reads)
		note_member(reads, &reads->templates,
			    &(struct read){.kind = READ_TEMPLATE, .name = name});
}

void reads_note_string(struct reads *reads, lang_id lang, struct text key)
{
	if (reads)
		note_member(reads, &reads->strings[lang],
			    &(struct read){.kind = READ_STRING, .lang = lang, .name = key});
}

void reads_note_existence(struct reads *reads, struct text name)
{
	if (reads)
		note_named(reads, &(struct read){.kind = READ_EXISTENCE, .name = name});
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

/* ---- reading what was noted */

bool reads_next_name(struct text *names, struct text *name)
{
	uint32_t size;

	if (names->size < sizeof size)
		return false;
	memcpy(&size, names->at, sizeof size);
	if (size > names->size - sizeof size)
		return false;
	*name = text_slice(*names, sizeof size, size);
	*names = text_slice(*names, sizeof size + size, names->size);
	return true;
}

bool reads_is_set(struct text name, struct text *rest)
{
	size_t end = text_find_byte(name, SET_END);

	if (!name.size || name.at[0] != SET || end == SIZE_MAX)
		return false;
	*rest = text_slice(name, end + 1, name.size);
	return true;
}

bool reads_next_member(struct text set, struct text *rest, struct buffer *out)
{
	struct text member;

	if (!read_set_next(rest, &member))
		return false;
	buffer_text(out, text_slice(set, 1, text_find_byte(set, SET_END) - 1));
	buffer_text(out, member);
	return true;
}
