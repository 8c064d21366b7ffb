/* revision.h - reads a file at another commit, to compare a translation with its original. */
#ifndef SSG_SOURCE_REVISION_H
#define SSG_SOURCE_REVISION_H

#include "source/snapshot.h"

enum revision {
	REVISION_SAME,   /* the file was then what it is now */
	REVISION_OTHER,  /* it was another, or was not there */
	REVISION_ABSENT, /* the repository has no such commit or blob, or more than one */
	REVISION_NO_ID,  /* not 7 to 40 lower-case hexadecimal digits */
};

/* Compares FILE with what it was at ID: the first digits of the id of a commit, tag or blob. */
enum revision revision_compare(const struct snapshot *s, struct text id, const struct file *file);

#endif
