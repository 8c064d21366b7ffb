/* listing.h - sorts what a walk of a tree or a disk finds into the files of a snapshot (private to
 * source/).
 *
 *   struct listing l = {.snapshot = s, .diagnostics = d};
 *   for each entry below the site ... if (listing_wants(name, top) && listing_count(&l, 1))
 *           listing_add(&l, path, ...)
 *   status = listing_finish(&l); */
#ifndef SSG_SOURCE_LISTING_H
#define SSG_SOURCE_LISTING_H

#include "source/files.h"

struct listing {
	struct snapshot *snapshot;
	struct diagnostics *diagnostics;
	size_t room;     /* for how many files */
	size_t entries;  /* looked at, files and folders */
	bool unusable;   /* something was reported and left out */
	bool admitted;   /* all paths are those of an earlier listing, with nothing to report */
	bool disordered; /* the files did not come by path */
};

/* True if the top entry NAME of a site's folder belongs to the site. */
bool listing_wants(struct text name);

/* Counts COUNT more entries. False, reported, past TREE_ENTRIES_MAX. */
bool listing_count(struct listing *l, size_t count);

/* Room for COUNT more files, to be counted in ->count of the snapshot. */
struct file *listing_reserve(struct listing *l, size_t count);
/* PATH is copied. */
void listing_add(struct listing *l, struct text path, const unsigned char *id, uint64_t size);
/* Reports an entry that is not a regular file: WHAT is "a symbolic link". */
void listing_refuse(struct listing *l, struct text path, const char *what);

/* Sorts, takes out unusable names. STATUS_OK or STATUS_CONTENT. */
enum status listing_finish(struct listing *l);

#endif
