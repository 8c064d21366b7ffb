/* records.h - keeps records of documents under the digest of what each was made from.
 *
 *   records_open(&records, state_fd, stamp, LOG_USE_ALL);
 *   if (!records_find(&records, key, &found))
 *           … make it …; records_add(&records, key, &made);
 *   records_settle(&records);      writes what was added; it can be found now
 *   records_tidy(&records);        after the build: drops unused records at times
 *   records_close(&records);
 *
 * All are in one log (cache/log.h). Its key, STAMP, is a digest of program and settings. Each build
 * appends a segment with its new records. */
#ifndef SSG_CACHE_RECORDS_H
#define SSG_CACHE_RECORDS_H

#include "cache/log.h"

struct records {
	enum log_use use;
	struct log log;
	struct record_segment *segments; /* one per segment of the log */
	struct log_writer writer;        /* of new records */
	struct buffer added;             /* struct part of each */
	uint64_t used;                   /* bytes of records found or added by this build */
	struct arena arena;
};

struct kept_record {
	struct text bytes;     /* aligned to 8; valid until records_close */
	struct digest outline; /* digest of what other documents can see of it (content/record.h) */
};

void records_open(struct records *records, int folder_fd, struct digest stamp, enum log_use use);
void records_close(struct records *records); /* RECORDS may be zeros */

bool records_find(struct records *records, struct digest key, struct kept_record *found);
/* Copies MADE. KEY must be new. Not with LOG_ONLY_READ. */
void records_add(struct records *records, struct digest key, const struct kept_record *made);
/* Call once, when all are added. False, with errno: new records are lost. */
bool records_settle(struct records *records);
/* Writes the file again if most of it is unused or it has many segments. Failure is not an error.
 */
void records_tidy(struct records *records);

#endif
