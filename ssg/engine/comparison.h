/* comparison.h - the differences between two generations of a site, for `ssg diff`.
 *
 *   comparison_find(&c, "/tmp/x/before", "/tmp/x/after", d);      compares their SHA256SUMS
 *   comparison_read_texts(&c, workers, d);                        diffs the texts of pages
 *   c.changes[i].path …
 *   comparison_free(&c);
 *
 * Jailed workers read the pages, as these hold whatever templates and plugins wrote. */
#ifndef SSG_ENGINE_COMPARISON_H
#define SSG_ENGINE_COMPARISON_H

#include "workers/workers.h"

enum change_kind { CHANGE_ADDED, CHANGE_CHANGED, CHANGE_REMOVED };
enum { CHANGE_KINDS = CHANGE_REMOVED + 1 };

struct change {
	enum change_kind kind;
	bool page; /* else a feed, a sitemap, an asset, … */
	struct text path;
	struct text diff; /* of a page's text (publish/page_text.h); empty if it is the same */
};

struct comparison {
	struct arena arena;
	const char *before, *after; /* absolute folders; they outlive the comparison */
	struct change *changes;     /* pages first, each by path */
	size_t count;
	size_t pages;
	struct results results;
};

/* Leaves out SHA256SUMS and mirror.json, which differ whenever another file does. */
enum status comparison_find(struct comparison *comparison, const char *before, const char *after,
			    struct diagnostics *d);
/* Fills ->diff of all pages, in the format of `git diff`; a line is a block of text. */
enum status comparison_read_texts(struct comparison *comparison, unsigned workers,
				  struct diagnostics *d);
void comparison_free(struct comparison *comparison);

#endif
