/* path_set.h - detects paths that cannot lie in one folder on every file system.
 *
 *   if (!path_set_add(&set, path, origin, &clash)) … clash.other …
 *   path_set_free(&set);
 *
 * Two paths clash when they match by Unicode's canonical caseless matching (D145), since a file
 * system that folds case or normalises (USB sticks, macOS) holds one of them only; and when one is
 * a file where the other has a folder. Two folders that differ in case become one there: that loses
 * nothing. */
#ifndef SSG_SOURCE_PATH_SET_H
#define SSG_SOURCE_PATH_SET_H

#include "base/map.h"

/* Below PATH_MAX (4096), with room for where the site is copied to. */
enum { PATH_BYTES_MAX = 1024 };

struct path_set {
	struct arena arena;
	struct path_entry *entries;
	size_t count;
	struct map folded;    /* -> entries */
	struct text previous; /* the last path added: its folders are there */
};

struct path_clash {
	struct text path;   /* the path that cannot be, or one of its folders */
	struct text other;  /* the path in the way; empty if PATH is not UTF-8, or too long */
	struct text owner;  /* the path of a file for which OTHER, a folder, was made; else OTHER */
	struct text origin; /* of OWNER, as given to path_set_add */
};

/* PATH (at most PATH_BYTES_MAX) has no empty parts; ORIGIN says what made it, for messages. Both
 * live as long as SET. False: it is not in the set, and *CLASH says why. Fast when paths come
 * sorted. */
bool path_set_add(struct path_set *set, struct text path, struct text origin,
		  struct path_clash *clash);
void path_set_free(struct path_set *set);

#endif
