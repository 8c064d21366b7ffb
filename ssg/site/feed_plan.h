/* feed_plan.h - the Atom feeds of the site: one per language, and those that plugins add.
 *
 *   feeds_assemble(model);                 feed.xml of each language
 *   feeds_add(model, &feed, diags);        what plugins add
 *   works = feeds_works(model, feed, &count); */
#ifndef SSG_SITE_FEED_PLAN_H
#define SSG_SITE_FEED_PLAN_H

#include "site/model.h"

enum { FEED_ENTRIES_MAX = 50 };

struct feed_plan {
	lang_id lang;
	struct text path; /* "fr/themes/access.xml" */
	struct text title;
	term_id term;         /* its works; NONE: */
	const work_id *works; /* these; NULL: all of the site */
	size_t work_count;
	work_id about;      /* whose page the feed belongs to; NONE: the term's, or the home page */
	struct place place; /* who asked for it, for messages */
};

/* Texts and works are copied. False: the path cannot be a file of the site; reported
 * (output_paths.h).
 */
bool feeds_add(struct model *model, const struct feed_plan *feed, struct diagnostics *d);
/* After model_assemble. */
void feeds_assemble(struct model *model, struct diagnostics *d);

/* The works that FEED lists, newest first, without those that its language leaves out: at most
 * FEED_ENTRIES_MAX, which is WORKS' size. Gives their number. */
size_t feeds_works(const struct model *model, const struct feed_plan *feed, work_id *works);

#endif
