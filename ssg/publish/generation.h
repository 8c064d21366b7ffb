/* generation.h - publishes a new tree of files in one step.
 *
 * OUT is always one complete generation. Everything else that ssg writes is in its hidden sibling
 * `.OUT.ssg/`, the state directory: `next/` (being built), `previous/` (the generation before, for
 * rollback and as the base of the next build), `lock`, and logs (cache/log.h).
 *
 *   generation_begin(&g, "public", 10, diags);    locks, makes an empty next/
 *   ... workers write files below g.next_path through g.next_fd ...
 *   generation_publish(&g, diags);                syncs, exchanges next/ and OUT
 *   generation_end(&g);                           unlocks; without publish, nothing has changed
 *
 * If the build is killed at any point, OUT is either the old generation or the new one; the next
 * build removes next/. (If it is killed right after the exchange, previous/ is one generation
 * older.)
 *
 * renameat2(RENAME_EXCHANGE) exchanges two directories in one step on ext4, XFS, Btrfs, tmpfs and
 * others. On a file system without it, OUT is missing for a moment, and W-EXCHANGE says so; if the
 * build is killed just then, the next build puts the old generation back. */
#ifndef SSG_PUBLISH_GENERATION_H
#define SSG_PUBLISH_GENERATION_H

#include "base/diagnostics.h"

struct generation {
	struct arena arena;
	const char *out_path;   /* absolute */
	const char *state_path; /* absolute path of .OUT.ssg */
	const char *next_path;  /* absolute path of .OUT.ssg/next */
	int state_fd, next_fd, lock_fd;
	bool unsynced; /* may be set after begin, for a preview: a power cut may damage it */
	/* private */
	const char *name; /* of OUT in its folder */
	int folder_fd;
};

/* The differences between the new generation and previous/. Paths are relative. */
struct generation_delta {
	const struct text *written; /* in next/: they go to its place */
	size_t written_count;
	const struct text *kept; /* as they are in OUT, but not in previous/ */
	size_t kept_count;
	const struct text *removed; /* from previous/; some may not be there */
	size_t removed_count;
};

/* STATUS_MACHINE if another build holds the lock (E-LOCK, with its pid; waits up to WAIT_SECONDS
 * first); if OUT exists and is not a directory, or is one that ssg did not make (never overwrite
 * somebody's files: a generation has SHA256SUMS and mirror.json; an empty directory is fine); or
 * if OUT is a link, the root, "." or in a state directory. OUT is relative to the working
 * directory or absolute; its folder exists. */
enum status generation_begin(struct generation *g, const char *out, unsigned wait_seconds,
			     struct diagnostics *d);
/* Only for reading: fills paths, folder_fd and state_fd; locks and makes nothing. False, with
 * errno, if there is no OUT, or no state directory beside it. */
bool generation_look(struct generation *g, const char *out);
/* Makes a hard link in next/ to the file RELATIVE of OUT, with the folders above it. False: there
 * is no such file, or the file system has no links: write the file. Only after the workers have
 * ended, as they could write to what is published. */
bool generation_keep(struct generation *g, const char *relative);
/* When little changes: turns previous/, the predecessor of OUT, into next/. STATUS_MACHINE: that
 * failed, and previous/ is gone. Only after the workers have ended. */
enum status generation_forward(struct generation *g, const struct generation_delta *delta,
			       struct diagnostics *d);
enum status generation_publish(struct generation *g, struct diagnostics *d);
/* Call it also after generation_begin has failed. */
void generation_end(struct generation *g);

/* Writes one file below NEXT_FD, of mode 0644 whatever the umask, with the folders above it. The
 * file must not exist. For workers. */
enum status generation_write(int next_fd, const char *relative, struct text bytes,
			     struct diagnostics *d);
/* The same for bytes in COUNT parts. */
enum status generation_write_parts(int next_fd, const char *relative, const struct text *parts,
				   size_t count, struct diagnostics *d);

#endif
