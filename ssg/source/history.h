/* history.h - when each file came, when it last changed and who wrote it: from one walk of the
 * commit graph.
 *
 *   history_plan_open(&plan, &snapshot, &remembered, d);      of an earlier build
 *   if (plan.count)
 *           for each SLICE of the plan, in any process and order:
 *                   history_slice(&plan, first, count, &out, d);
 *           history_join(&plan, slices, slice_count, &out, &continues, d);     to be remembered
 *   history_plan_close(&plan);
 *   history_open(&history, &bytes, &snapshot, d);
 *   history_of(&history, path, ...) ...
 *
 * A commit touches a path when it has it and the path's blob differs from that in every parent
 * (as `git log -c`): a merge touches what it changed itself, a removal touches nothing. Only
 * files below the site's content/ are looked at. Renames are not followed: an address is its path.
 *
 * `created` is the earliest author date of the commits that touch a path, `updated` the latest;
 * a file that was removed and came back has one history. Author dates of a rebased history can
 * be out of order; the earliest and latest do not depend on how branches interleave, so that a
 * history can be made in slices and extended by new commits, and is the same to the byte as one
 * made at once. Names go through .mailmap, of the snapshot's commit, only when asked for.
 *
 * The history of a shallow clone is cut off (snapshot.shallow): its oldest commits touch all
 * files. It is never remembered. */
#ifndef SSG_SOURCE_HISTORY_H
#define SSG_SOURCE_HISTORY_H

#include "source/commit_graph.h"
#include "source/flat_history.h"
#include "source/snapshot.h"

/* A history in two parts, so that a new commit does not cost what the site weighs: all paths, and
 * what is now to be said of those that were touched since. Aligned to 8 bytes. */
struct history_bytes {
	struct text base;
	struct text since; /* may be empty */
	bool whole;        /* nobody has written to the base since it was last used */
};

/* ---- making */

struct history_plan {
	const struct snapshot *snapshot;
	struct commit_graph graph;
	/* What is remembered of the commits that need no walk; may be empty: */
	struct flat_history base, since;
	size_t count; /* of the commits to walk, for slices; 0: what is remembered is all */
};

/* Of what is REMEMBERED that is used which is whole, of the same site, and of an ancestor of the
 * snapshot's commit. It must outlive the plan. */
enum status history_plan_open(struct history_plan *plan, const struct snapshot *snapshot,
			      const struct history_bytes *remembered, struct diagnostics *d);
void history_plan_close(struct history_plan *plan);

/* Appends what COUNT commits from FIRST on have touched. Needs no file but the snapshot's. */
enum status history_slice(const struct history_plan *plan, size_t first, size_t count,
			  struct buffer *out, struct diagnostics *d);

/* Appends what all slices and what was remembered make together: if it CONTINUES the remembered
 * base, only what is new since; else a base, when there was none, or it has become old.
 * STATUS_MACHINE: a slice is damaged. */
enum status history_join(const struct history_plan *plan, const struct text *slices,
			 size_t slice_count, struct buffer *out, bool *continues,
			 struct diagnostics *d);

/* ---- asking */

struct history_part {
	struct flat_history flat;
	struct text *names; /* by author, through .mailmap */
};

struct history {
	struct arena arena;
	struct history_part parts[2]; /* the newer one first: what it has, it has wholly */
	/* Of all that is said of paths which only the older part has; zero: more than that counts,
	 * as in a work tree. */
	struct digest ground;
	int64_t time;       /* the snapshot's */
	struct map changed; /* files of a work tree that differ from HEAD's */
};

struct path_history {
	int64_t created; /* author dates, seconds since 1970 */
	int64_t updated;
	struct text *authors; /* names, by first contribution */
	size_t author_count;
};

/* BYTES: what history_join gave for the same snapshot, and what its plan has used; they must
 * outlive the history. */
enum status history_open(struct history *history, const struct history_bytes *bytes,
			 const struct snapshot *snapshot, struct diagnostics *d);
void history_close(struct history *history);

/* The paths that the newer part has, COUNT of them, in ARENA. */
const struct text *history_since(const struct history *history, struct arena *arena, size_t *count);

/* Of the file at PATH (relative to the site). False: no commit has it (a new file in a work
 * tree): created and updated are then the snapshot's time, authors empty. A file that differs
 * from HEAD's is updated at the snapshot's time. Into ARENA. */
bool history_of(const struct history *history, struct text path, struct arena *arena,
		struct path_history *result);

#endif
