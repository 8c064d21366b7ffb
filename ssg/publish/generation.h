/* generation.h - a new tree of files, swapped in at once.
 *
 * OUT is always one whole generation. Everything else that ssg writes is in a hidden sibling,
 * `.OUT.ssg/`: `next/` (being built), `previous/` (the last one: for rollback, and the base of
 * the next build), `lock`, caches.
 *
 *   generation_begin(&g, "public", 10, diags);    locks, makes an empty next/
 *   ... workers write files below g.next_path through g.next_fd ...
 *   generation_publish(&g, diags);                syncs, exchanges next and OUT
 *   generation_end(&g);                           unlocks; without publish, nothing has changed
 *
 * Killed at any point, OUT is the old generation or the new one, whole; the next build clears
 * away what lies in next/. (Killed right after the exchange, previous/ is older by one.)
 *
 * Exchanging two directories is one step by renameat2(RENAME_EXCHANGE): ext4, XFS, Btrfs,
 * tmpfs, … On a file system without it OUT is missing for a moment, which is said (W-EXCHANGE);
 * killed just then, the next build puts the old generation back. */
#ifndef SSG_PUBLISH_GENERATION_H
#define SSG_PUBLISH_GENERATION_H

#include "base/diagnostics.h"

struct generation {
	struct arena arena;
	const char *out_path;   /* absolute */
	const char *state_path; /* absolute path of .OUT.ssg */
	const char *next_path;  /* absolute path of .OUT.ssg/next */
	int state_fd, next_fd, lock_fd;
	bool unsynced; /* may be set after begin: a preview, which a power cut may damage */
	/* private */
	const char *name; /* of OUT in its folder */
	int folder_fd;
};

/* How the generation to be published differs from previous/. Paths are relative. */
struct generation_delta {
	const struct text *written; /* in next/: they go to its place */
	size_t written_count;
	const struct text *kept; /* as they are in OUT, but not in previous/ */
	size_t kept_count;
	const struct text *removed; /* in previous/ no longer wanted; some may not be there */
	size_t removed_count;
};

/* STATUS_MACHINE: another build holds the lock (E-LOCK, with its pid; we wait up to WAIT_SECONDS
 * first), OUT exists and is no directory, or is one that ssg did not make (never overwrite
 * somebody's files: a generation holds SHA256SUMS and mirror.json; an empty directory is fine), or
 * OUT is a link, the root, "." or in a state directory. OUT is relative to the working directory or
 * absolute; its folder exists. */
enum status generation_begin(struct generation *g, const char *out, unsigned wait_seconds,
			     struct diagnostics *d);
/* Only to read: fills paths, folder_fd and state_fd, locks and makes nothing. False, with errno:
 * there is no OUT, or no state directory beside it. */
bool generation_look(struct generation *g, const char *out);
/* Makes the folder RELATIVE and those above it below next/. */
enum status generation_folder(struct generation *g, struct text relative, struct diagnostics *d);
/* The file RELATIVE as it is in OUT, without copying it (a hard link); its folder exists in next/.
 * False: there is none, or the file system has no links: write it. Only after the workers have
 * ended, which could else write to what is published. */
bool generation_keep(struct generation *g, const char *relative);
/* When little changes: makes next/ of previous/, which is OUT's predecessor. What cannot be done is
 * STATUS_MACHINE; previous/ is gone then. Only after the workers have ended. */
enum status generation_forward(struct generation *g, const struct generation_delta *delta,
			       struct diagnostics *d);
enum status generation_publish(struct generation *g, struct diagnostics *d);
/* Also after a begin that failed. */
void generation_end(struct generation *g);

/* Writes one file below NEXT_FD, whole (O_EXCL, mode 0644 whatever the umask). For workers. */
enum status generation_write(int next_fd, const char *relative, struct text bytes,
			     struct diagnostics *d);

#endif
