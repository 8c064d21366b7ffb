/* snapshot.h - the files of one commit, or of a work tree, without a checkout.
 *
 *   snapshot_open(&s, ".", "HEAD", diags);          or snapshot_open_worktree(&s, ".", diags)
 *   for (size_t i = 0; i < s.count; i++) ... s.files[i].path ...
 *   snapshot_read(&s, &s.files[i], &buffer, diags);
 *   snapshot_close(&s);
 *
 * Only what a site is made of is listed: site.yaml, content/, themes/, lua-plugins/. Other files
 * of the repository (a program's sources, say) do not belong to the site and are ignored.
 *
 * Paths are UTF-8, relative to the site (the folder of SITE inside its repository), sorted by
 * byte. Entries that are no plain files (links, submodules: E-FILE) and names that are not UTF-8,
 * hold control characters (E-NAME) or collide when case-folded or NFC-normalised (E-COLLISION)
 * are reported and left out; see names.h.
 *
 * The user's and the system's configuration of git, environment variables, filters, grafts and
 * replacements change nothing; but in a pre-receive hook, what is being pushed can be read too. A
 * snapshot opened before fork() may be read in every child. */
#ifndef SSG_SOURCE_SNAPSHOT_H
#define SSG_SOURCE_SNAPSHOT_H

#include "source/files.h"

/* SITE: a folder in a git repository (found upwards), or a bare repository (where the site is
 * at the root). REV: as git's rev-parse. STATUS_USAGE: no repository, no such revision.
 * STATUS_CONTENT: unusable names were reported; the snapshot is open and holds the rest.
 * snapshot_close() is right after any status. */
enum status snapshot_open(struct snapshot *s, const char *site, const char *rev,
			  struct diagnostics *d);
/* The same in two steps: the commit is known long before its files. Folders that are as in the
 * listing REMEMBERED (flat_listing.h; it may be empty) are taken from there: its bytes outlive
 * the snapshot. */
enum status snapshot_find_commit(struct snapshot *s, const char *site, const char *rev,
				 struct diagnostics *d);
struct flat_listing;
enum status snapshot_list(struct snapshot *s, const struct flat_listing *remembered,
			  struct diagnostics *d);
/* The files on disk: see worktree.h. */
enum status snapshot_open_worktree(struct snapshot *s, const char *site, struct diagnostics *d);
void snapshot_close(struct snapshot *s);

const struct file *snapshot_find(const struct snapshot *s, struct text path); /* or NULL */
/* The files below FOLDER ("content/fr/"): *FIRST is the index of the first; gives how many. */
size_t snapshot_below(const struct snapshot *s, struct text folder, size_t *first);

/* Appends the bytes of a file to OUT. STATUS_MACHINE when its object is damaged or missing, or
 * when the file of a work tree has changed since it was listed. */
enum status snapshot_read(const struct snapshot *s, const struct file *file, struct buffer *out,
			  struct diagnostics *d);

/* The folders that snapshot_read, history_slice and history_open read from (object databases with
 * their alternates, the work tree and its repository), absolute: what a jail has to leave readable.
 * Packs are opened when first needed, so the folders count, not open files. Into ARENA;
 * NULL-terminated. */
const char **snapshot_read_paths(const struct snapshot *s, struct arena *arena);

#endif
