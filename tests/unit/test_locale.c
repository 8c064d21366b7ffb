#include "render/locale.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	struct diagnostics d;
	struct buffer out;
};

static int set_up(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){0};
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	diagnostics_free(&f->d);
	buffer_free(&f->out);
	return 0;
}

static const char *ended(struct fixture *f)
{
	buffer_byte(&f->out, '\0');
	return f->out.at;
}

static struct locale *open_locale(struct fixture *f, const char *tag)
{
	struct locale *locale = locale_open(tag, &f->d);

	assert_non_null(locale);
	buffer_clear(&f->out);
	return locale;
}

static const char *date(struct fixture *f, const char *tag, const char *iso, enum date_style style)
{
	struct locale *locale = open_locale(f, tag);

	assert_true(locale_date(locale, text_of(iso), style, &f->out));
	locale_close(locale);
	return ended(f);
}

static const char *number(struct fixture *f, const char *tag, double n, enum number_style style)
{
	struct locale *locale = open_locale(f, tag);

	locale_number_styled(locale, n, style, &f->out);
	locale_close(locale);
	return ended(f);
}

static const char *list(struct fixture *f, const char *tag, size_t count)
{
	static const struct text items[] = {{"A", 1}, {"B", 1}, {"Ivo", 3}};
	struct locale *locale = open_locale(f, tag);

	locale_list(locale, items, count, &f->out);
	locale_close(locale);
	return ended(f);
}

static const char *native_name(struct fixture *f, const char *tag)
{
	struct locale *locale = open_locale(f, tag);

	locale_native_name(locale, &f->out);
	locale_close(locale);
	return ended(f);
}

static const char *text(struct fixture *f, const char *tag, const char *of)
{
	struct locale *locale = open_locale(f, tag);

	locale_text(locale, text_of(of), &f->out);
	locale_close(locale);
	return ended(f);
}

/* ---- opening */

static void tag_that_is_none_is_reported(void **state)
{
	struct fixture *f = *state;

	assert_null(locale_open("en_US!", &f->d));
	assert_null(locale_open("", &f->d));
	assert_int_equal(f->d.errors, 2);
	assert_true(text_is(f->d.list[0].code, "E-LANGUAGE"));
}

static void environment_does_not_matter(void **state)
{
	setenv("LC_ALL", "fr_FR.UTF-8", 1);
	setenv("LANG", "fr_FR.UTF-8", 1);
	setenv("TZ", "Pacific/Kiritimati", 1);
	assert_string_equal(date(*state, "en", "2026-11-24T23:30:00Z", DATE_LONG),
			    "November 24, 2026");
	assert_string_equal(list(*state, "tlh", 2), "A, B");
	unsetenv("TZ");
	unsetenv("LANG");
	unsetenv("LC_ALL");
}

static void locale_serves_in_a_child(void **state)
{
	struct fixture *f = *state;
	struct locale *locale = open_locale(f, "ru");
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		locale_date(locale, TEXT("2026-03-01"), DATE_MONTH, &f->out);
		locale_number(locale, 1.5, &f->out);
		locale_sort_key(locale, TEXT("ё"), &f->out);
		_exit(text_starts_with(buffer_view(&f->out), TEXT("март 2026")) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	locale_close(locale);
}

/* ---- direction and names */

static void arabic_runs_from_right_to_left(void **state)
{
	struct locale *arabic = open_locale(*state, "ar"),
		      *chinese = open_locale(*state, "zh-Hans");

	assert_true(locale_is_rtl(arabic));
	assert_false(locale_is_rtl(chinese));
	locale_close(arabic);
	locale_close(chinese);
}

static void languages_name_themselves(void **state)
{
	assert_string_equal(native_name(*state, "en"), "English");
	assert_string_equal(native_name(*state, "fr"), "Français");
	assert_string_equal(native_name(*state, "es"), "Español");
	assert_string_equal(native_name(*state, "ru"), "Русский");
	assert_string_equal(native_name(*state, "zh-Hans"), "中文");
	assert_string_equal(native_name(*state, "ar"), "العربية");
}

static void text_against_the_direction_is_isolated(void **state)
{
	assert_string_equal(text(*state, "ar", "1a2b3c"), "\u20681a2b3c\u2069");
	assert_string_equal(text(*state, "ar", "2026-11-24"), "\u20682026-11-24\u2069");
	assert_string_equal(text(*state, "en", "العربية"), "\u2068العربية\u2069");
}

static void text_along_the_direction_is_left_alone(void **state)
{
	assert_string_equal(text(*state, "ar", "العربية"), "العربية");
	assert_string_equal(text(*state, "ar", "2026"), "2026");
	assert_string_equal(text(*state, "en", "русский 中文 2026-11-24"),
			    "русский 中文 2026-11-24");
}

/* ---- order */

static bool sorts_before(struct fixture *f, const char *tag, const char *a, const char *b)
{
	struct locale *locale = open_locale(f, tag);
	struct buffer key = {0};
	int order;

	locale_sort_key(locale, text_of(a), &f->out);
	locale_sort_key(locale, text_of(b), &key);
	order = text_compare(buffer_view(&f->out), buffer_view(&key));
	buffer_free(&key);
	locale_close(locale);
	return order < 0;
}

static void order_is_the_language_s(void **state)
{
	assert_true(sorts_before(*state, "fr", "école", "ecran"));
	assert_true(sorts_before(*state, "es", "nube", "ñandú"));
	assert_true(sorts_before(*state, "es", "ñandú", "oca"));
	assert_true(sorts_before(*state, "ru", "ёлка", "жук"));
	assert_true(sorts_before(*state, "zh-Hans", "安全", "北京")); /* by pinyin */
	assert_true(sorts_before(*state, "sv", "z", "ä"));
	assert_true(sorts_before(*state, "de", "ä", "z"));
}

static void numbers_in_texts_sort_by_value(void **state)
{
	assert_true(sorts_before(*state, "en", "Day 2", "Day 10"));
}

static void start_of_a_text_sorts_before_it(void **state)
{
	assert_true(sorts_before(*state, "en", "", "a"));
	assert_true(sorts_before(*state, "en", "Access", "Access to the Internet"));
}

static void sort_key_of_a_long_text_is_whole(void **state)
{
	char a[3000], b[3000];

	memset(a, 'x', sizeof(a));
	memset(b, 'x', sizeof(b));
	a[sizeof(a) - 1] = b[sizeof(b) - 1] = '\0';
	b[sizeof(b) - 2] = 'y';
	assert_true(sorts_before(*state, "en", a, b));
}

static void broken_utf8_has_a_sort_key(void **state)
{
	assert_true(sorts_before(*state, "en", "a", "\xff\xfe"));
}

/* ---- dates and numbers */

static void short_dates_have_the_whole_year(void **state)
{
	assert_string_equal(date(*state, "en", "2026-11-24", DATE_SHORT), "11/24/2026");
	assert_string_equal(date(*state, "en-GB", "2026-11-24", DATE_SHORT), "24/11/2026");
	assert_string_equal(date(*state, "fr", "2026-11-24", DATE_SHORT), "24/11/2026");
	assert_string_equal(date(*state, "zh", "2026-11-24", DATE_SHORT), "2026/11/24");
}

static void full_dates_have_the_day_of_the_week(void **state)
{
	assert_string_equal(date(*state, "fr", "2026-11-24", DATE_FULL), "mardi 24 novembre 2026");
	assert_string_equal(date(*state, "ar", "2026-11-24", DATE_FULL),
			    "الثلاثاء، 24 نوفمبر 2026");
}

static void year_alone_prints_as_a_year_in_any_style(void **state)
{
	assert_string_equal(date(*state, "en", "2026", DATE_LONG), "2026");
	assert_string_equal(date(*state, "en", "2026", DATE_MONTH), "2026");
	assert_string_equal(date(*state, "zh", "2026", DATE_FULL), "2026年");
}

static void month_alone_prints_as_a_month_in_any_style_but_year(void **state)
{
	assert_string_equal(date(*state, "en", "2026-11", DATE_SHORT), "November 2026");
	assert_string_equal(date(*state, "es", "2026-11", DATE_LONG), "noviembre de 2026");
	assert_string_equal(date(*state, "es", "2026-11", DATE_YEAR), "2026");
}

static void time_and_zone_do_not_move_the_day(void **state)
{
	assert_string_equal(date(*state, "en", "2026-11-24T00:30:00+02:00", DATE_LONG),
			    "November 24, 2026");
}

static void calendar_is_gregorian(void **state)
{
	assert_string_equal(date(*state, "th", "2026", DATE_YEAR), "2026");
	assert_string_equal(date(*state, "en-u-ca-buddhist", "2026", DATE_YEAR), "2026");
	assert_string_equal(date(*state, "en", "1500-03-01", DATE_LONG), "March 1, 1500");
}

static void french_writes_the_first_of_a_month_as_an_ordinal(void **state)
{
	assert_string_equal(date(*state, "fr", "2026-03-01", DATE_LONG), "1er mars 2026");
	assert_string_equal(date(*state, "fr", "2026-03-01", DATE_FULL), "dimanche 1er mars 2026");
	assert_string_equal(date(*state, "fr", "2026-03-01", DATE_SHORT), "01/03/2026");
	assert_string_equal(date(*state, "fr", "2026-03-11", DATE_LONG), "11 mars 2026");
}

static void text_that_is_no_date_appends_nothing(void **state)
{
	struct fixture *f = *state;
	struct locale *locale = open_locale(f, "en");

	assert_false(locale_date(locale, TEXT("2026-02-30"), DATE_LONG, &f->out));
	assert_int_equal(f->out.size, 0);
	locale_close(locale);
}

static void unknown_language_has_iso_dates(void **state)
{
	assert_string_equal(date(*state, "tlh", "2026-03-01", DATE_LONG), "2026-03-01");
	assert_string_equal(date(*state, "tlh", "2026-03-01", DATE_MONTH), "2026-03");
}

static void arabic_digits_are_latin_unless_the_tag_says_otherwise(void **state)
{
	assert_string_equal(number(*state, "ar", 1234.5, NUMBER_DECIMAL), "1,234.5");
	assert_string_equal(number(*state, "ar-EG", 7, NUMBER_DECIMAL), "7");
	assert_string_equal(number(*state, "ar-u-nu-arab", 7, NUMBER_DECIMAL), "٧");
	assert_string_equal(date(*state, "ar", "2026-11-24", DATE_LONG), "24 نوفمبر 2026");
}

static void numbers_have_separators_and_styles(void **state)
{
	assert_string_equal(number(*state, "en", 0, NUMBER_DECIMAL), "0");
	assert_string_equal(number(*state, "en", 1234567.8915, NUMBER_DECIMAL), "1,234,567.892");
	assert_string_equal(number(*state, "fr", 1234.5, NUMBER_DECIMAL), "1\u202f234,5");
	assert_string_equal(number(*state, "es", 12345, NUMBER_INTEGER), "12.345");
	assert_string_equal(number(*state, "en", 2.6, NUMBER_INTEGER), "3");
	assert_string_equal(number(*state, "en", 0.384, NUMBER_PERCENT), "38%");
}

static void largest_number_is_written_whole(void **state)
{
	assert_int_equal(strlen(number(*state, "en", 1.7e308, NUMBER_DECIMAL)), 309 + 102);
}

/* ---- lists and plurals */

static void lists_are_joined_as_the_language_does(void **state)
{
	assert_string_equal(list(*state, "en", 0), "");
	assert_string_equal(list(*state, "en", 1), "A");
	assert_string_equal(list(*state, "en-GB", 3), "A, B and Ivo");
	assert_string_equal(list(*state, "fr", 2), "A et B");
	assert_string_equal(list(*state, "es", 3), "A, B e Ivo"); /* y before i is e */
	assert_string_equal(list(*state, "zh", 3), "A、B和Ivo");
	assert_string_equal(list(*state, "ru", 2), "A и B");
	assert_string_equal(list(*state, "ar", 2), "\u2068A\u2069 و\u2068B\u2069");
}

static void plural_categories_are_the_language_s(void **state)
{
	struct locale *arabic = open_locale(*state, "ar"), *english = open_locale(*state, "en");

	assert_int_equal(locale_plural(arabic, 2, PLURAL_CARDINAL), PLURAL_TWO);
	assert_int_equal(locale_plural(english, 2, PLURAL_CARDINAL), PLURAL_OTHER);
	assert_int_equal(locale_plural(english, 2, PLURAL_ORDINAL), PLURAL_TWO);
	assert_true(locale_has_plural(arabic, PLURAL_ZERO, PLURAL_CARDINAL));
	assert_false(locale_has_plural(english, PLURAL_FEW, PLURAL_CARDINAL));
	assert_true(locale_has_plural(english, PLURAL_FEW, PLURAL_ORDINAL));
	assert_true(locale_has_plural(english, PLURAL_OTHER, PLURAL_CARDINAL));
	locale_close(arabic);
	locale_close(english);
}

static void library_names_its_version_and_data(void **state)
{
	struct fixture *f = *state;

	locale_library_version(&f->out);
	assert_true(text_starts_with(buffer_view(&f->out), TEXT("ICU ")));
	assert_true(text_find(buffer_view(&f->out), TEXT(", CLDR ")) != SIZE_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(environment_does_not_matter), /* first: before ICU has looked at anything */
	    TEST(tag_that_is_none_is_reported),
	    TEST(locale_serves_in_a_child),
	    TEST(arabic_runs_from_right_to_left),
	    TEST(languages_name_themselves),
	    TEST(text_against_the_direction_is_isolated),
	    TEST(text_along_the_direction_is_left_alone),
	    TEST(order_is_the_language_s),
	    TEST(numbers_in_texts_sort_by_value),
	    TEST(start_of_a_text_sorts_before_it),
	    TEST(sort_key_of_a_long_text_is_whole),
	    TEST(broken_utf8_has_a_sort_key),
	    TEST(short_dates_have_the_whole_year),
	    TEST(full_dates_have_the_day_of_the_week),
	    TEST(year_alone_prints_as_a_year_in_any_style),
	    TEST(month_alone_prints_as_a_month_in_any_style_but_year),
	    TEST(time_and_zone_do_not_move_the_day),
	    TEST(calendar_is_gregorian),
	    TEST(french_writes_the_first_of_a_month_as_an_ordinal),
	    TEST(text_that_is_no_date_appends_nothing),
	    TEST(unknown_language_has_iso_dates),
	    TEST(arabic_digits_are_latin_unless_the_tag_says_otherwise),
	    TEST(numbers_have_separators_and_styles),
	    TEST(largest_number_is_written_whole),
	    TEST(lists_are_joined_as_the_language_does),
	    TEST(plural_categories_are_the_language_s),
	    TEST(library_names_its_version_and_data),
	};

	return cmocka_run_group_tests_name("locale", tests, NULL, NULL);
}
