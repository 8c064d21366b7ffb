/* records.h - records of documents, by the digest of what each was made from.
 *
 *   records_open(&records, state_fd, stamp, LOG_USE_ALL);
 *   if (!records_find(&records, key, &found))
 *           … make it …; records_add(&records, key, &made);
 *   records_settle(&records);      what was added is in the file now, and found
 *   records_tidy(&records);        after the build: records that nobody asked for go in the end
 *   records_close(&records);
 *
 * All are in one log (cache/log.h), under the key STAMP: of program and settings. Each build
 * appends a segment with what is new. */
#ifndef SSG_CACHE_RECORDS_H
#define SSG_CACHE_RECORDS_H

#include "cache/log.h"

struct records {
	enum log_use use;
	struct log log;
	struct record_segment *segments; /* as in the log */
	struct log_writer writer;        /* of what is added */
	struct buffer added;             /* its parts */
	uint64_t used;                   /* bytes of records that were found or added */
	struct arena arena;
};

struct kept_record {
	struct text bytes;     /* aligned to 8; found ones live until records_close */
	struct digest outline; /* of the record, without a look at its bytes */
};

void records_open(struct records *records, int folder_fd, struct digest stamp, enum log_use use);
void records_close(struct records *records); /* also of zeros */

bool records_find(struct records *records, struct digest key, struct kept_record *found);
/* Copies MADE; KEY is not there. Not for LOG_ONLY_READ. */
void records_add(struct records *records, struct digest key, const struct kept_record *made);
/* Once, when all are added. False with errno: what was added is lost. */
bool records_settle(struct records *records);
/* Writes the file again when it is mostly of no use, or in many segments. Failing is no error. */
void records_tidy(struct records *records);

#endif
