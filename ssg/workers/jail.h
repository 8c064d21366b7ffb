/* jail.h - limits what a worker may do: the second wall around plugins and parsers.
 *
 * Landlock limits files to the paths named here (workers/landlock.h), seccomp the system calls
 * to a list that can be read (workers/seccomp.c: no sockets, no exec, no ptrace, no signals to
 * others, no executable memory …), rlimits memory, core files and file sizes.
 * The first wall is sandbox/sandbox.h; neither is trusted alone.
 *
 * Jails nest: a jailed process with MAY_FORK can put its children into a narrower one.
 * Needs a process of one thread. */
#ifndef SSG_WORKERS_JAIL_H
#define SSG_WORKERS_JAIL_H

#include "base/memory.h"

struct jail {
	const char **read_paths; /* absolute; NULL-terminated; everything below may be read */
	const char *write_path;  /* absolute; files and folders below may be made; NULL: none */
	bool may_fork;           /* the site worker forks render workers and may kill them */
	uint64_t file_size;      /* the largest file it may write, bytes; 0: no limit */
	/* Private memory, bytes, with what it inherited (files mapped for reading do not count);
	 * 0: no limit. Workers set it from struct job. */
	uint64_t memory;
};

enum jail_wall { WALL_LANDLOCK = 1, WALL_SECCOMP = 2, WALL_LIMITS = 4 };

/* The walls that this kernel can give, a set of enum jail_wall: for the build's summary. To be
 * asked before entering a jail, which may forbid to ask. */
unsigned jail_available(void);

/* Enters the jail, for good. Returns the walls that are active: a caller that needs all of them
 * compares with jail_available(). Read paths that do not exist are left out; without an existing
 * write path Landlock stays off. */
unsigned jail_enter(const struct jail *jail);

/* Private memory of this process in bytes, to base a limit on; 0 when it is not known: in a
 * jail without may_fork. */
uint64_t jail_memory_now(void);

/* True if a limit of memory has an effect. Not under AddressSanitizer, whose shadow memory would
 * count. */
bool jail_limits_memory(void);

/* One line of English for the summary: which walls are active, and which this machine lacks. */
struct text jail_describe(struct arena *arena, unsigned walls);

#endif
