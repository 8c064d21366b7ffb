/* history.h - when each file came, when it last changed and who wrote it: from one walk of the
 * commit graph.
 *
 * A commit touches a path when the path's blob differs from that in every parent (as `git log
 * -c`). Renames are not followed. Names go through .mailmap (of the snapshot's commit).
 * The result is flat (offsets, no pointers): remembered between builds, extended by the commits that are new. */
#ifndef SSG_SOURCE_HISTORY_H
#define SSG_SOURCE_HISTORY_H

#include "source/snapshot.h"

struct path_history {
	int64_t created; /* author dates, seconds since 1970 */
	int64_t updated;
	struct text *authors; /* names, by first contribution */
	size_t author_count;
};

struct history; /* opaque, flat */

/* Of the file at PATH (relative to the site). False: no commit has it (a new file in a work
 * tree): created and updated are then the snapshot's time, authors empty. Into ARENA. */
bool history_of(const struct history *history, struct text path, struct arena *arena,
                struct path_history *result);

/* The further API (walking, in parallel slices; remembering) is this module's own design. */

#endif
