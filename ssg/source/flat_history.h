/* flat_history.h - the history of paths as one run of bytes (private to source/).
 *
 *   struct touches t = {0};
 *   touches_add(&t, path, author, date) ... or touches_join(&t, &other)
 *   touches_write(&t, head, commits, commit_count, &out);
 *   flat_history_read(&flat, buffer_view(&out));
 *
 * Joining is commutative and the bytes are canonical: the same touches give the same bytes
 * whatever the slices and the order they came in. */
#ifndef SSG_SOURCE_FLAT_HISTORY_H
#define SSG_SOURCE_FLAT_HISTORY_H

#include "base/map.h"
#include "source/snapshot.h"

struct flat_path {
	int64_t created, updated;
	uint64_t path; /* offset in the texts */
	uint32_t path_size;
	uint32_t contribution_count;
	uint64_t first_contribution;
};

struct flat_contribution {
	int64_t date;    /* the earliest of this author at this path */
	uint64_t author; /* index */
};

struct flat_author {
	uint64_t name; /* offset in the texts of "name\nemail" */
	uint64_t size;
};

/* A view of flat bytes. */
struct flat_history {
	struct blob_id head;           /* the newest commit; zeros for a slice */
	const struct blob_id *commits; /* all that were walked, sorted */
	size_t commit_count;
	const struct flat_path *paths; /* sorted by path */
	size_t path_count;
	const struct flat_contribution *contributions; /* of one path: by date, then author */
	size_t contribution_count;
	const struct flat_author *authors; /* sorted by identity */
	size_t author_count;
	struct text texts;
};

/* False if BYTES are not a history. They are aligned to 8 bytes, and outlive the view. */
bool flat_history_read(struct flat_history *flat, struct text bytes);
struct text flat_history_path(const struct flat_history *flat, size_t path);
struct text flat_history_author(const struct flat_history *flat, size_t author);
const struct flat_path *flat_history_find(const struct flat_history *flat, struct text path);

/* ---- building */

struct touches {
	struct arena arena;
	struct touched_path *paths;
	size_t path_count;
	struct text *authors;
	size_t author_count;
	struct map by_path, by_author;
};

/* AUTHOR ("name\nemail") touched PATH at DATE. Copies both. */
void touches_add(struct touches *touches, struct text path, struct text author, int64_t date);
void touches_join(struct touches *touches, const struct flat_history *flat);
/* Adds only what FLAT says of the paths that are touched. */
void touches_join_touched(struct touches *touches, const struct flat_history *flat);
/* Aligns OUT first. The touches are of no use afterwards, except to touches_free. COMMITS are
 * sorted. */
void touches_write(struct touches *touches, struct blob_id head, const struct blob_id *commits,
		   size_t commit_count, struct buffer *out);
void touches_free(struct touches *touches);

#endif
