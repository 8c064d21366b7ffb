#include "render/theme.h"

#include "base/embedded.h"
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

static struct text folder_of(const struct theme *theme, unsigned place)
{
	return place < 2 ? theme->name : TEXT("plain");
}

static bool is_embedded(unsigned place)
{
	return place % 2 == 1;
}

bool theme_exists(const struct theme *theme)
{
	struct arena arena = {0};
	struct text folder = arena_printf(&arena, "themes/%.*s/", TEXT_ARGS(theme->name));
	size_t first;
	bool found = snapshot_below(theme->snapshot, folder, &first) != 0;

	for (size_t i = 0; i < embedded_count && !found; i++)
		found = text_starts_with(text_of(embedded_files[i].path), folder);
	arena_free(&arena);
	return found;
}

static int by_path(const void *key, const void *item)
{
	return strcmp(key, ((const struct embedded_file *)item)->path);
}

bool theme_find(const struct theme *theme, struct text name, unsigned first, struct arena *arena,
		struct theme_file *found)
{
	for (unsigned place = first; place < THEME_PLACES; place++) {
		struct text path = arena_printf(
		    arena, "themes/%.*s/%.*s", TEXT_ARGS(folder_of(theme, place)), TEXT_ARGS(name));
		*found = (struct theme_file){.path = path, .place = place};
		if (!is_embedded(place)) {
			found->file = snapshot_find(theme->snapshot, path);
			if (found->file)
				return true;
			continue;
		}
		const struct embedded_file *file =
		    bsearch(path.at, embedded_files, embedded_count, sizeof *file, by_path);
		if (file) {
			found->embedded = text_make((const char *)file->bytes, file->size);
			return true;
		}
	}
	return false;
}

bool theme_is_for_pages(struct text path)
{
	static const struct text folders[] = {TEXT_INIT("layouts/"), TEXT_INIT("partials/"),
					      TEXT_INIT("strings/")};
	const struct text themes = TEXT("themes/");
	struct text below = text_slice(path, themes.size, path.size);
	size_t slash = text_find_byte(below, '/');

	if (!text_starts_with(path, themes) || slash == SIZE_MAX)
		return false;
	below = text_slice(below, slash + 1, below.size);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (text_starts_with(below, folders[i]))
			return true;
	return false;
}

enum status theme_read(const struct theme *theme, const struct theme_file *file,
		       struct arena *arena, struct text *bytes, struct diagnostics *d)
{
	struct buffer buffer = {0};
	enum status status;

	*bytes = file->embedded;
	if (!file->file)
		return STATUS_OK;
	status = snapshot_read(theme->snapshot, file->file, &buffer, d);
	if (status == STATUS_OK)
		*bytes = arena_text(arena, buffer_view(&buffer));
	buffer_free(&buffer);
	return status;
}

struct names {
	struct text *list;
	size_t count;
	struct map seen;
	struct arena *arena;
};

static void add_name(struct names *names, struct text path, struct text folder)
{
	struct text name = text_slice(path, folder.size, path.size);

	if (!text_starts_with(path, folder) || map_get(&names->seen, name) != MAP_NONE)
		return;
	map_put(&names->seen, name, names->count);
	names->list = arena_grow(names->arena, names->list, names->count, sizeof *names->list);
	names->list[names->count++] = name;
}

static int by_byte(const void *left, const void *right)
{
	return text_compare(*(const struct text *)left, *(const struct text *)right);
}

const struct text *theme_names(const struct theme *theme, struct text folder, struct arena *arena,
			       size_t *count)
{
	struct names names = {.arena = arena};

	for (unsigned place = 0; place < THEME_PLACES; place++) {
		struct text below =
		    arena_printf(arena, "themes/%.*s/%.*s", TEXT_ARGS(folder_of(theme, place)),
				 TEXT_ARGS(folder));
		size_t first = 0, files = snapshot_below(theme->snapshot, below, &first);
		if (is_embedded(place))
			for (size_t i = 0; i < embedded_count; i++)
				add_name(&names, text_of(embedded_files[i].path), below);
		else
			for (size_t i = first; i < first + files; i++)
				add_name(&names, theme->snapshot->files[i].path, below);
	}
	if (names.count)
		qsort(names.list, names.count, sizeof *names.list, by_byte);
	map_free(&names.seen);
	*count = names.count;
	return names.list;
}
