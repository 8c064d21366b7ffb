/* file_changes.h - the differences between a generation and the one before, sorted by path, from
 * which publish/manifest.h makes its lists.
 *
 *   if (!file_changes_make(&changes, written, removed)) … two files have one path …
 *   changes.list[i].file.path …
 *   file_changes_add(&changes, &file)
 *   file_changes_find(&changes, path)
 *   file_changes_free(&changes);
 *
 * WRITTEN and REMOVED are lists of publish/written.h; the paths point into them. */
#ifndef SSG_PUBLISH_FILE_CHANGES_H
#define SSG_PUBLISH_FILE_CHANGES_H

#include "publish/manifest.h"

struct file_changes {
	struct arena arena;
	struct file_change *list; /* with room for one more */
	size_t count;
	size_t written; /* of them; the others are removed */
};

bool file_changes_make(struct file_changes *changes, struct text written, struct text removed);
void file_changes_free(struct file_changes *changes);

/* A file that is written, at its place. Room for one. */
void file_changes_add(struct file_changes *changes, const struct published_file *file);
/* NULL: PATH is as it was. */
const struct file_change *file_changes_find(const struct file_changes *changes, struct text path);

#endif
