/* manifest.h - writes SHA256SUMS (as sha256sum -c reads it) and mirror.json (for mirrors).
 *
 *   struct text entries = list_entries(LIST_SUMS, bytes);         of the generation before
 *   list_merge(&list, LIST_SUMS, entries, changes, count, head);  of this one
 *   … list.parts …                                                its bytes
 *   list_free(&list);
 *
 * What has not changed is not formatted again, nor copied: a part of the new list is a span of the
 * old one. A list of all files is merged the same way, from changes alone.
 *
 * SHA256SUMS has a line for each file but itself. Odd names are escaped as coreutils do: a
 * backslash begins the line, \\, \n and \r follow. mirror.json is {"format": 1, "commit": "…",
 * "time": "2026-11-24T10:00:00Z", "bytes": sum of sizes, "files": [{"path": "…", "size": 123,
 * "sha256": "…"}, …]}; all but these two lists. */
#ifndef SSG_PUBLISH_MANIFEST_H
#define SSG_PUBLISH_MANIFEST_H

#include "publish/checksums.h"

#define SUMS_NAME "SHA256SUMS"
#define MIRROR_NAME "mirror.json"

enum list { LIST_SUMS, LIST_MIRROR };

/* From one generation to the next. */
struct file_change {
	struct published_file file;
	bool removed; /* else it is written: new, or in the place of the old one */
};

/* The part between the head of a list and its end, in BYTES that list_merge has made. */
struct text list_entries(enum list list, struct text bytes);
/* The entry of PATH. False: there is none. */
bool list_find(enum list list, struct text entries, struct text path, struct text *entry);
/* The size of the file in an entry of mirror.json. */
uint64_t mirror_entry_size(struct text entry);

/* The beginning of mirror.json. COMMIT is hexadecimal; TIME is the commit's, in seconds since
 * 1970 (UTC); BYTES is the sum of all sizes. */
void mirror_head(const char *commit, int64_t time, uint64_t bytes, struct buffer *out);

struct merged_list {
	struct text *parts; /* they lie in ENTRIES, HEAD and the list */
	size_t count;
	/* private */
	struct arena arena;
	struct buffer fresh;
};

/* CHANGES are sorted by path, each path once. HEAD is what the list begins with; there is an entry
 * at least, unless it is mirror.json. */
void list_merge(struct merged_list *merged, enum list list, struct text entries,
		const struct file_change *changes, size_t count, struct text head);
void list_free(struct merged_list *merged);

#endif
