/* file_list.h - all files of a generation by path: those of the generation before, and what
 * differs.
 *
 *   file_list_make(&list, before, written, removed);
 *   list.files[i].path …, file_list_has(&list, path)
 *   file_list_write(&list, &out);                  as BEFORE for the next one
 *   file_list_free(&list);
 *
 * Lists in bytes are as build/output.h has them; the paths point into them. What is listed is
 * merged, not sorted again: an edit touches a few files of many. */
#ifndef SSG_BUILD_FILE_LIST_H
#define SSG_BUILD_FILE_LIST_H

#include "publish/checksums.h"

struct file_list {
	struct arena arena;
	struct published_file *files; /* with room for one more */
	size_t count;
};

/* Any list of files, sorted. */
void file_list_read(struct file_list *list, struct text bytes);
/* BEFORE is sorted, and may be empty. WRITTEN and REMOVED are not. */
void file_list_make(struct file_list *list, struct text before, struct text written,
		    struct text removed);
void file_list_free(struct file_list *list);

bool file_list_has(const struct file_list *list, struct text path);
/* At its place. Room for one. */
void file_list_add(struct file_list *list, const struct published_file *file);
void file_list_write(const struct file_list *list, struct buffer *out);

#endif
