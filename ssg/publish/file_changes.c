#include "publish/file_changes.h"

#include "publish/written.h"

#include <stdlib.h>
#include <string.h>

static int by_path(const void *left, const void *right)
{
	const struct file_change *a = left, *b = right;

	return text_compare(a->file.path, b->file.path);
}

bool file_changes_make(struct file_changes *changes, struct text written, struct text removed)
{
	size_t most = output_count(written) + output_count(removed) + 1;
	struct published_file file;

	*changes = (struct file_changes){0};
	changes->list = arena_array(&changes->arena, most, sizeof *changes->list);
	while (output_next(&written, &file))
		changes->list[changes->count++] = (struct file_change){.file = file};
	changes->written = changes->count;
	while (output_next(&removed, &file))
		changes->list[changes->count++] =
		    (struct file_change){.file = file, .removed = true};
	if (changes->count)
		qsort(changes->list, changes->count, sizeof *changes->list, by_path);
	for (size_t i = 1; i < changes->count; i++)
		if (by_path(&changes->list[i - 1], &changes->list[i]) == 0)
			return false;
	return true;
}

void file_changes_free(struct file_changes *changes)
{
	arena_free(&changes->arena);
}

/* Index of the first change that is not before PATH. */
static size_t place_of(const struct file_changes *changes, struct text path)
{
	size_t from = 0, to = changes->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (text_compare(changes->list[middle].file.path, path) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

void file_changes_add(struct file_changes *changes, const struct published_file *file)
{
	size_t place = place_of(changes, file->path);

	memmove(&changes->list[place + 1], &changes->list[place],
		(changes->count - place) * sizeof *changes->list);
	changes->list[place] = (struct file_change){.file = *file};
	changes->count++;
	changes->written++;
}

const struct file_change *file_changes_find(const struct file_changes *changes, struct text path)
{
	size_t place = place_of(changes, path);

	return place < changes->count && text_equal(changes->list[place].file.path, path)
		   ? &changes->list[place]
		   : NULL;
}
