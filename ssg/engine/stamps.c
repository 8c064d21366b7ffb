#include "engine/stamps.h"

#include "base/embedded.h"
#include "render/locale.h"

#include <string.h>

/* Folders and files that every page may depend on. */
static const struct text folders[] = {TEXT_INIT("site.yaml"), TEXT_INIT("content/types/"),
				      TEXT_INIT("content/data/"), TEXT_INIT("lua-plugins/")};

enum { FOLDERS = sizeof folders / sizeof *folders };

static struct digest join_file(struct digest stamp, const struct file *file)
{
	stamp = digest_join(stamp, digest_text(file->path));
	return digest_join(stamp, digest_of(&file->blob, sizeof file->blob));
}

struct digest stamp_join_files(struct digest stamp, const struct snapshot *snapshot,
			       const struct text *below, size_t folder_count)
{
	for (size_t f = 0; f < folder_count; f++) {
		size_t first, count = snapshot_below(snapshot, below[f], &first);
		for (size_t i = first; i < first + count; i++)
			stamp = join_file(stamp, &snapshot->files[i]);
	}
	return stamp;
}

struct digest stamp_of_program(void)
{
	struct digest stamp = digest_text(text_of(embedded_build_id));
	struct buffer icu = {0};

	locale_library_version(&icu);
	stamp = digest_join(stamp, digest_text(buffer_view(&icu)));
	buffer_free(&icu);
	return stamp;
}

/* Digest of what pages depend on besides files of the site. */
static struct digest stamp_without_files(const struct snapshot *snapshot)
{
	return digest_join(stamp_of_program(),
			   digest_text(text_of(snapshot->shallow ? "shallow" : "")));
}

struct digest stamp_of_pages(const struct snapshot *snapshot)
{
	return stamp_join_files(stamp_without_files(snapshot), snapshot, folders, FOLDERS);
}

void stamp_list_files(const struct snapshot *snapshot, struct buffer *out)
{
	for (size_t f = 0; f < FOLDERS; f++) {
		size_t first, count = snapshot_below(snapshot, folders[f], &first);
		for (size_t i = first; i < first + count; i++) {
			const struct file *file = &snapshot->files[i];
			buffer_add(out, &file->blob, sizeof file->blob);
			buffer_text(out, file->path);
			buffer_byte(out, '\0');
		}
	}
}

/* Removes the first file from LIST. */
static bool next_file(struct text *list, struct file *file)
{
	if (list->size < sizeof file->blob)
		return false;
	memcpy(&file->blob, list->at, sizeof file->blob);
	*list = text_slice(*list, sizeof file->blob, list->size);
	return text_split(list, '\0', &file->path);
}

static const struct file *find_file(const struct file *files, size_t count, struct text path)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(files[i].path, path))
			return &files[i];
	return NULL;
}

static struct file *read_files(struct text list, struct arena *arena, size_t *count)
{
	struct file *files = arena_array(arena, list.size / sizeof files->blob + 1, sizeof *files);

	for (*count = 0; next_file(&list, &files[*count]);)
		++*count;
	return files;
}

void stamp_compare_files(struct text before, struct text now, struct buffer *out)
{
	struct arena arena = {0};
	size_t old_count, new_count;
	const struct file *olds = read_files(before, &arena, &old_count);
	const struct file *news = read_files(now, &arena, &new_count);
	size_t start = out->size;

	for (size_t i = 0; i < old_count; i++) {
		const struct file *file = find_file(news, new_count, olds[i].path);
		if (!file || memcmp(&file->blob, &olds[i].blob, sizeof file->blob) != 0)
			buffer_printf(out, "%.*s %s\n", TEXT_ARGS(olds[i].path),
				      file ? "changed" : "was removed");
	}
	for (size_t i = 0; i < new_count; i++)
		if (!find_file(olds, old_count, news[i].path))
			buffer_printf(out, "%.*s was added\n", TEXT_ARGS(news[i].path));
	if (out->size == start)
		buffer_string(out, "ssg, or a library that pages depend on, changed\n");
	arena_free(&arena);
}

/* The id of a commit stands for all its files; those of a work tree are joined one by one. */
struct digest stamp_of_all(const struct snapshot *snapshot)
{
	struct digest stamp = stamp_without_files(snapshot);

	stamp = digest_join(stamp, digest_text(snapshot->prefix));
	stamp = digest_join(stamp, digest_text(text_of(snapshot->commit)));
	for (size_t i = 0; i < snapshot->count && snapshot->directory.size; i++)
		stamp = join_file(stamp, &snapshot->files[i]);
	return stamp;
}
