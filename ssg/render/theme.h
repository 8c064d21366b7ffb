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

/* Has the commit or the program any file of it? */
bool theme_exists(const struct theme *theme);

enum { THEME_PLACES = 4 };

struct theme_file {
	struct text path;        /* "themes/plain/layouts/page.html", for messages */
	const struct file *file; /* in the snapshot, or NULL: */
	struct text embedded;    /* its bytes in the program */
	unsigned place;          /* 0 to THEME_PLACES - 1 */
};

/* The nearest file NAME ("layouts/page.html") at place FIRST or behind it: 0 is what counts, and
 * found.place + 1 what it hides. False: there is none. Its path is in ARENA. */
bool theme_find(const struct theme *theme, struct text name, unsigned first, struct arena *arena,
		struct theme_file *found);

/* Is PATH, in a commit, that of a template or of strings? Nothing but pages sees what is in those.
 */
bool theme_is_for_pages(struct text path);

/* Its bytes, in ARENA or in the program. STATUS_MACHINE: it could not be read; reported. */
enum status theme_read(const struct theme *theme, const struct theme_file *file,
		       struct arena *arena, struct text *bytes, struct diagnostics *d);

/* All that the places have in FOLDER ("layouts/"), each name once, by byte, in ARENA: for
 * suggestions, and for a look at every template before the first page. */
const struct text *theme_names(const struct theme *theme, struct text folder, struct arena *arena,
			       size_t *count);

#endif
