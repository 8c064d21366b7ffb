#include "content/heading_id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_natural(const char *heading, const char *expected)
{
	struct buffer id = {0};

	heading_id_natural(&id, text_of(heading));
	buffer_byte(&id, '\0');
	assert_string_equal(id.at, expected);
	buffer_free(&id);
}

static void letters_of_all_scripts_are_kept_in_lower_case(void **state)
{
	(void)state;
	assert_natural("Access for All", "access-for-all");
	assert_natural("ÉTAT de l'Éducation", "état-de-léducation");
	assert_natural("Управление Интернетом", "управление-интернетом");
	assert_natural("互联网治理 论坛", "互联网治理-论坛");
	assert_natural("منتدى إدارة الإنترنت", "منتدى-إدارة-الإنترنت");
	assert_natural("हिन्दी में", "हिन्दी-में");
	assert_natural("ΟΔΟΣ", "οδος");
	assert_natural("2019 ٢٠١٩ x_y", "2019-٢٠١٩-x_y");
}

static void lower_case_is_no_languages_own(void **state)
{
	(void)state;
	assert_natural("INDIA", "india"); /* not Turkish ı */
	assert_natural("İstanbul", "i̇stanbul");
}

static void ids_are_in_nfc_however_they_were_typed(void **state)
{
	(void)state;
	assert_natural("Cafe\xCC\x81", "caf\xC3\xA9");
	assert_natural("Caf\xC3\xA9", "caf\xC3\xA9");
	assert_natural("E\xCC\x81", "\xC3\xA9");
}

static void punctuation_is_dropped_and_hyphens_are_single(void **state)
{
	(void)state;
	assert_natural("What's new? (2026)", "whats-new-2026");
	assert_natural("  a -- b  ", "a-b");
	assert_natural("2019–2020 — results!", "2019-2020-results");
	assert_natural("a\xC2\xA0"
		       "b\xE3\x80\x80"
		       "c",
		       "a-b-c");
	assert_natural("-a-", "a");
	assert_natural("会议：结果。", "会议结果");
	assert_natural("a\xF0\x9F\x98\x80", "a");
}

static void an_empty_heading_is_a_section(void **state)
{
	(void)state;
	assert_natural("", "section");
	assert_natural("?!", "section");
	assert_natural("。", "section");
}

static void assert_ids(const char *const *headings, const char *const *expected, size_t count)
{
	struct arena arena = {0};
	struct text texts[8] = {0};

	for (size_t i = 0; i < count; i++)
		texts[i] = text_of(headings[i]);
	const struct text *ids = heading_ids(&arena, texts, count, &TEXT("fn-1"), 1);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(arena_string(&arena, ids[i]), expected[i]);
	arena_free(&arena);
}

static void equal_headings_are_numbered_from_two(void **state)
{
	const char *const headings[] = {"Results", "results", "Results!", "Other"};
	const char *const expected[] = {"results", "results-2", "results-3", "other"};

	(void)state;
	assert_ids(headings, expected, 4);
}

static void a_number_that_is_anothers_natural_id_is_passed_over(void **state)
{
	const char *const headings[] = {"Results", "Results", "Results 2", "Results 2", "Results"};
	const char *const expected[] = {"results", "results-3", "results-2", "results-2-2",
					"results-4"};

	(void)state;
	assert_ids(headings, expected, 5);
}

static void a_reserved_id_is_not_given(void **state)
{
	const char *const headings[] = {"fn 1", "fn 1"};
	const char *const expected[] = {"fn-1-2", "fn-1-3"};

	(void)state;
	assert_ids(headings, expected, 2);
}

static void many_equal_headings_take_linear_time(void **state)
{
	enum { COUNT = 100000 };
	struct arena arena = {0};
	struct text *texts = arena_array(&arena, COUNT, sizeof *texts);

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		texts[i] = TEXT("x");
	const struct text *ids = heading_ids(&arena, texts, COUNT, NULL, 0);
	assert_string_equal(arena_string(&arena, ids[COUNT - 1]), "x-100000");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(letters_of_all_scripts_are_kept_in_lower_case),
	    cmocka_unit_test(lower_case_is_no_languages_own),
	    cmocka_unit_test(ids_are_in_nfc_however_they_were_typed),
	    cmocka_unit_test(punctuation_is_dropped_and_hyphens_are_single),
	    cmocka_unit_test(an_empty_heading_is_a_section),
	    cmocka_unit_test(equal_headings_are_numbered_from_two),
	    cmocka_unit_test(a_number_that_is_anothers_natural_id_is_passed_over),
	    cmocka_unit_test(a_reserved_id_is_not_given),
	    cmocka_unit_test(many_equal_headings_take_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
