/* earlier_theme.h - which templates and strings differ between an earlier commit and the present
 * one, for whoever asks why pages were made anew.
 *
 *   earlier_theme_open(&earlier, &snapshot, &renderer);
 *   if (earlier_theme_template(&earlier, TEXT("page.html"), &path) != FILE_SAME) … path …
 *   if (earlier_theme_string(&earlier, lang, TEXT("see_all"))) … they differ …
 *   earlier_theme_close(&earlier);
 *
 * In a jailed worker: it parses the strings of then. */
#ifndef SSG_ENGINE_EARLIER_THEME_H
#define SSG_ENGINE_EARLIER_THEME_H

#include "engine/document_changes.h"
#include "render/page.h"

struct earlier_theme {
	/* private */
	struct arena arena;
	const struct renderer *now;
	struct theme theme; /* of then */
	struct config config;
	struct interface interface; /* once it was needed */
	bool has_interface;
};

/* SNAPSHOT, of a commit with the same site.yaml, and NOW outlive it. */
void earlier_theme_open(struct earlier_theme *earlier, const struct snapshot *snapshot,
			const struct renderer *now);
void earlier_theme_close(struct earlier_theme *earlier);

/* PATH, which lives as long as EARLIER, is that of the file that has come (FILE_ADDED, perhaps
 * before another that it hides now), has gone, or has changed. */
enum file_change earlier_theme_template(struct earlier_theme *earlier, struct text name,
					struct text *path);
/* Does KEY say something else to readers of LANG? */
bool earlier_theme_string(struct earlier_theme *earlier, lang_id lang, struct text key);

#endif
