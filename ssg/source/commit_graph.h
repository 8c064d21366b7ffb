/* commit_graph.h - the commits that a history has to look at (private to source/).
 *
 * All that can be reached from a commit, but for what is known already: the commits where the
 * walk met known ones are listed too (their trees are compared with), marked as known.
 * Commits are parsed here: libgit2 would apply .git/info/grafts, which are not in the commit. */
#ifndef SSG_SOURCE_COMMIT_GRAPH_H
#define SSG_SOURCE_COMMIT_GRAPH_H

#include "base/map.h"
#include "source/snapshot.h"

struct graph_commit {
	struct text id;      /* 20 bytes */
	struct blob_id tree; /* of the whole repository */
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

/* Two lists of ids, each sorted. */
struct known_commits {
	const struct blob_id *ids[2];
	size_t counts[2];
};

/* Walks from the snapshot's commit. Parents that a shallow clone lacks are taken for none. */
enum status commit_graph_walk(struct commit_graph *graph, const struct snapshot *s,
			      const struct known_commits *known, struct diagnostics *d);
void commit_graph_free(struct commit_graph *graph);

#endif
