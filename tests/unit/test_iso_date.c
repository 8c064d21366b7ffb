#include "render/iso_date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int64_t days(const char *text)
{
	struct iso_date date;

	assert_true(iso_date_read(text_of(text), &date));
	return iso_date_days(&date);
}

static void assert_rfc3339(const char *text, const char *expected)
{
	struct buffer out = {0};
	struct iso_date date;

	assert_true(iso_date_read(text_of(text), &date));
	iso_date_write_rfc3339(&date, &out);
	buffer_byte(&out, '\0');
	assert_string_equal(out.at, expected);
	buffer_free(&out);
}

static void days_count_from_1970(void **state)
{
	(void)state;
	assert_int_equal(days("1970-01-01"), 0);
	assert_int_equal(days("1969-12-31"), -1);
	assert_int_equal(days("2026-11-24"), 20781);
	assert_int_equal(days("0001-01-01"), -719162);
	assert_int_equal(days("9999-12-31"), 2932896);
}

static void leap_years_have_a_day_more(void **state)
{
	(void)state;
	assert_int_equal(days("2024-03-01") - days("2024-02-28"), 2);
	assert_int_equal(days("2023-03-01") - days("2023-02-28"), 1);
	assert_int_equal(days("2000-03-01") - days("2000-02-28"), 2);
	assert_int_equal(days("1900-03-01") - days("1900-02-28"), 1);
}

static void unknown_parts_count_as_the_first(void **state)
{
	(void)state;
	assert_int_equal(days("2026"), days("2026-01-01"));
	assert_int_equal(days("2026-11"), days("2026-11-01"));
}

static void what_is_no_date_is_refused(void **state)
{
	struct iso_date date;

	(void)state;
	assert_false(iso_date_read(TEXT(""), &date));
	assert_false(iso_date_read(TEXT("soon"), &date));
	assert_false(iso_date_read(TEXT("2026-02-30"), &date));
	assert_false(iso_date_read(TEXT("2026-13"), &date));
	assert_false(iso_date_read(TEXT("2026-11-24T25:00"), &date));
	assert_false(iso_date_read(TEXT("0000"), &date));
}

static void rfc3339_has_all_parts(void **state)
{
	(void)state;
	assert_rfc3339("2026", "2026-01-01T00:00:00Z");
	assert_rfc3339("2026-11", "2026-11-01T00:00:00Z");
	assert_rfc3339("2026-11-24", "2026-11-24T00:00:00Z");
	assert_rfc3339("2026-11-24T10:30", "2026-11-24T10:30:00Z");
	assert_rfc3339("2026-11-24 10:30:05.25", "2026-11-24T10:30:05.25Z");
}

static void rfc3339_zones_have_hours_and_minutes(void **state)
{
	(void)state;
	assert_rfc3339("2026-11-24T10:30z", "2026-11-24T10:30:00Z");
	assert_rfc3339("2026-11-24T10:30:00+02", "2026-11-24T10:30:00+02:00");
	assert_rfc3339("2026-11-24T10:30:00-0330", "2026-11-24T10:30:00-03:30");
	assert_rfc3339("2026-11-24T10:30:00 +05:45", "2026-11-24T10:30:00+05:45");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(days_count_from_1970),
	    cmocka_unit_test(leap_years_have_a_day_more),
	    cmocka_unit_test(unknown_parts_count_as_the_first),
	    cmocka_unit_test(what_is_no_date_is_refused),
	    cmocka_unit_test(rfc3339_has_all_parts),
	    cmocka_unit_test(rfc3339_zones_have_hours_and_minutes),
	};

	return cmocka_run_group_tests_name("iso_date", tests, NULL, NULL);
}
