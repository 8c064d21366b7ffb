/* tree.h - directory trees by descriptor, never by a path that somebody could turn elsewhere. */
#ifndef SSG_PUBLISH_TREE_H
#define SSG_PUBLISH_TREE_H

#include <stdbool.h>

/* Removes NAME below the directory PARENT with all that is in it; links are not followed. True
 * when it is gone or was not there; else false with errno. Open descriptors: one a level. */
bool tree_remove(int parent, const char *name);

/* NAME below PARENT as a directory of mode 0755, whatever the umask; it may be there already.
 * Its descriptor, or -1 with errno (a symbolic link is not a directory here). */
int tree_make(int parent, const char *name);

#endif
