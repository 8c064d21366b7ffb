/* tree_changes.h - lists the files below one folder that a commit touched (private to source/).
 *
 * A commit touches a file when it has it, and no parent has the same bytes at the same path
 * (`git log -c`); so a merge touches only what it changed itself, and removing a file does not
 * touch it. Equal folders are skipped by their ids without being read.
 *
 * The walk goes folder by folder, through all commits, and not commit by commit: the versions of
 * a folder are kept as deltas of each other, and so most are found half made in libgit2's cache
 * (23,000 commits: ten deltas a tree otherwise, two so). */
#ifndef SSG_SOURCE_TREE_CHANGES_H
#define SSG_SOURCE_TREE_CHANGES_H

#include "source/commit_graph.h"
#include "source/tree.h"

enum {
	TREE_CACHE_SLOTS = 64,      /* a version is compared with the next: few are needed again */
	TREE_CHANGES_MAX = 16000000 /* in one call: see TREE_ENTRIES_MAX */
};

struct tree_changes {
	const struct snapshot *snapshot;
	const struct commit_graph *graph;
	struct text folder; /* relative to the repository: "sites/igf/content/" */
	/* PATH is relative to the site; COMMIT is an index of the graph. */
	void (*touched)(void *self, size_t commit, struct text path);
	void *self;
	/* private */
	git_odb_object *cache[TREE_CACHE_SLOTS];
	struct buffer path;
	struct buffer parents; /* of the comparison at work */
	size_t changes;
};

/* Calls TOUCHED for each file below FOLDER and each commit that touches it, of COUNT commits
 * from FIRST on. */
enum status tree_changes_find(struct tree_changes *changes, size_t first, size_t count,
			      struct diagnostics *d);
void tree_changes_free(struct tree_changes *changes);

#endif
