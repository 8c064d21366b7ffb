/* document_changes.h - how one document's file differs between two snapshots, in words of its
 * author: which fields, and whether its text.
 *
 *   document_changes_find(&change, &before, &now, path, &arena); */
#ifndef SSG_ENGINE_DOCUMENT_CHANGES_H
#define SSG_ENGINE_DOCUMENT_CHANGES_H

#include "source/snapshot.h"

enum file_change { FILE_SAME, FILE_ADDED, FILE_REMOVED, FILE_CHANGED };

struct document_change {
	struct text path;
	enum file_change kind;
	struct text
	    *fields; /* of the front matter, those that differ; "title" may be a heading's */
	size_t field_count;
	bool text;
};

/* PATH and ARENA outlive CHANGE. In a jailed worker: it parses Markdown. */
void document_changes_find(struct document_change *change, const struct snapshot *before,
			   const struct snapshot *now, struct text path, struct arena *arena);

#endif
