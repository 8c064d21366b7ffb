/* files.h - functions on the files of a snapshot that listing, walking and reading share (see
 * snapshot.h). */
#ifndef SSG_SOURCE_FILES_H
#define SSG_SOURCE_FILES_H

#include "base/diagnostics.h"

struct blob_id {
	unsigned char bytes[20]; /* git's SHA-1 of the blob, also for files of a work tree */
};

struct file {
	struct text path;
	struct blob_id blob;
	uint64_t size; /* bytes; of a commit's file only known once read: 0 */
};

struct snapshot {
	struct arena arena;
	struct git_repository *repository;
	struct git_odb *odb;
	struct text prefix;    /* of the site in its repository: "" or "sites/igf/" */
	struct blob_id tree;   /* of the site's folder in the commit: equal trees, equal sites */
	struct text directory; /* absolute path of the work tree's site; empty: a commit is read */
	char commit[41];       /* full id of the commit (of HEAD, for a work tree) */
	int64_t time;          /* the commit's committer date, seconds since 1970, UTC: "now" */
	bool shallow;          /* history is cut off: dates would be wrong */
	struct file *files;
	size_t count;
	/* For flat_listing.h, of a commit: */
	struct listed_folder *folders;
	size_t folder_count;
	bool to_remember; /* the next listing would be quicker by this one */
};

#endif
