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

void listing_add(struct listing *l, struct text path, const unsigned char *id, uint64_t size)
{
	struct snapshot *s = l->snapshot;
	struct file file = {.path = arena_text(&s->arena, path), .size = size};

	memcpy(file.blob.bytes, id, sizeof file.blob.bytes);
	s->files = arena_grow(&s->arena, s->files, s->count, sizeof *s->files);
	s->files[s->count++] = file;
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

bool listing_count(struct listing *l)
{
	if (++l->entries <= TREE_ENTRIES_MAX)
		return true;
	if (l->entries == TREE_ENTRIES_MAX + 1)
		diag_error(l->diagnostics, "E-FILE", (struct place){.line = 0},
			   "the site has more than %d files and folders", TREE_ENTRIES_MAX);
	l->unusable = true;
	return false;
}

static int compare_files(const void *a, const void *b)
{
	return text_compare(((const struct file *)a)->path, ((const struct file *)b)->path);
}

/* An honest tree walked in its own order is sorted already; a disk is not. */
static void sort(struct snapshot *s)
{
	for (size_t i = 1; i < s->count; i++)
		if (compare_files(&s->files[i - 1], &s->files[i]) > 0) {
			qsort(s->files, s->count, sizeof *s->files, compare_files);
			return;
		}
}

enum status listing_finish(struct listing *l)
{
	struct snapshot *s = l->snapshot;
	struct names names = {0};
	size_t kept = 0;

	sort(s);
	names_expect(&names, s->count);
	for (size_t i = 0; i < s->count; i++) {
		if (names_admit(&names, s->files[i].path, l->diagnostics))
			s->files[kept++] = s->files[i];
		else
			l->unusable = true;
	}
	s->count = kept;
	names_free(&names);
	return l->unusable ? STATUS_CONTENT : STATUS_OK;
}
