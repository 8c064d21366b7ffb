/* generation.h - publishes a new tree of files in one step.
 *
 * OUT is always one whole generation. Everything else that ssg writes is in a hidden sibling,
 * `.OUT.ssg/`: `next/` (being built), `previous/` (the last one: for rollback, and the base of
 * the next build), `spare/` (the one before that: its files are written over by a build that makes
 * all anew, as making and removing files costs more than rendering), `lock`, caches.
 *
 *   generation_begin(&g, "public", 10, diags);    locks, makes an empty next/
 *   ... workers write files below g.next_path through g.next_fd ...
 *   generation_publish(&g, diags);                syncs, exchanges next and OUT
 *   generation_end(&g);                           unlocks; without publish, nothing has changed
 *
 * Killed at any point, OUT is the old generation or the new one, whole; what lies in next/ is
 * spare for the next build. (Killed right after the exchange, previous/ is older by one.)
 *
 * Exchanging two directories is one step by renameat2(RENAME_EXCHANGE): ext4, XFS, Btrfs,
 * tmpfs, … On a file system without it OUT is missing for a moment, which is said (W-EXCHANGE);
 * killed just then, the next build puts the old generation back. */
#ifndef SSG_PUBLISH_GENERATION_H
#define SSG_PUBLISH_GENERATION_H

#include "base/diagnostics.h"

#include <sys/stat.h>

struct generation {
	struct arena arena;
	const char *out_path;   /* absolute */
	const char *state_path; /* absolute path of .OUT.ssg */
	const char *next_path;  /* absolute path of .OUT.ssg/next */
	int state_fd, next_fd, lock_fd;
	bool reused;   /* next/ is what was spare */
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
/* For a build that writes nearly all files, before its workers start: next/ is then the spare tree,
 * if there is one, less the files that others have links to. Until generation_sift, next/ has mode
 * 0700: generation_write takes it as leave to write over files. Where it finds a folder in the
 * place of a file, or the other way round, it fails: then generation_renew. */
enum status generation_reuse(struct generation *g, struct diagnostics *d);
/* Makes next/ a new and empty tree again. */
enum status generation_renew(struct generation *g, struct diagnostics *d);
/* After the workers: removes what KEEP (publish/tree.h) gives false for, if next/ was reused. */
enum status generation_sift(struct generation *g,
			    bool (*keep)(void *self, const struct stat *status, struct text path),
			    void *self, struct diagnostics *d);
/* Makes the folder RELATIVE and those above it below next/: at once for many files. */
enum status generation_folder(struct generation *g, struct text relative, struct diagnostics *d);
/* The file RELATIVE as it is in OUT, without copying it (a hard link), with the folders above it.
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

/* Writes one file below NEXT_FD, whole, mode 0644 whatever the umask, with the folders above it.
 * One that is there already is an error, unless next/ is reused. For workers. */
enum status generation_write(int next_fd, const char *relative, struct text bytes,
			     struct diagnostics *d);
/* The same for bytes that lie in COUNT parts. */
enum status generation_write_parts(int next_fd, const char *relative, const struct text *parts,
				   size_t count, struct diagnostics *d);

#endif
