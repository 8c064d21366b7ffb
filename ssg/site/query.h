/* query.h - lists of works: by section, type or term, in an order, with a limit.
 *
 * The one way in which plugins and templates ask for lists: what a page asked is what its
 * trace will hold. */
#ifndef SSG_SITE_QUERY_H
#define SSG_SITE_QUERY_H

#include "site/model.h"

enum sort_key { SORT_DATE /* newest first */, SORT_TITLE, SORT_ID, SORT_WEIGHT };

struct query {
	lang_id lang;            /* of the reader: what is listed, and titles to sort by */
	section_id section;      /* NONE: any; else this section, without those below it */
	bool deep;               /* also the sections below */
	const struct type *type; /* NULL: any */
	term_id term;            /* NONE: any */
	enum sort_key sort;
	bool reverse;
	size_t limit; /* 0: all */
};

/* Sort keys of titles in one language (site/ knows no collation: render gives it, lua asks it). */
struct collation {
	/* Appends a key to OUT that compares as TITLE sorts in LANG. */
	void (*key)(void *self, lang_id lang, struct text title, struct buffer *out);
	void *self;
};

/* The works, in ARENA; *COUNT of them. Index pages are never among them. */
const work_id *query_run(const struct model *model, const struct query *query,
			 const struct collation *collation, struct arena *arena, size_t *count);
/* True if the order depends on titles. */
bool query_by_title(const struct query *query);
/* How many QUERY gives, without its limit and order. */
size_t query_count(const struct model *model, const struct query *query);

#endif
