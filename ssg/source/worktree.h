/* worktree.h - lists the files of a site on disk, for previews (private to source/).
 *
 * Listed are tracked files, and those that git would offer to add: what .gitignore and
 * .git/info/exclude name is left out, and so are untracked names that begin with a dot (swap and
 * lock files of editors come and go). A nested repository is a submodule, tracked or not.
 * No filter applies: the bytes, and so the blob ids, are those on disk, also where
 * .gitattributes or core.autocrlf would have git commit others. */
#ifndef SSG_SOURCE_WORKTREE_H
#define SSG_SOURCE_WORKTREE_H

#include "source/listing.h"

/* Adds the files below the snapshot's directory. False: the machine failed; reported. */
bool worktree_list(struct listing *listing);

/* Appends the bytes of FILE if they still are those that were listed: see snapshot_read. */
enum status worktree_read(const struct snapshot *s, const struct file *file, struct buffer *out,
			  struct diagnostics *d);

#endif
