/* listing.h - what a walk of a tree or of a disk finds, made into a snapshot's sorted files
 * (private to source/).
 *
 *   struct listing l = {.snapshot = s, .diagnostics = d};
 *   for each entry below the site ... if (listing_wants(name, top)) listing_add(&l, path, ...)
 *   status = listing_finish(&l); */
#ifndef SSG_SOURCE_LISTING_H
#define SSG_SOURCE_LISTING_H

#include "source/snapshot.h"

struct listing {
	struct snapshot *snapshot;
	struct diagnostics *diagnostics;
	size_t entries; /* looked at, files and folders */
	bool unusable;  /* something was reported and left out */
};

/* Is the top entry NAME of a site's folder part of the site? */
bool listing_wants(struct text name);

/* PATH is copied. */
void listing_add(struct listing *l, struct text path, const unsigned char *id, uint64_t size);
/* Reports an entry that is no plain file: WHAT is "a symbolic link". */
void listing_refuse(struct listing *l, struct text path, const char *what);

/* Counts one more entry. False, reported, past TREE_ENTRIES_MAX. */
bool listing_count(struct listing *l);

/* Sorts, takes out unusable names. STATUS_OK or STATUS_CONTENT. */
enum status listing_finish(struct listing *l);

#endif
