#include "source/listing.h"

#include "source/names.h"
#include "source/tree.h"

#include <stdlib.h>
#include <string.h>

bool listing_wants(struct text name)
{
	return text_is(name, "site.yaml") || text_is(name, "content") || text_is(name, "themes") ||
	       text_is(name, "lua-plugins");
}

struct file *listing_reserve(struct listing *l, size_t count)
{
	struct snapshot *s = l->snapshot;

	if (l->room - s->count < count) {
		l->room = 2 * l->room + count + 1;
		struct file *larger = arena_array(&s->arena, l->room, sizeof *larger);
		if (s->count)
			memcpy(larger, s->files, s->count * sizeof *larger);
		s->files = larger;
	}
	return s->files + s->count;
}

void listing_add(struct listing *l, struct text path, const unsigned char *id, uint64_t size)
{
	struct file *file = listing_reserve(l, 1);

	file->path = arena_text(&l->snapshot->arena, path);
	file->size = size;
	memcpy(file->blob.bytes, id, sizeof file->blob.bytes);
	l->snapshot->count++;
}

void listing_refuse(struct listing *l, struct text path, const char *what)
{
	struct arena arena = {0};
	struct place place = {.path = names_printable(&arena, path)};

	diag_error(l->diagnostics, "E-FILE", place, "this is %s", what);
	diag_hint(l->diagnostics, "a site is made of plain files: copy what it stands for");
	l->unusable = true;
	arena_free(&arena);
}

bool listing_count(struct listing *l, size_t count)
{
	bool told = l->entries > TREE_ENTRIES_MAX;

	l->entries += count;
	if (l->entries <= TREE_ENTRIES_MAX)
		return true;
	if (!told)
		diag_error(l->diagnostics, "E-FILE", NO_PLACE,
			   "the site has more than %d files and folders", TREE_ENTRIES_MAX);
	l->unusable = true;
	return false;
}

static int compare_files(const void *a, const void *b)
{
	return text_compare(((const struct file *)a)->path, ((const struct file *)b)->path);
}

/* An honest tree walked in its own order is sorted already; a disk is not. */
static void sort(struct listing *l)
{
	struct snapshot *s = l->snapshot;

	for (size_t i = 1; i < s->count && !l->disordered; i++)
		l->disordered = compare_files(&s->files[i - 1], &s->files[i]) > 0;
	if (l->disordered)
		qsort(s->files, s->count, sizeof *s->files, compare_files);
}

static void check_names(struct listing *l)
{
	struct snapshot *s = l->snapshot;
	struct names names = {0};
	size_t kept = 0;

	names_expect(&names, s->count);
	for (size_t i = 0; i < s->count; i++) {
		if (names_admit(&names, s->files[i].path, l->diagnostics))
			s->files[kept++] = s->files[i];
		else
			l->unusable = true;
	}
	s->count = kept;
	names_free(&names);
}

enum status listing_finish(struct listing *l)
{
	if (!l->admitted) {
		sort(l);
		check_names(l);
	}
	return l->unusable ? STATUS_CONTENT : STATUS_OK;
}
