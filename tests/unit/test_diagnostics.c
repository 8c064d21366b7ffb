#include "reports.h"

static const struct place somewhere = {.line = 0};

static void report(struct diagnostics *d, size_t count, bool strict, const char *code)
{
	for (size_t i = 0; i < count; i++)
		diag_report(d, strict, code, (struct place){.line = (uint32_t)i + 1}, "problem");
}

/* What another process reads of D. */
static struct diagnostics sent(struct diagnostics *d)
{
	struct diagnostics received = {0};
	struct buffer bytes = {0};

	diagnostics_write(d, &bytes);
	assert_true(diagnostics_read(&received, buffer_view(&bytes)));
	buffer_free(&bytes);
	diagnostics_free(d);
	return received;
}

static void what_is_not_listed_is_counted_in_another_process_too(void **state)
{
	(void)state;
	struct diagnostics d = {0};

	report(&d, DIAGNOSTICS_MAX + 5, false, "W-X");
	report(&d, DIAGNOSTICS_MAX + 7, true, "E-X");
	d = sent(&d);
	assert_int_equal(d.count, 2 * DIAGNOSTICS_MAX);
	assert_int_equal(d.unlisted, 12);
	assert_int_equal(d.unlisted_errors, 7);
	assert_int_equal(d.errors, DIAGNOSTICS_MAX + 7);
	diagnostics_free(&d);
}

static void what_two_processes_do_not_list_adds_up(void **state)
{
	(void)state;
	struct diagnostics d = {0}, other = {0};
	struct buffer bytes = {0};

	report(&d, DIAGNOSTICS_MAX + 5, false, "W-X");
	report(&other, DIAGNOSTICS_MAX + 2, false, "W-Y");
	diagnostics_write(&other, &bytes);
	assert_true(diagnostics_read(&d, buffer_view(&bytes)));
	assert_int_equal(d.unlisted, 5 + DIAGNOSTICS_MAX + 2);
	buffer_free(&bytes);
	diagnostics_free(&other);
	diagnostics_free(&d);
}

static void sorting_keeps_the_number_of_errors_that_are_not_listed(void **state)
{
	(void)state;
	struct diagnostics d = {0};

	report(&d, 2 * DIAGNOSTICS_MAX + 3, true, "E-X");
	diagnostics_sort(&d);
	assert_int_equal(d.errors, 2 * DIAGNOSTICS_MAX + 3);
	diagnostics_free(&d);
}

static void what_differs_in_its_hint_alone_is_said_once_and_counted(void **state)
{
	(void)state;
	struct diagnostics d = {0};
	struct place place = {TEXT("a.html"), 1, 1};

	diag_error(&d, "E-X", place, "problem");
	diag_hint(&d, "on page b");
	diag_error(&d, "E-X", place, "problem");
	diag_hint(&d, "on page a");
	diagnostics_sort(&d);
	assert_int_equal(d.count, 1);
	assert_true(text_is(d.list[0].hint, "on page a; and 1 time more"));
	diagnostics_free(&d);
}

static void many_errors_do_not_hide_what_the_machine_says(void **state)
{
	(void)state;
	struct diagnostics d = {0};

	report(&d, 2 * DIAGNOSTICS_MAX + 3, true, "E-X");
	diag_machine(&d, "writing", "x", "no space");
	diagnostics_sort(&d);
	assert_int_equal(diagnostics_status(&d), STATUS_MACHINE);
	diagnostics_free(&d);
}

static void an_error_has_its_hint_after_warnings_that_are_not_listed(void **state)
{
	(void)state;
	struct diagnostics d = {0};

	report(&d, DIAGNOSTICS_MAX + 1, false, "W-X");
	diag_hint(&d, "of a warning");
	diag_error(&d, "E-X", somewhere, "problem");
	diag_hint(&d, "of the error");
	assert_true(text_is(d.list[d.count - 2].hint, ""));
	assert_true(text_is(d.list[d.count - 1].hint, "of the error"));
	diagnostics_free(&d);
}

static void damaged_bytes_are_refused(void **state)
{
	(void)state;
	struct diagnostics d = {0}, none = {0};
	struct buffer bytes = {0};
	uint32_t more_errors_than_all[7] = {SEVERITY_FATAL + 1, 1, 2};

	report(&d, 1, true, "E-X");
	diagnostics_write(&d, &bytes);
	assert_false(diagnostics_read(&none, text_make(bytes.at, bytes.size - 1)));
	assert_false(diagnostics_read(
	    &none, text_make((char *)more_errors_than_all, sizeof more_errors_than_all)));
	assert_int_equal(none.count + none.errors + none.unlisted, 0);
	buffer_free(&bytes);
	diagnostics_free(&d);
}

static void warnings_can_be_dropped(void **state)
{
	(void)state;
	struct diagnostics d = {0};

	report(&d, 2, false, "W-X");
	report(&d, 1, true, "E-X");
	report(&d, DIAGNOSTICS_MAX, false, "W-Y");
	diagnostics_drop_warnings(&d);
	assert_int_equal(d.count, 1);
	assert_int_equal(d.errors, 1);
	assert_int_equal(d.unlisted, 0);
	diagnostics_free(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_not_listed_is_counted_in_another_process_too),
	    cmocka_unit_test(what_two_processes_do_not_list_adds_up),
	    cmocka_unit_test(sorting_keeps_the_number_of_errors_that_are_not_listed),
	    cmocka_unit_test(what_differs_in_its_hint_alone_is_said_once_and_counted),
	    cmocka_unit_test(many_errors_do_not_hide_what_the_machine_says),
	    cmocka_unit_test(an_error_has_its_hint_after_warnings_that_are_not_listed),
	    cmocka_unit_test(damaged_bytes_are_refused),
	    cmocka_unit_test(warnings_can_be_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
