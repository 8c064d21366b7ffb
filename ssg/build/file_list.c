#include "build/file_list.h"

#include "build/output.h"

#include <stdlib.h>
#include <string.h>

static int by_path(const void *left, const void *right)
{
	const struct published_file *a = left, *b = right;

	return text_compare(a->path, b->path);
}

/* In the order of BYTES. */
static void take(struct file_list *list, struct text bytes)
{
	struct text rest = bytes;
	struct published_file file;
	size_t count = 0;

	while (output_next(&rest, &file))
		count++;
	list->files = arena_array(&list->arena, count + 1, sizeof *list->files);
	while (output_next(&bytes, &file))
		list->files[list->count++] = file;
}

void file_list_read(struct file_list *list, struct text bytes)
{
	*list = (struct file_list){0};
	take(list, bytes);
	if (list->count)
		qsort(list->files, list->count, sizeof *list->files, by_path);
}

/* Both are sorted: whatever FEWER has takes the place of what BEFORE has, unless REMOVED has it. */
static void merge(struct file_list *list, struct text before, const struct file_list *fewer,
		  const struct file_list *removed)
{
	struct published_file file;
	size_t next = 0, gone = 0;

	while (output_next(&before, &file)) {
		int order = -1;
		while (next < fewer->count && (order = by_path(&fewer->files[next], &file)) < 0)
			list->files[list->count++] = fewer->files[next++];
		if (next < fewer->count && order == 0)
			continue;
		while (gone < removed->count && by_path(&removed->files[gone], &file) < 0)
			gone++;
		if (gone == removed->count || by_path(&removed->files[gone], &file) != 0)
			list->files[list->count++] = file;
	}
	while (next < fewer->count)
		list->files[list->count++] = fewer->files[next++];
}

void file_list_make(struct file_list *list, struct text before, struct text written,
		    struct text removed)
{
	struct file_list fewer, gone;
	struct text rest = before;
	struct published_file file;
	size_t count = 0;

	file_list_read(&fewer, written);
	file_list_read(&gone, removed);
	while (output_next(&rest, &file))
		count++;
	*list = (struct file_list){0};
	list->files = arena_array(&list->arena, count + fewer.count + 1, sizeof *list->files);
	merge(list, before, &fewer, &gone);
	file_list_free(&fewer);
	file_list_free(&gone);
}

void file_list_free(struct file_list *list)
{
	arena_free(&list->arena);
}

/* Of the first file that is not before PATH. */
static size_t place_of(const struct file_list *list, struct text path)
{
	size_t from = 0, to = list->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (text_compare(list->files[middle].path, path) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

bool file_list_has(const struct file_list *list, struct text path)
{
	size_t place = place_of(list, path);

	return place < list->count && text_equal(list->files[place].path, path);
}

void file_list_add(struct file_list *list, const struct published_file *file)
{
	size_t place = place_of(list, file->path);

	memmove(&list->files[place + 1], &list->files[place],
		(list->count - place) * sizeof *list->files);
	list->files[place] = *file;
	list->count++;
}

void file_list_write(const struct file_list *list, struct buffer *out)
{
	for (size_t i = 0; i < list->count; i++)
		output_add(&list->files[i], out);
}
