/* explain_record.h - an answer of `ssg explain`, piece by piece: as the jailed worker gives it, and
 * as the command tells it, to people or to programs.
 *
 *   explain_record_add(out, &record);                    in the worker
 *   explain_record_end(out);
 *
 *   while (explain_record_next(&bytes, &record)) … record.kind, record.texts …
 *
 * In this order: the file, its sources, the build, its reasons, how many more, reads. */
#ifndef SSG_ENGINE_EXPLAIN_RECORD_H
#define SSG_ENGINE_EXPLAIN_RECORD_H

#include "base/memory.h"

enum explained {
	EXPLAINED_FILE,   /* its path; "page" */
	EXPLAINED_SOURCE, /* "document", or nothing for one more of the same; which */
	EXPLAINED_BUILD,  /* what it did, a digit: enum trace_decision; its commit; the one before
			     it, or nothing */
	EXPLAINED_REASON, /* why */
	EXPLAINED_MORE,   /* of reasons, how many */
	EXPLAINED_READ,   /* group; what; by which fields; in which lines */
};

enum { EXPLAINED_TEXTS = 4 };

struct explain_record {
	enum explained kind;
	struct text texts[EXPLAINED_TEXTS]; /* those behind the last that there is are empty */
};

void explain_record_add(struct buffer *out, const struct explain_record *record);
/* Behind the last. */
void explain_record_end(struct buffer *out);
/* Takes the first off BYTES, into which its texts point. False: at the end, or what follows is
 * damaged. */
bool explain_record_next(struct text *bytes, struct explain_record *record);

#endif
