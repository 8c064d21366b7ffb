#include "engine/earlier_theme.h"

#include <string.h>

void earlier_theme_open(struct earlier_theme *earlier, const struct snapshot *snapshot,
			const struct renderer *now)
{
	*earlier = (struct earlier_theme){
	    .now = now, .theme = {snapshot, now->theme->name}, .config = *now->model->config};
}

void earlier_theme_close(struct earlier_theme *earlier)
{
	if (earlier->has_interface)
		interface_close(&earlier->interface);
	arena_free(&earlier->arena);
}

/* ---- templates */

/* Behind all places: there is none. */
static struct theme_file find(struct earlier_theme *earlier, const struct theme *theme,
			      struct text name)
{
	struct text below = renderer_template_file(name, &earlier->arena);
	struct theme_file file;

	if (!theme_find(theme, below, 0, &earlier->arena, &file))
		file.place = THEME_PLACES;
	return file;
}

/* Two of one place. */
static bool same_bytes(const struct theme_file *one, const struct theme_file *other)
{
	return one->file ? memcmp(&one->file->blob, &other->file->blob, sizeof one->file->blob) == 0
			 : one->embedded.at == other->embedded.at;
}

enum file_change earlier_theme_template(struct earlier_theme *earlier, struct text name,
					struct text *path)
{
	struct theme_file then = find(earlier, &earlier->theme, name);
	struct theme_file now = find(earlier, earlier->now->theme, name);

	*path = now.place <= then.place ? now.path : then.path;
	if (now.place != then.place)
		return now.place < then.place ? FILE_ADDED : FILE_REMOVED;
	return now.place == THEME_PLACES || same_bytes(&then, &now) ? FILE_SAME : FILE_CHANGED;
}

/* ---- strings */

/* What is wrong with the strings of then was said then. */
static void open_interface(struct earlier_theme *earlier)
{
	struct diagnostics unheard = {0};

	interface_open(&earlier->interface, &earlier->config, &earlier->theme, &unheard);
	earlier->has_interface = true;
	diagnostics_free(&unheard);
}

bool earlier_theme_string(struct earlier_theme *earlier, lang_id lang, struct text key)
{
	if (!earlier->has_interface)
		open_interface(earlier);
	return interface_digest(&earlier->interface, lang, key) !=
	       interface_digest(earlier->now->interface, lang, key);
}
