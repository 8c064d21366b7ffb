/* mailmap.h - the names that people want to be called by: git's .mailmap (private to source/).
 *
 * Format and rules: gitmailmap(5). libgit2's own reader takes the case of addresses and names
 * for a difference, which git does not. Lines that are no entries are skipped, as by git. */
#ifndef SSG_SOURCE_MAILMAP_H
#define SSG_SOURCE_MAILMAP_H

#include "base/map.h"

struct mailmap {
	struct arena arena;
	struct text *names; /* proper names; empty where an entry leaves the name as it is */
	size_t count;
	struct map by_identity; /* "address\n", or "address\nname" where that counts, too */
};

void mailmap_read(struct mailmap *mailmap, struct text bytes);
void mailmap_free(struct mailmap *mailmap);

/* The proper name of whoever committed as NAME from EMAIL; NAME when none is known. */
struct text mailmap_name(const struct mailmap *mailmap, struct text name, struct text email);

#endif
