/* repository.h - finds the site in its repository, and the commit that a revision names (private
 * to source/). Both fill fields of a snapshot. */
#ifndef SSG_SOURCE_REPOSITORY_H
#define SSG_SOURCE_REPOSITORY_H

#include "source/files.h"

/* Opens the repository of the folder SITE: ->repository, ->odb, ->prefix, ->shallow, and, unless
 * it is bare, the absolute path of SITE in ->directory. */
enum status repository_open(struct snapshot *s, const char *site, struct diagnostics *d);
void repository_close(struct snapshot *s);

/* ->commit, ->time and ->tree of REV. */
enum status repository_resolve(struct snapshot *s, const char *rev, struct diagnostics *d);

/* See snapshot_read_paths. */
const char **repository_read_paths(const struct snapshot *s, struct arena *arena);

#endif
