#include "render/iso_date.h"

/* Takes COUNT digits off the start of REST, up to LARGEST. -1: they are not there. */
static int take_number(struct text *rest, size_t count, int largest)
{
	int number = 0;

	if (rest->size < count)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (rest->at[i] < '0' || rest->at[i] > '9')
			return -1;
		number = number * 10 + (rest->at[i] - '0');
	}
	*rest = text_slice(*rest, count, rest->size);
	return number <= largest ? number : -1;
}

static bool take_byte(struct text *rest, char byte)
{
	if (!rest->size || rest->at[0] != byte)
		return false;
	*rest = text_slice(*rest, 1, rest->size);
	return true;
}

static int days_of_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* "10:00", "10:00:00", "10:00:00.25"; 60 is a leap second. Takes it off REST. */
static bool take_clock(struct text *rest, struct text *clock)
{
	const char *start = rest->at;

	if (take_number(rest, 2, 23) < 0 || !take_byte(rest, ':') || take_number(rest, 2, 59) < 0)
		return false;
	if (take_byte(rest, ':')) {
		if (take_number(rest, 2, 60) < 0)
			return false;
		if (take_byte(rest, '.')) {
			if (take_number(rest, 1, 9) < 0)
				return false;
			while (take_number(rest, 1, 9) >= 0)
				continue;
		}
	}
	*clock = text_make(start, (size_t)(rest->at - start));
	return true;
}

/* Nothing, "Z" or "+02:00". */
static bool zone_valid(struct text zone)
{
	if (zone.size == 0 || text_is(zone, "Z"))
		return true;
	return (take_byte(&zone, '+') || take_byte(&zone, '-')) && take_number(&zone, 2, 23) >= 0 &&
	       take_byte(&zone, ':') && take_number(&zone, 2, 59) >= 0 && zone.size == 0;
}

bool iso_date_read(struct text text, struct iso_date *date)
{
	*date = (struct iso_date){.year = take_number(&text, 4, 9999)};
	if (date->year < 1)
		return false;
	if (text.size == 0)
		return true;
	if (!take_byte(&text, '-') || (date->month = take_number(&text, 2, 12)) < 1)
		return false;
	if (text.size == 0)
		return true;
	if (!take_byte(&text, '-') ||
	    (date->day = take_number(&text, 2, days_of_month(date->year, date->month))) < 1)
		return false;
	if (text.size == 0)
		return true;
	if (!take_byte(&text, 'T') && !take_byte(&text, ' '))
		return false;
	if (!take_clock(&text, &date->clock))
		return false;
	date->zone = text;
	return zone_valid(text);
}

int64_t iso_date_days(const struct iso_date *date)
{
	int64_t month = date->month ? date->month : 1, day = date->day ? date->day : 1;
	/* Years from March, so that the leap day is a year's last. */
	int64_t year = date->year - (month <= 2);
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719468;
}

void iso_date_write_rfc3339(const struct iso_date *date, struct buffer *out)
{
	buffer_printf(out, "%04d-%02d-%02dT", date->year, date->month ? date->month : 1,
		      date->day ? date->day : 1);
	buffer_text(out, date->clock.size ? date->clock : TEXT("00:00:00"));
	if (date->clock.size == 5) /* RFC 3339 wants seconds */
		buffer_string(out, ":00");
	buffer_text(out, date->zone.size ? date->zone : TEXT("Z"));
}
