#include "render/iso_date.h"

#include "content/date.h"

bool iso_date_read(struct text text, struct iso_date *date)
{
	struct date day;
	enum date_form form = date_read(text, &day);
	size_t end = 0;

	if (form == DATE_FORM_NONE || form == DATE_FORM_INVALID)
		return false;
	*date =
	    (struct iso_date){.year = (int)day.year, .month = (int)day.month, .day = (int)day.day};
	if (form == DATE_FORM_TIME) {
		text = text_slice(text, TEXT("2026-11-24T").size, text.size);
		while (end < text.size && text_find_byte(TEXT(" Zz+-"), text.at[end]) == SIZE_MAX)
			end++;
		date->clock = text_slice(text, 0, end);
		date->zone = text_trim(text_slice(text, end, text.size));
	}
	return true;
}

int64_t iso_date_days(const struct iso_date *date)
{
	int64_t month = date->month ? date->month : 1, day = date->day ? date->day : 1;
	/* Years from March, so that the leap day is a year's last. */
	int64_t year = date->year - (month <= 2);
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719468;
}

/* ISO 8601 also knows "+01" and "+0100". */
static void write_zone(struct text zone, struct buffer *out)
{
	if (zone.size < TEXT("+01").size) {
		buffer_byte(out, 'Z');
		return;
	}
	buffer_text(out, text_slice(zone, 0, 3));
	buffer_byte(out, ':');
	buffer_text(out, zone.size == 3 ? TEXT("00") : text_slice(zone, zone.size - 2, 2));
}

void iso_date_write_rfc3339(const struct iso_date *date, struct buffer *out)
{
	buffer_printf(out, "%04d-%02d-%02dT", date->year, date->month ? date->month : 1,
		      date->day ? date->day : 1);
	buffer_text(out, date->clock.size ? date->clock : TEXT("00:00:00"));
	if (date->clock.size == TEXT("10:00").size) /* RFC 3339 wants seconds */
		buffer_string(out, ":00");
	write_zone(date->zone, out);
}
