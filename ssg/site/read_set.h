/* read_set.h - names that one page reads, as one name, which is made once for all pages that read
 * the same ones.
 *
 *   struct read_set set = {.kind = kind};
 *   read_set_note(&set, TEXT("see_all"));              at each read
 *   name = read_set_take(&set);                        after the page; empty: it has read none
 *   while (read_set_next(&name, &member)) …            behind its kind
 *   read_set_free(&set); */
#ifndef SSG_SITE_READ_SET_H
#define SSG_SITE_READ_SET_H

#include "base/map.h"

struct read_set {
	struct text kind; /* what names of this set begin with */
	/* private */
	struct arena arena;
	struct map numbers; /* of members, as they came */
	struct text *members;
	size_t count;
	struct buffer marks; /* of this page: a bit a member */
	struct map by_marks; /* -> the index of the name */
	struct text *names;
	size_t name_count;
};

/* MEMBER has no control character but white space: neither paths nor YAML have any. */
void read_set_note(struct read_set *set, struct text member);
/* Members in order of bytes; it lives as long as the set, which is empty again. */
struct text read_set_take(struct read_set *set);
void read_set_free(struct read_set *set);

/* Removes the first member, a name without its kind, from MEMBERS. False if there are no more. */
bool read_set_next(struct text *members, struct text *member);

#endif
