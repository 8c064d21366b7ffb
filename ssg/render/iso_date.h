/* iso_date.h - dates of content/date.h as day numbers and in RFC 3339. */
#ifndef SSG_RENDER_ISO_DATE_H
#define SSG_RENDER_ISO_DATE_H

#include "base/memory.h"

struct iso_date {
	int year;          /* 1 to 9999 */
	int month;         /* 1 to 12; 0: not known */
	int day;           /* 1 to 31; 0: not known */
	struct text clock; /* "10:00" or "10:00:00.5"; empty: none */
	struct text zone;  /* as written, "Z" or "+01:00"; empty: none */
};

/* False if TEXT is not a date (there is no 30th of February). */
bool iso_date_read(struct text text, struct iso_date *date);
/* Days since 1970-01-01 in the proleptic Gregorian calendar; an unknown month or day counts as
 * the first. */
int64_t iso_date_days(const struct iso_date *date);
/* Appends the RFC 3339 date-time: unknown parts are the first, no zone is UTC. */
void iso_date_write_rfc3339(const struct iso_date *date, struct buffer *out);

#endif
