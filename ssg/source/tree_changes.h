/* tree_changes.h - which files of a folder a commit has touched (private to source/).
 *
 * A commit touches a file when it has it, and no parent has the same bytes at the same path
 * (`git log -c`); so a merge touches only what it changed itself, and removing a file does not
 * touch it. Equal folders are skipped by their ids without being read. */
#ifndef SSG_SOURCE_TREE_CHANGES_H
#define SSG_SOURCE_TREE_CHANGES_H

#include "source/commit_graph.h"
#include "source/tree.h"

/* A commit's trees are mostly those of the commit before: kept from one comparison to the next,
 * by a part of their ids. */
enum { TREE_CACHE_SLOTS = 1024 };

struct tree_changes {
	const struct snapshot *snapshot;
	struct text folder; /* relative to the repository: "sites/igf/content/" */
	void (*touched)(void *self, struct text path); /* relative to the site */
	void *self;
	/* private */
	git_odb_object *cache[TREE_CACHE_SLOTS];
	struct buffer parents[TREE_DEPTH_MAX + 2]; /* a list for each depth of the walk */
	struct buffer path;
	size_t entries;
};

/* Calls TOUCHED for each file below FOLDER that commit I touches. */
enum status tree_changes_of(struct tree_changes *changes, const struct commit_graph *graph,
			    size_t i, struct diagnostics *d);
void tree_changes_free(struct tree_changes *changes);

#endif
