#include "content/date.h"

unsigned date_days_in_month(unsigned year, unsigned month)
{
	static const unsigned char days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month > 12)
		return 0;
	return month == 2 && leap ? 29 : days[month];
}

/* Takes DIGITS digits off REST; false, and REST as it was, when they are not all there. */
static bool take_number(struct text *rest, size_t digits, unsigned *number)
{
	unsigned value = 0;

	if (rest->size < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		char c = rest->at[i];
		if (c < '0' || c > '9')
			return false;
		value = 10 * value + (unsigned)(c - '0');
	}
	*number = value;
	*rest = text_slice(*rest, digits, rest->size);
	return true;
}

static bool take_byte(struct text *rest, char byte)
{
	if (!rest->size || rest->at[0] != byte)
		return false;
	*rest = text_slice(*rest, 1, rest->size);
	return true;
}

/* The zone after a time: nothing, Z, +01, +0100 or +01:00. */
static bool take_zone(struct text *rest, bool *valid)
{
	unsigned hours, minutes = 0;

	if (!rest->size || take_byte(rest, 'Z') || take_byte(rest, 'z'))
		return true;
	if (!take_byte(rest, '+') && !take_byte(rest, '-'))
		return false;
	if (!take_number(rest, 2, &hours))
		return false;
	bool colon = take_byte(rest, ':');
	if ((colon || rest->size) && !take_number(rest, 2, &minutes))
		return false;
	*valid = *valid && hours < 24 && minutes < 60;
	return true;
}

/* hh:mm, hh:mm:ss or hh:mm:ss.fraction, and a zone. */
static bool take_time(struct text *rest, bool *valid)
{
	unsigned hour, minute, second = 0, digit;

	if (!take_number(rest, 2, &hour) || !take_byte(rest, ':') || !take_number(rest, 2, &minute))
		return false;
	if (take_byte(rest, ':')) {
		if (!take_number(rest, 2, &second))
			return false;
		if (take_byte(rest, '.')) {
			if (!take_number(rest, 1, &digit))
				return false;
			while (take_number(rest, 1, &digit))
				;
		}
	}
	/* 60: a leap second */
	*valid = *valid && hour < 24 && minute < 60 && second <= 60;
	take_byte(rest, ' ');
	return take_zone(rest, valid);
}

enum date_form date_read(struct text text, struct date *result)
{
	enum date_form form = DATE_FORM_YEAR;
	struct date date = {0};
	bool valid = true;

	if (!take_number(&text, 4, &date.year))
		return DATE_FORM_NONE;
	if (take_byte(&text, '-')) {
		if (!take_number(&text, 2, &date.month))
			return DATE_FORM_NONE;
		valid = date.month >= 1 && date.month <= 12;
		form = DATE_FORM_MONTH;
		if (take_byte(&text, '-')) {
			if (!take_number(&text, 2, &date.day))
				return DATE_FORM_NONE;
			valid = valid && date.day >= 1 &&
				date.day <= date_days_in_month(date.year, date.month);
			form = DATE_FORM_DAY;
		}
	}
	if (form == DATE_FORM_DAY &&
	    (take_byte(&text, 'T') || take_byte(&text, 't') || take_byte(&text, ' '))) {
		if (!take_time(&text, &valid))
			return DATE_FORM_NONE;
		form = DATE_FORM_TIME;
	}
	if (text.size)
		return DATE_FORM_NONE;
	*result = date;
	return valid && date.year ? form : DATE_FORM_INVALID;
}
