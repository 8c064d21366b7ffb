/* tree.h - functions on directory trees by descriptor, never by a path that somebody could
 * redirect. */
#ifndef SSG_PUBLISH_TREE_H
#define SSG_PUBLISH_TREE_H

#include "base/text.h"

/* Removes NAME below the directory PARENT with everything in it; does not follow links. True if it
 * is gone or did not exist; else false, with errno. Opens one descriptor per level. */
bool tree_remove(int parent, const char *name);

/* Makes or opens the directory NAME below PARENT, of mode 0755 whatever the umask. Returns its
 * descriptor, or -1 with errno; a symbolic link is not a directory here. */
int tree_make(int parent, const char *name);

/* Closes DIRECTORY. 1 if it is empty, 0 if not, -1 with errno. */
int tree_is_empty(int directory);

#endif
