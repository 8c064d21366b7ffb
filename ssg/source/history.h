/* history.h - when each file was created and last changed, and who wrote it: from one walk of the
 * commit graph.
 *
 *   history_plan_open(&plan, &snapshot, &remembered, d);      parts of earlier builds
 *   if (plan.count)
 *           for each SLICE of the plan, in any process and order:
 *                   history_slice(&plan, first, count, &out, d);
 *           history_join(&plan, slices, slice_count, &out, &kept, d);
 *           … the parts are now the first KEPT ones, and OUT …
 *   else    … the parts are now the first plan.part_count ones …
 *   history_plan_close(&plan);
 *   history_open(&history, &parts, &snapshot, d);
 *   history_of(&history, path, ...) ...
 *
 * A commit touches a path when it has it and the path's blob differs from that in every parent
 * (as `git log -c`): a merge touches what it changed itself, a removal touches nothing. Only
 * files below the site's content/ are looked at. Renames are not followed: an address is its path.
 *
 * `created` is the earliest author date of the commits that touch a path, `updated` the latest;
 * a file that was removed and came back has one history. Author dates of a rebased history can
 * be out of order; the earliest and latest do not depend on how branches interleave, so that a
 * history can be made in slices and extended by new commits, and says the same as one made at once.
 * Names go through .mailmap, of the snapshot's commit, only when asked for.
 *
 * The history of a shallow clone is cut off (snapshot.shallow): its oldest commits touch all
 * files. It is never remembered. */
#ifndef SSG_SOURCE_HISTORY_H
#define SSG_SOURCE_HISTORY_H

#include "base/digest.h"
#include "source/commit_graph.h"

enum { HISTORY_PARTS_MAX = 16 };

/* A history in parts, so that the cost of a new commit does not grow with the site. A part says
 * everything about its paths, up to its commit; the newest part that has a path counts. */
struct history_parts {
	const struct text *list; /* oldest first, each aligned to 8 bytes */
	size_t count;
};

/* ---- making */

struct history_plan {
	const struct snapshot *snapshot;
	struct commit_graph graph;
	struct flat_history parts[HISTORY_PARTS_MAX];
	size_t part_count; /* of the remembered parts: those of ancestors of the commit */
	size_t count;      /* of the commits to walk, for slices; 0: these parts are all */
};

/* REMEMBERED outlives the plan. */
enum status history_plan_open(struct history_plan *plan, const struct snapshot *snapshot,
			      const struct history_parts *remembered, struct diagnostics *d);
void history_plan_close(struct history_plan *plan);

/* Appends what COUNT commits from FIRST on have touched. Needs no file but the snapshot's. */
enum status history_slice(const struct history_plan *plan, size_t first, size_t count,
			  struct buffer *out, struct diagnostics *d);

/* Appends one part: of all slices, and of the parts from number *KEPT on, which go. These are none,
 * or all except the first, when they are many; or all, when they weigh too much.
 * STATUS_MACHINE: a slice is damaged. */
enum status history_join(const struct history_plan *plan, const struct text *slices,
			 size_t slice_count, struct buffer *out, size_t *kept,
			 struct diagnostics *d);

/* ---- asking */

struct history_part {
	struct flat_history flat;
	struct text *names; /* by author, through .mailmap */
};

struct history {
	struct arena arena;
	struct history_part parts[HISTORY_PARTS_MAX]; /* oldest first */
	size_t part_count;
	struct digest mailmap; /* of the bytes of .mailmap */
	int64_t time;          /* the snapshot's */
	struct text *changed;  /* files of a work tree that differ from HEAD's, sorted */
	size_t changed_count;
};

struct path_history {
	int64_t created; /* author dates, seconds since 1970 */
	int64_t updated;
	struct text *authors; /* names, by first contribution */
	size_t author_count;
};

/* PARTS are those of the same snapshot's plan; they outlive the history. */
enum status history_open(struct history *history, const struct history_parts *parts,
			 const struct snapshot *snapshot, struct diagnostics *d);
void history_close(struct history *history);

/* The history of the file at PATH (relative to the site), in ARENA. False if no commit has it (a
 * new file in a work tree): then created and updated are the snapshot's time, without authors. A
 * file that differs from HEAD's is updated at the snapshot's time. */
bool history_of(const struct history *history, struct text path, struct arena *arena,
		struct path_history *result);

/* Names a history, for a later build to tell what has changed since. */
struct history_state {
	struct digest mailmap;
	struct blob_id head; /* zeros if files of the work tree differ from HEAD */
	uint32_t zero;
};

struct history_state history_state(const struct history *history);
/* The COUNT PATHS that may have another history now than THEN, in ARENA; one may be there twice.
 * False: all may, as HISTORY does not go back to THEN in parts, or names of authors differ. */
bool history_since(const struct history *history, const struct history_state *then,
		   struct arena *arena, const struct text **paths, size_t *count);

#endif
