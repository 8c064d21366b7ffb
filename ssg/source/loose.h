/* loose.h - reads loose objects of git, with bounds checks (private to source/).
 *
 * libgit2 inflates a loose object that is cut off, as a loss of power leaves one, in an endless
 * loop (its issue 7342, mended in August 2026: neither Debian 12 nor 13 has that). So loose
 * objects are read here: added to an object database, this backend is asked after the packs and
 * before libgit2's own, and finds the damage on which that one would hang. */
#ifndef SSG_SOURCE_LOOSE_H
#define SSG_SOURCE_LOOSE_H

#include <git2.h>

enum { LOOSE_DAMAGED = GIT_EINVALID }; /* what reading such an object gives */

/* Once in a process, before a repository is opened: the order of backends. */
void loose_prepare(void);

/* FOLDERS: all object folders, NULL-terminated; they must outlive ODB. Gives libgit2's code. */
int loose_add(git_odb *odb, const char *const *folders);

#endif
