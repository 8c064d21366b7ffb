/* seccomp.h - the list of system calls that a jailed process may use. */
#ifndef SSG_WORKERS_SECCOMP_H
#define SSG_WORKERS_SECCOMP_H

#include <stdbool.h>

bool seccomp_available(void); /* with filters that can end a process: Linux 4.14 */

/* Allows only the calls of the list from now on. False: not confined. Needs no_new_privs. */
bool seccomp_confine(bool may_write, bool may_fork);

#endif
