#include "site/read_set.h"

#include <stdlib.h>

/* Written after each member. */
enum { END = '\x1f' };

static size_t number_of(struct read_set *set, struct text member)
{
	size_t found = map_get(&set->numbers, member);

	if (found != MAP_NONE)
		return found;
	set->members = arena_grow(&set->arena, set->members, set->count, sizeof *set->members);
	set->members[set->count] = arena_text(&set->arena, member);
	map_put(&set->numbers, set->members[set->count], set->count);
	return set->count++;
}

void read_set_note(struct read_set *set, struct text member)
{
	size_t number = number_of(set, member);

	while (set->marks.size <= number / 8)
		buffer_byte(&set->marks, 0);
	set->marks.at[number / 8] |= (char)(1 << number % 8);
}

static int by_byte(const void *left, const void *right)
{
	return text_compare(*(const struct text *)left, *(const struct text *)right);
}

/* Workers meet members in different orders, but equal sets need equal names. */
static struct text make_name(struct read_set *set)
{
	struct text *members = calloc(set->count, sizeof *members);
	struct buffer name = {0};
	size_t count = 0;

	if (!members)
		memory_exhausted(set->count * sizeof *members);
	for (size_t i = 0; i < 8 * set->marks.size; i++)
		if (set->marks.at[i / 8] & 1 << i % 8)
			members[count++] = set->members[i];
	qsort(members, count, sizeof *members, by_byte);
	buffer_text(&name, set->kind);
	for (size_t i = 0; i < count; i++) {
		buffer_text(&name, members[i]);
		buffer_byte(&name, END);
	}
	struct text kept = arena_text(&set->arena, buffer_view(&name));
	buffer_free(&name);
	free(members);
	return kept;
}

struct text read_set_take(struct read_set *set)
{
	struct text marks = buffer_view(&set->marks);

	if (!marks.size)
		return TEXT("");
	size_t found = map_get(&set->by_marks, marks);
	if (found == MAP_NONE) {
		found = set->name_count;
		set->names =
		    arena_grow(&set->arena, set->names, set->name_count, sizeof *set->names);
		set->names[set->name_count++] = make_name(set);
		map_put(&set->by_marks, arena_text(&set->arena, marks), found);
	}
	buffer_clear(&set->marks);
	return set->names[found];
}

void read_set_free(struct read_set *set)
{
	map_free(&set->numbers);
	map_free(&set->by_marks);
	buffer_free(&set->marks);
	arena_free(&set->arena);
}

bool read_set_next(struct text *members, struct text *member)
{
	return members->size && text_split(members, END, member);
}
