/* landlock.h - restricts files, TCP ports and signals of a process by Landlock (Linux,
 * Documentation/userspace-api/landlock.rst).
 *
 * Each kernel knows a version of Landlock ("ABI"); a newer one limits more. We ask for all
 * that both the kernel and we know:
 *
 *   1  files and folders by path        3  truncating             5  ioctl on devices
 *   2  renames and links across folders 4  TCP bind and connect   6  signals and abstract
 *                                                                    sockets to the outside */
#ifndef SSG_WORKERS_LANDLOCK_H
#define SSG_WORKERS_LANDLOCK_H

#include <stdbool.h>

int landlock_version(void); /* 0: this kernel has none */

/* Confines the process to the paths of a jail (workers/jail.h). False: not confined, or not fully.
 * Needs no_new_privs. */
bool landlock_confine(const char **read_paths, const char *write_path, bool may_fork);

#endif
