/* commit_graph.h - the commits that a history has to visit (private to source/).
 *
 * All that can be reached from a commit, but for what is known already: the commits where the
 * walk met known ones are listed too (their trees are compared with), marked as known.
 * Commits are parsed here: libgit2 would apply .git/info/grafts, which are not in the commit. */
#ifndef SSG_SOURCE_COMMIT_GRAPH_H
#define SSG_SOURCE_COMMIT_GRAPH_H

#include "source/flat_history.h"

struct graph_commit {
	struct text id;      /* 20 bytes */
	struct blob_id tree; /* of the repository */
	int64_t date;        /* of its author, seconds since 1970 */
	uint32_t author;     /* into ->authors */
	size_t first_parent; /* into ->parents */
	size_t parent_count;
	bool known;
};

struct commit_graph {
	struct arena arena;
	struct graph_commit *commits; /* the head first; parents soon after their children */
	size_t count;
	size_t *parents; /* indexes of commits */
	size_t parent_count;
	struct text *authors; /* "name\nemail", UTF-8 */
	size_t author_count;
	struct map by_id, by_author;
};

/* Walks from the snapshot's commit, up to the commits of KNOWN_COUNT histories. Parents that a
 * shallow clone lacks are taken for none. */
enum status commit_graph_walk(struct commit_graph *graph, const struct snapshot *s,
			      const struct flat_history *known, size_t known_count,
			      struct diagnostics *d);
void commit_graph_free(struct commit_graph *graph);

#endif
