/* stamps.h - what a build is made from, as digests: equal ones, equal output. */
#ifndef SSG_ENGINE_STAMPS_H
#define SSG_ENGINE_STAMPS_H

#include "base/digest.h"
#include "source/snapshot.h"

/* The program and its libraries. */
struct digest stamp_of_program(void);
/* STAMP, and the files below the COUNT FOLDERS (or at them, as "site.yaml"): paths and bytes. */
struct digest stamp_join_files(struct digest stamp, const struct snapshot *snapshot,
			       const struct text *folders, size_t count);
/* What all pages have in common: program and libraries, settings, data, plugins, and whether there
 * is a history. */
struct digest stamp_of_pages(const struct snapshot *snapshot);
/* Appends the files that it covers, with their blobs (TRACE_FILES of cache/traces.h). */
void stamp_list_files(const struct snapshot *snapshot, struct buffer *out);
/* Appends how NOW differs from BEFORE, both such lists, one line per file: "x.yaml was added". */
void stamp_compare_files(struct text before, struct text now, struct buffer *out);
/* What the whole output is made from: nothing else is read. */
struct digest stamp_of_all(const struct snapshot *snapshot);
/* The same of a commit, whose files need not be listed for it. */
struct digest stamp_of_commit(const struct snapshot *snapshot);

#endif
