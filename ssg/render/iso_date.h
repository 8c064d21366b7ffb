/* iso_date.h - calendar dates as ISO 8601 writes them, and only as far as they are known.
 *
 * "2026", "2026-11", "2026-11-24", and the last with a time: "2026-11-24T10:00:00Z" or
 * "…+02:00" (RFC 3339; a space may stand for the T, seconds and zone may be missing). The
 * calendar is the proleptic Gregorian one, years are 0001 to 9999. */
#ifndef SSG_RENDER_ISO_DATE_H
#define SSG_RENDER_ISO_DATE_H

#include "base/memory.h"

struct iso_date {
	int year;
	int month;         /* 1 to 12; 0: not known */
	int day;           /* 1 to 31; 0: not known */
	struct text clock; /* "10:00:00", as written; empty: none */
	struct text zone;  /* "Z", "+02:00"; empty: none */
};

/* False: TEXT is no date (the 30th of February is none). */
bool iso_date_read(struct text text, struct iso_date *date);
/* Days since 1970-01-01; an unknown month or day counts as the first. */
int64_t iso_date_days(const struct iso_date *date);
/* Appends the RFC 3339 date-time: unknown parts are the first, a time without zone is UTC. */
void iso_date_write_rfc3339(const struct iso_date *date, struct buffer *out);

#endif
