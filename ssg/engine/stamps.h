/* stamps.h - digests of what a build depends on: equal digests, equal output. */
#ifndef SSG_ENGINE_STAMPS_H
#define SSG_ENGINE_STAMPS_H

#include "base/digest.h"
#include "source/snapshot.h"

/* Digest of the program and its libraries. */
struct digest stamp_of_program(void);
/* STAMP joined with paths and bytes of all files below COUNT FOLDERS; a folder may be a file, such
 * as "site.yaml". */
struct digest stamp_join_files(struct digest stamp, const struct snapshot *snapshot,
			       const struct text *folders, size_t count);
/* Digest of what all pages depend on: program and libraries, settings, data, plugins, and whether
 * there is a history. */
struct digest stamp_of_pages(const struct snapshot *snapshot);
/* Appends the files that stamp_of_pages covers, with their blobs, in the format of TRACE_FILES
 * (cache/trace_state.h). */
void stamp_list_files(const struct snapshot *snapshot, struct buffer *out);
/* Compares two such lists; appends a line per difference, such as "x.yaml was added". */
void stamp_compare_files(struct text before, struct text now, struct buffer *out);
/* Digest of everything that the output depends on. */
struct digest stamp_of_all(const struct snapshot *snapshot);

#endif
