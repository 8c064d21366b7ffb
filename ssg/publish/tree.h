/* tree.h - functions on directory trees by descriptor, never by a path that somebody could
 * redirect. */
#ifndef SSG_PUBLISH_TREE_H
#define SSG_PUBLISH_TREE_H

#include "base/text.h"

#include <sys/stat.h>

/* Removes NAME below the directory PARENT with all that is in it; links are not followed. True
 * when it is gone or was not there; else false with errno. Open descriptors: one a level. */
bool tree_remove(int parent, const char *name);

/* Goes through all that is below DIRECTORY. What KEEP gives false for is removed, and folders in
 * which nothing is left. KEEP is given what is no folder, and its path below DIRECTORY. False with
 * errno: some may stand there that should not. */
bool tree_sift(int directory, bool (*keep)(void *self, const struct stat *status, struct text path),
	       void *self);

/* NAME below PARENT as a directory of mode 0755, whatever the umask; it may be there already.
 * Its descriptor, or -1 with errno (a symbolic link is not a directory here). */
int tree_make(int parent, const char *name);

/* 1: nothing is in DIRECTORY, which is closed; 0: something is; -1: errno. */
int tree_is_empty(int directory);

#endif
