#include "render/message_pattern.h"
#include "render/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unicode/umsg.h>
#include <unicode/ustring.h>

#include <cmocka.h>

enum { OUT_MAX = 512 };

struct fixture {
	struct arena arena;
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

	arena_free(&f->arena);
	diagnostics_free(&f->d);
	buffer_free(&f->out);
	return 0;
}

static const char *format(struct fixture *f, const char *tag, const char *pattern,
			  const struct message_argument *arguments, size_t count)
{
	struct locale *locale = locale_open(tag, &f->d);
	struct message *message =
	    message_parse(&f->arena, text_of(pattern), (struct place){0}, &f->d);

	assert_non_null(locale);
	if (!message)
		fail_msg("%s: %.*s", pattern, TEXT_ARGS(f->d.list[0].message));
	buffer_clear(&f->out);
	message_format(message, locale, arguments, count, &f->out);
	buffer_byte(&f->out, '\0');
	locale_close(locale);
	return f->out.at;
}

static const char *format_number(struct fixture *f, const char *tag, const char *pattern, double n)
{
	struct message_argument argument = {TEXT("n"), ARGUMENT_NUMBER, TEXT(""), n};

	return format(f, tag, pattern, &argument, 1);
}

/* Versions of CLDR disagree on which of the narrow spaces stands before the Russian "г.". */
static void assert_date(const char *date, const char *start, const char *end)
{
	assert_memory_equal(date, start, strlen(start));
	assert_true(strlen(date) > strlen(start) + strlen(end));
	assert_string_equal(date + strlen(date) - strlen(end), end);
}

static const char *format_text(struct fixture *f, const char *tag, const char *pattern,
			       const char *text)
{
	struct message_argument argument = {TEXT("x"), ARGUMENT_TEXT, text_of(text), 0};

	return format(f, tag, pattern, &argument, 1);
}

/* ---- plurals */

static const char categories[] = "{n, plural, zero {zero} one {one} two {two} few {few} "
				 "many {many} other {other}}";

static void arabic_has_six_plural_categories(void **state)
{
	assert_string_equal(format_number(*state, "ar", categories, 0), "zero");
	assert_string_equal(format_number(*state, "ar", categories, 1), "one");
	assert_string_equal(format_number(*state, "ar", categories, 2), "two");
	assert_string_equal(format_number(*state, "ar", categories, 3), "few");
	assert_string_equal(format_number(*state, "ar", categories, 10), "few");
	assert_string_equal(format_number(*state, "ar", categories, 103), "few");
	assert_string_equal(format_number(*state, "ar", categories, 11), "many");
	assert_string_equal(format_number(*state, "ar", categories, 99), "many");
	assert_string_equal(format_number(*state, "ar", categories, 100), "other");
	assert_string_equal(format_number(*state, "ar", categories, 1.5), "other");
}

static void russian_counts_by_last_digits(void **state)
{
	assert_string_equal(format_number(*state, "ru", categories, 1), "one");
	assert_string_equal(format_number(*state, "ru", categories, 21), "one");
	assert_string_equal(format_number(*state, "ru", categories, 3), "few");
	assert_string_equal(format_number(*state, "ru", categories, 11), "many");
	assert_string_equal(format_number(*state, "ru", categories, 0), "many");
	assert_string_equal(format_number(*state, "ru", categories, 1.5), "other");
}

static void french_zero_is_singular_and_millions_are_many(void **state)
{
	assert_string_equal(format_number(*state, "fr", categories, 0), "one");
	assert_string_equal(format_number(*state, "fr", categories, 1.5), "one");
	assert_string_equal(format_number(*state, "fr", categories, 2), "other");
	assert_string_equal(format_number(*state, "fr", categories, 1000000), "many");
}

static void spanish_zero_is_plural_and_millions_are_many(void **state)
{
	assert_string_equal(format_number(*state, "es", categories, 0), "other");
	assert_string_equal(format_number(*state, "es", categories, 1), "one");
	assert_string_equal(format_number(*state, "es", categories, 1000000), "many");
}

static void english_has_one_and_other(void **state)
{
	assert_string_equal(format_number(*state, "en", categories, 1), "one");
	assert_string_equal(format_number(*state, "en", categories, 0), "other");
	assert_string_equal(format_number(*state, "en", categories, 2), "other");
}

static void chinese_does_not_distinguish_numbers(void **state)
{
	assert_string_equal(format_number(*state, "zh-Hans", categories, 1), "other");
	assert_string_equal(format_number(*state, "zh-Hans", categories, 2), "other");
}

static void missing_category_falls_to_other(void **state)
{
	assert_string_equal(format_number(*state, "ru", "{n, plural, one {a} other {b}}", 3), "b");
}

static void exact_number_goes_before_category(void **state)
{
	const char *pattern = "{n, plural, one {one} =1 {exactly} other {other}}";

	assert_string_equal(format_number(*state, "en", pattern, 1), "exactly");
}

static void hash_is_the_number_in_the_language(void **state)
{
	const char *pattern = "{n, plural, one {# document} other {# documents}}";

	assert_string_equal(format_number(*state, "en", pattern, 1234), "1,234 documents");
	assert_string_equal(format_number(*state, "fr", pattern, 1234), "1\u202f234 documents");
	assert_string_equal(format_number(*state, "ar", pattern, 1234), "1,234 documents");
}

static void offset_is_taken_off_for_category_and_hash_but_not_for_exact(void **state)
{
	const char *pattern = "{n, plural, offset:1 =0 {nobody} =1 {you} one {you and # other} "
			      "other {you and # others}}";

	assert_string_equal(format_number(*state, "en", pattern, 0), "nobody");
	assert_string_equal(format_number(*state, "en", pattern, 1), "you");
	assert_string_equal(format_number(*state, "en", pattern, 2), "you and 1 other");
	assert_string_equal(format_number(*state, "en", pattern, 3), "you and 2 others");
}

static void hash_outside_a_plural_is_itself(void **state)
{
	assert_string_equal(format_number(*state, "en", "#{n}", 5), "#5");
	assert_string_equal(format_text(*state, "en", "{x, select, other {#}}", ""), "#");
}

static void ordinals_have_categories_of_their_own(void **state)
{
	const char *pattern = "{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}";

	assert_string_equal(format_number(*state, "en", pattern, 21), "21st");
	assert_string_equal(format_number(*state, "en", pattern, 22), "22nd");
	assert_string_equal(format_number(*state, "en", pattern, 23), "23rd");
	assert_string_equal(format_number(*state, "en", pattern, 13), "13th");
}

static void plural_of_a_text_prints_the_argument(void **state)
{
	assert_string_equal(format_text(*state, "en", "{x, plural, other {#}}", "3"), "{x}");
}

/* ---- select and nesting */

static void select_takes_the_named_branch_or_other(void **state)
{
	const char *pattern = "{x, select, note {Note} été {Summer} other {Other}}";

	assert_string_equal(format_text(*state, "en", pattern, "note"), "Note");
	assert_string_equal(format_text(*state, "en", pattern, "été"), "Summer");
	assert_string_equal(format_text(*state, "en", pattern, "tip"), "Other");
}

static void plural_within_select_sees_both_arguments(void **state)
{
	const char *pattern =
	    "{x, select, feed {{n, plural, one {# entry of {x}} other {# entries of "
	    "{x}}}} other {{n, plural, one {# page} other {# pages}}}}";
	struct message_argument arguments[] = {
	    {TEXT("x"), ARGUMENT_TEXT, TEXT("feed"), 0},
	    {TEXT("n"), ARGUMENT_NUMBER, TEXT(""), 2},
	};

	assert_string_equal(format(*state, "en", pattern, arguments, 2), "2 entries of feed");
	arguments[0].text = TEXT("site");
	arguments[1].number = 1;
	assert_string_equal(format(*state, "en", pattern, arguments, 2), "1 page");
}

static void hash_belongs_to_the_innermost_plural(void **state)
{
	const char *pattern = "{n, plural, other {# of {m, plural, other {#}}, #}}";
	struct message_argument arguments[] = {
	    {TEXT("n"), ARGUMENT_NUMBER, TEXT(""), 2},
	    {TEXT("m"), ARGUMENT_NUMBER, TEXT(""), 9},
	};

	assert_string_equal(format(*state, "en", pattern, arguments, 2), "2 of 9, 2");
}

/* ---- quoting */

static void apostrophe_before_a_letter_is_itself(void **state)
{
	assert_string_equal(format_text(*state, "fr", "l'Internet d''ici {x}", "a"),
			    "l'Internet d'ici a");
}

static void quoted_braces_are_text(void **state)
{
	assert_string_equal(format_text(*state, "en", "'{'x'}' '{it''s}' {x}", "a"),
			    "{x} {it's} a");
}

static void quoted_hash_in_a_plural_is_text(void **state)
{
	assert_string_equal(format_number(*state, "en", "{n, plural, other {'#'#}}", 4), "#4");
	assert_string_equal(format_number(*state, "en", "'#' {n}", 4), "'#' 4");
}

static void apostrophe_at_the_end_is_itself(void **state)
{
	assert_string_equal(format_text(*state, "en", "{x} boys'", "a"), "a boys'");
}

/* ---- arguments */

static void missing_argument_prints_its_name(void **state)
{
	assert_string_equal(format(*state, "en", "{a} {b, date} {c, plural, other {#}}", NULL, 0),
			    "{a} {b} {c}");
}

static void number_argument_has_the_separators_of_the_language(void **state)
{
	assert_string_equal(format_number(*state, "en", "{n}", 1234567), "1,234,567");
	assert_string_equal(format_number(*state, "es", "{n, number}", 1234567.5), "1.234.567,5");
	assert_string_equal(format_number(*state, "en", "{n, number, integer}", 2.75), "3");
	assert_string_equal(format_number(*state, "en", "{ n ,number , percent }", 0.38), "38%");
}

static void dates_are_written_as_the_language_does(void **state)
{
	const char *pattern = "{x, date, long}";

	assert_string_equal(format_text(*state, "en", pattern, "2026-11-24"), "November 24, 2026");
	assert_string_equal(format_text(*state, "fr", pattern, "2026-11-24"), "24 novembre 2026");
	assert_string_equal(format_text(*state, "es", pattern, "2026-11-24"),
			    "24 de noviembre de 2026");
	assert_date(format_text(*state, "ru", pattern, "2026-11-24"), "24 ноября 2026", "г.");
	assert_string_equal(format_text(*state, "zh-Hans", pattern, "2026-11-24"),
			    "2026年11月24日");
	assert_string_equal(format_text(*state, "ar", pattern, "2026-11-24"), "24 نوفمبر 2026");
}

static void dates_have_styles(void **state)
{
	assert_string_equal(format_text(*state, "en", "{x, date}", "2026-11-24"), "Nov 24, 2026");
	assert_string_equal(format_text(*state, "en", "{x, date, short}", "2026-11-24"),
			    "11/24/2026");
	assert_string_equal(format_text(*state, "en", "{x, date, full}", "2026-11-24"),
			    "Tuesday, November 24, 2026");
	assert_string_equal(format_text(*state, "en", "{x, date, ::y}", "2026-11-24"), "2026");
	assert_date(format_text(*state, "ru", "{x, date, ::yMMMM}", "2026-11-24"), "ноябрь 2026",
		    "г.");
	assert_string_equal(format_number(*state, "en", "{n, date, long}", 2026), "2026");
}

static void text_that_is_no_date_prints_as_it_is(void **state)
{
	assert_string_equal(format_text(*state, "en", "{x, date}", "soon"), "soon");
}

static void latin_text_in_arabic_is_isolated(void **state)
{
	assert_string_equal(format_text(*state, "ar", "من {x}.", "IGF 2026"),
			    "من \u2068IGF 2026\u2069.");
	assert_string_equal(format_text(*state, "ar", "من {x}.", "جنيف"), "من جنيف.");
	assert_string_equal(format_text(*state, "en", "In {x}.", "العربية"),
			    "In \u2068العربية\u2069.");
}

/* ---- the same as ICU's own formatter */

static void patterns_mean_what_they_mean_to_icu(void **state)
{
	static const char *const patterns[] = {
	    "{0, plural, =0 {none} one {# one} two {# two} few {# few} many {# many} other {# x}}",
	    "{0, plural, offset:2 =2 {two} one {# '#' one} other {'{'#'}' it''s l'a}}",
	    "{0, selectordinal, one {#a} two {#b} few {#c} many {#d} other {#e}}",
	    "a '{b}' ''c'' d'e {0, number} {0, number, percent} #",
	    "{0, plural, other {{1, select, x {#} other {o}} {0, plural, other {# {0, number}}} "
	    "{1}}}",
	};
	static const char *const tags[] = {"en", "fr", "es", "ru", "zh", "pt"};

	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		for (size_t j = 0; j < sizeof(tags) / sizeof(*tags); j++) {
			for (int n = 0; n < 130; n++) {
				struct message_argument arguments[] = {
				    {TEXT("0"), ARGUMENT_NUMBER, TEXT(""), n},
				    {TEXT("1"), ARGUMENT_TEXT, TEXT("x"), 0},
				};
				UErrorCode code = U_ZERO_ERROR;
				UChar pattern[OUT_MAX], wide[OUT_MAX];
				char expected[OUT_MAX];
				u_strFromUTF8(pattern, OUT_MAX, NULL, patterns[i], -1, &code);
				u_formatMessage(tags[j], pattern, u_strlen(pattern), wide, OUT_MAX,
						&code, (double)n, u"x");
				u_strToUTF8(expected, OUT_MAX, NULL, wide, -1, &code);
				if (U_FAILURE(code))
					fail_msg("%s: %s", patterns[i], u_errorName(code));
				assert_string_equal(
				    format(*state, tags[j], patterns[i], arguments, 2), expected);
				n += n > 25 ? 16 : 0; /* locales are opened each time */
			}
		}
	}
}

/* ---- errors */

static void assert_error(struct fixture *f, const char *pattern, uint32_t line, uint32_t column,
			 const char *message)
{
	const struct diagnostic *diagnostic;

	diagnostics_free(&f->d);
	f->d = (struct diagnostics){0};
	assert_null(message_parse(&f->arena, text_of(pattern),
				  (struct place){TEXT("strings/en.yaml"), 7, 10}, &f->d));
	assert_int_equal(f->d.count, 1);
	diagnostic = &f->d.list[0];
	assert_true(text_is(diagnostic->code, "E-MESSAGE"));
	assert_true(text_is(diagnostic->place.path, "strings/en.yaml"));
	assert_string_equal(arena_string(&f->arena, diagnostic->message), message);
	assert_int_equal(diagnostic->place.line, line);
	assert_int_equal(diagnostic->place.column, column);
}

static void error_is_placed_in_characters_from_the_start_of_the_string(void **state)
{
	assert_error(*state, "é {}", 7, 13,
		     "expected the name of an argument after \"{\", found \"}\"");
	assert_error(*state, "{a b}", 7, 13,
		     "expected \"}\" or \",\" after the argument \"a\", found \"b\"");
}

static void error_on_a_later_line_of_the_string_names_that_line(void **state)
{
	assert_error(*state, "one\ntwo }", 8, 5, "expected \"{\" before this \"}\"");
}

static void message_without_a_position_stays_without_one(void **state)
{
	struct fixture *f = *state;

	assert_null(message_parse(&f->arena, TEXT("a {"), (struct place){0}, &f->d));
	assert_int_equal(f->d.list[0].place.line, 0);
	assert_int_equal(f->d.list[0].place.column, 0);
}

static void unclosed_argument_is_an_error_at_the_end(void **state)
{
	assert_error(*state, "{a", 7, 12,
		     "expected \"}\" or \",\" after the argument \"a\", found the end");
	assert_error(*state, "{a, number, ", 7, 22,
		     "unknown style \"\": expected integer or percent");
}

static void unclosed_branch_is_an_error_at_its_brace(void **state)
{
	assert_error(*state, "{a, plural, other {b", 7, 28,
		     "expected \"}\" for this \"{\" of \"other\", found the end");
}

static void unknown_kind_is_an_error_with_a_suggestion(void **state)
{
	struct fixture *f = *state;

	assert_error(f, "{a, plurals, other {}}", 7, 14,
		     "unknown kind of argument \"plurals\": expected number, date, plural, "
		     "selectordinal or select");
	assert_true(text_find(f->d.list[0].hint, TEXT("plural")) != SIZE_MAX);
}

static void unknown_style_is_an_error(void **state)
{
	assert_error(*state, "{a, date, lang}", 7, 20,
		     "unknown style \"lang\": expected short, medium, long, full, ::y or ::yMMMM");
	assert_error(*state, "{a, number; x}", 7, 20,
		     "expected \"}\" or \",\" after the kind of \"a\", found \";\"");
}

static void plural_without_other_is_an_error(void **state)
{
	assert_error(*state, "{a, plural, one {b}}", 7, 29,
		     "expected \"other {…}\" before the end of \"a\"");
	assert_error(*state, "{a, select}", 7, 20,
		     "expected \",\" after the kind of \"a\", found \"}\"");
}

static void wrong_selectors_are_errors(void **state)
{
	assert_error(*state, "{a, plural, single {b} other {c}}", 7, 22,
		     "unknown plural category \"single\": expected =N, zero, one, two, few, many "
		     "or other");
	assert_error(*state, "{a, plural, =x {b} other {c}}", 7, 23,
		     "expected a whole number, found \"x\"");
	assert_error(*state, "{a, plural, other b}", 7, 28,
		     "expected \"{\" after \"other\", found \"b\"");
	assert_error(*state, "{a, select, x {b} x {c} other {}}", 7, 28, "\"x\" is twice in \"a\"");
}

static void unclosed_quotation_is_an_error_at_its_apostrophe(void **state)
{
	assert_error(*state, "l'a '{b", 7, 14,
		     "expected another ' at the end of what this one quotes, found the end");
}

static void deep_nesting_is_an_error(void **state)
{
	char pattern[4000] = "";

	for (int i = 0; i < 200; i++)
		strcat(pattern, "{a,select,other{");
	assert_error(*state, pattern, 7, 138, "expected at most 8 arguments within each other");
}

/* ---- looking at messages */

static void categories_of_other_languages_are_warned_of(void **state)
{
	struct fixture *f = *state;
	struct locale *locale = locale_open("ru", &f->d);
	struct place at = {TEXT("strings/ru.yaml"), 3, 5};
	struct message *message = message_parse(
	    &f->arena, TEXT("{n, plural, one {a} two {b} few {c} other {d}}"), at, &f->d);

	message_check(message, locale, at, &f->d);
	assert_int_equal(f->d.count, 2);
	assert_int_equal(f->d.errors, 0);
	assert_string_equal(arena_string(&f->arena, f->d.list[0].message),
			    "this language has no plural category \"two\"");
	assert_int_equal(f->d.list[0].place.column, 25);
	assert_string_equal(arena_string(&f->arena, f->d.list[1].message),
			    "\"n\" has no \"many {…}\", which this language distinguishes");
	assert_int_equal(f->d.list[1].place.column, 5);
	locale_close(locale);
}

static void argument_names_are_each_given_once_in_order(void **state)
{
	struct fixture *f = *state;
	struct message *message =
	    message_parse(&f->arena, TEXT("{b} {c, select, x {{a, date}} other {{b}}}"),
			  (struct place){0}, &f->d);
	size_t count;
	struct text *names = message_argument_names(message, &f->arena, &count);

	assert_int_equal(count, 3);
	assert_true(text_is(names[0], "a") && text_is(names[1], "b") && text_is(names[2], "c"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(arabic_has_six_plural_categories),
	    TEST(russian_counts_by_last_digits),
	    TEST(french_zero_is_singular_and_millions_are_many),
	    TEST(spanish_zero_is_plural_and_millions_are_many),
	    TEST(english_has_one_and_other),
	    TEST(chinese_does_not_distinguish_numbers),
	    TEST(missing_category_falls_to_other),
	    TEST(exact_number_goes_before_category),
	    TEST(hash_is_the_number_in_the_language),
	    TEST(offset_is_taken_off_for_category_and_hash_but_not_for_exact),
	    TEST(hash_outside_a_plural_is_itself),
	    TEST(ordinals_have_categories_of_their_own),
	    TEST(plural_of_a_text_prints_the_argument),
	    TEST(select_takes_the_named_branch_or_other),
	    TEST(plural_within_select_sees_both_arguments),
	    TEST(hash_belongs_to_the_innermost_plural),
	    TEST(apostrophe_before_a_letter_is_itself),
	    TEST(quoted_braces_are_text),
	    TEST(quoted_hash_in_a_plural_is_text),
	    TEST(apostrophe_at_the_end_is_itself),
	    TEST(missing_argument_prints_its_name),
	    TEST(number_argument_has_the_separators_of_the_language),
	    TEST(dates_are_written_as_the_language_does),
	    TEST(dates_have_styles),
	    TEST(text_that_is_no_date_prints_as_it_is),
	    TEST(latin_text_in_arabic_is_isolated),
	    TEST(patterns_mean_what_they_mean_to_icu),
	    TEST(error_is_placed_in_characters_from_the_start_of_the_string),
	    TEST(error_on_a_later_line_of_the_string_names_that_line),
	    TEST(message_without_a_position_stays_without_one),
	    TEST(unclosed_argument_is_an_error_at_the_end),
	    TEST(unclosed_branch_is_an_error_at_its_brace),
	    TEST(unknown_kind_is_an_error_with_a_suggestion),
	    TEST(unknown_style_is_an_error),
	    TEST(plural_without_other_is_an_error),
	    TEST(wrong_selectors_are_errors),
	    TEST(unclosed_quotation_is_an_error_at_its_apostrophe),
	    TEST(deep_nesting_is_an_error),
	    TEST(categories_of_other_languages_are_warned_of),
	    TEST(argument_names_are_each_given_once_in_order),
	};

	return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
