/* date.h - dates as editors write them: ISO 8601, to the year, month, day or second.
 *
 * "2026", "2026-11", "2026-11-24", and a date with a time: "2026-11-24T10:00", with seconds
 * and a zone ("Z", "+01:00") or without. A space may stand for the T (RFC 3339 5.6). */
#ifndef SSG_CONTENT_DATE_H
#define SSG_CONTENT_DATE_H

#include "base/text.h"

enum date_form {
	DATE_FORM_NONE,    /* not written like a date */
	DATE_FORM_INVALID, /* written like one, but not in the calendar: 2026-02-30 */
	DATE_FORM_YEAR,
	DATE_FORM_MONTH,
	DATE_FORM_DAY,
	DATE_FORM_TIME,
};

struct date {
	unsigned year, month, day; /* month and day are 0 where they are not known */
};

/* Gregorian calendar, years 0001 to 9999. RESULT is filled except for DATE_FORM_NONE. */
enum date_form date_read(struct text text, struct date *result);
/* 28 to 31; 0 if there is no such month. */
unsigned date_days_in_month(unsigned year, unsigned month);

#endif
