/* theme.h - finds a theme's files: layouts/, partials/, strings/.
 *
 *   struct theme theme = {&snapshot, config.theme};
 *   theme_find(&theme, TEXT("layouts/page.html"), 0, &arena, &file);
 *   theme_read(&theme, &file, &arena, &bytes, diags);
 *
 * The places, nearest first: themes/<theme>/ of the commit, the same in the program,
 * themes/plain/ of the commit, the same in the program. A theme holds only what it changes. */
#ifndef SSG_RENDER_THEME_H
#define SSG_RENDER_THEME_H

#include "source/snapshot.h"

struct theme {
	const struct snapshot *snapshot;
	struct text name; /* of config.theme */
};

/* True if the commit or the program has any file of the theme. */
bool theme_exists(const struct theme *theme);

enum { THEME_PLACES = 4 };

struct theme_file {
	struct text path;        /* "themes/plain/layouts/page.html", for messages */
	const struct file *file; /* in the snapshot, or NULL: */
	struct text embedded;    /* its bytes in the program */
	unsigned place;          /* 0 to THEME_PLACES - 1 */
};

/* Searches NAME ("layouts/page.html") from layer FIRST on: 0 finds the effective file,
 * found.place + 1 the one that it shadows. False if there is none. Its path is in ARENA. */
bool theme_find(const struct theme *theme, struct text name, unsigned first, struct arena *arena,
		struct theme_file *found);

/* True if PATH, in a commit, is a template or a strings file. Only pages read those. */
bool theme_is_for_pages(struct text path);

/* Its bytes, in ARENA or in the program. STATUS_MACHINE if it could not be read; reported. */
enum status theme_read(const struct theme *theme, const struct theme_file *file,
		       struct arena *arena, struct text *bytes, struct diagnostics *d);

/* All files in FOLDER ("layouts/") of all layers, each name once, by byte, in ARENA: for
 * suggestions, and for compiling every template before the first page. */
const struct text *theme_names(const struct theme *theme, struct text folder, struct arena *arena,
			       size_t *count);

#endif
