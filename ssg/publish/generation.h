/* generation.h - a new tree of files, swapped in at once.
 *
 * OUT is always one whole generation. Everything else that ssg writes is in a hidden sibling,
 * `.OUT.ssg/`: `next/` (being built), `previous/` (the last one: for rollback, and the base of
 * the next build), `lock`, caches.
 *
 *   generation_begin(&g, "public", diags);        locks, makes an empty next/
 *   ... workers write files below g.next_path through g.next_fd ...
 *   generation_publish(&g, diags);                syncs, exchanges next and OUT
 *   generation_end(&g);                           unlocks; without publish, nothing has changed
 */
#ifndef SSG_PUBLISH_GENERATION_H
#define SSG_PUBLISH_GENERATION_H

#include "base/diagnostics.h"

struct generation {
	struct arena arena;
	const char *out_path;   /* absolute */
	const char *state_path; /* absolute path of .OUT.ssg */
	const char *next_path;  /* absolute path of .OUT.ssg/next */
	int state_fd, next_fd, lock_fd;
};

/* STATUS_MACHINE: another build holds the lock (said: its pid; we wait up to WAIT_SECONDS first), OUT exists and
 * is no directory, or is one that ssg did not make (never overwrite somebody's files: a generation holds
 * SHA256SUMS and mirror.json; an empty directory is fine). */
enum status generation_begin(struct generation *g, const char *out, unsigned wait_seconds,
                             struct diagnostics *d);
/* Makes the folder RELATIVE and those above it below next/. */
enum status generation_folder(struct generation *g, struct text relative, struct diagnostics *d);
enum status generation_publish(struct generation *g, struct diagnostics *d);
void generation_end(struct generation *g);

/* Writes one file below NEXT_FD, whole (O_EXCL, mode 0644 whatever the umask). For workers. */
enum status generation_write(int next_fd, const char *relative, struct text bytes,
                             struct diagnostics *d);

#endif
