/* explain_record.h - the answer to `ssg explain` as a list of records: the jailed worker writes it,
 * the command prints it for people or programs.
 *
 *   explain_record_add(out, &record);                    in the worker
 *   explain_record_end(out);
 *
 *   while (explain_record_next(&bytes, &record)) … record.kind, record.texts …
 *
 * Order: the file, its sources, the build, its reasons, the number of further reasons, reads. */
#ifndef SSG_ENGINE_EXPLAIN_RECORD_H
#define SSG_ENGINE_EXPLAIN_RECORD_H

#include "base/memory.h"

enum explained {
	EXPLAINED_FILE,   /* path; kind of file, such as "page" */
	EXPLAINED_SOURCE, /* "document", or empty if the label is that of the record before; path */
	EXPLAINED_BUILD,  /* a digit, enum trace_decision; commit; the commit that the build before
			     was of, or empty */
	EXPLAINED_REASON, /* a sentence */
	EXPLAINED_MORE,   /* number of reasons that are not listed */
	EXPLAINED_READ,   /* group; object; fields; lines of templates and plugins */
};

enum { EXPLAINED_TEXTS = 4 };

struct explain_record {
	enum explained kind;
	struct text texts[EXPLAINED_TEXTS]; /* unused ones are empty */
};

void explain_record_add(struct buffer *out, const struct explain_record *record);
/* Ends the list. */
void explain_record_end(struct buffer *out);
/* Removes the first record from BYTES; its texts point there. False at the end, and if the bytes
 * are damaged. */
bool explain_record_next(struct text *bytes, struct explain_record *record);

#endif
