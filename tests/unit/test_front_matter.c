#include "content/front_matter.h"

#include "reports.h"

static struct diagnostics d;
static struct front_matter head;

static bool split(const char *blob)
{
	return front_matter_split(text_of(blob), TEXT("content/en/x.md"), &head, &d);
}

static int clear(void **state)
{
	(void)state;
	diagnostics_free(&d);
	return 0;
}

static void assert_split(const char *yaml, unsigned yaml_line, const char *body, unsigned body_line)
{
	assert_no_report(&d);
	assert_true(text_is(head.yaml, yaml));
	assert_true(text_is(head.body, body));
	assert_int_equal(head.yaml_line, yaml_line);
	assert_int_equal(head.body_line, body_line);
}

static void fields_and_text_are_parted_with_their_lines(void **state)
{
	(void)state;
	assert_true(split("---\ntitle: A\ndate: 2026\n---\nText\n"));
	assert_true(head.present);
	assert_split("title: A\ndate: 2026\n", 2, "Text\n", 5);
}

static void file_without_front_matter_is_all_text(void **state)
{
	(void)state;
	assert_true(split("# Title\n\n---\n\nText\n"));
	assert_false(head.present);
	assert_split("", 1, "# Title\n\n---\n\nText\n", 1);
}

static void empty_file_has_neither(void **state)
{
	(void)state;
	assert_true(split(""));
	assert_split("", 1, "", 1);
}

static void front_matter_may_be_empty_and_the_text_too(void **state)
{
	(void)state;
	assert_true(split("---\n---"));
	assert_true(head.present);
	assert_split("", 2, "", 3);
}

static void byte_order_mark_is_no_part_of_the_text(void **state)
{
	(void)state;
	assert_true(split("\xEF\xBB\xBF---\na: 1\n---\nb\n"));
	assert_split("a: 1\n", 2, "b\n", 4);
	assert_true(split("\xEF\xBB\xBFtext\n"));
	assert_split("", 1, "text\n", 1);
}

static void windows_line_ends_and_spaces_behind_the_hyphens_are_tolerated(void **state)
{
	(void)state;
	assert_true(split("---\r\na: 1\r\n--- \r\nb\r\n"));
	assert_split("a: 1\r\n", 2, "b\r\n", 4);
}

static void hyphens_inside_a_value_do_not_close(void **state)
{
	(void)state;
	assert_true(split("---\na: |\n  ---\nb: ---x\n---\nc\n"));
	assert_split("a: |\n  ---\nb: ---x\n", 2, "c\n", 6);
}

static void later_rule_belongs_to_the_text(void **state)
{
	(void)state;
	assert_true(split("---\na: 1\n---\nb\n\n---\nc\n"));
	assert_split("a: 1\n", 2, "b\n\n---\nc\n", 4);
}

static void front_matter_that_is_not_closed_is_an_error(void **state)
{
	(void)state;
	assert_false(split("---\ntitle: A\n\nText\n"));
	assert_report(&d, 0, 1, 1, "E-FRONT-MATTER", "a line of its own that is just \"---\"");
}

static void empty_line_above_the_front_matter_is_an_error(void **state)
{
	(void)state;
	assert_false(split("\n\n---\ntitle: A\n---\nText\n"));
	assert_report(&d, 0, 3, 1, "E-FRONT-MATTER", "first line");
}

static void rule_across_the_page_below_an_empty_line_is_text(void **state)
{
	(void)state;
	assert_true(split("\n---\nText: with a colon\n"));
	assert_split("", 1, "\n---\nText: with a colon\n", 1);
}

static void front_matter_in_toml_is_an_error(void **state)
{
	(void)state;
	assert_false(split("+++\ntitle = \"A\"\n+++\nText\n"));
	assert_report(&d, 0, 1, 1, "E-FRONT-MATTER", "write it in YAML");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(fields_and_text_are_parted_with_their_lines, clear),
	    cmocka_unit_test_teardown(file_without_front_matter_is_all_text, clear),
	    cmocka_unit_test_teardown(empty_file_has_neither, clear),
	    cmocka_unit_test_teardown(front_matter_may_be_empty_and_the_text_too, clear),
	    cmocka_unit_test_teardown(byte_order_mark_is_no_part_of_the_text, clear),
	    cmocka_unit_test_teardown(windows_line_ends_and_spaces_behind_the_hyphens_are_tolerated,
				      clear),
	    cmocka_unit_test_teardown(hyphens_inside_a_value_do_not_close, clear),
	    cmocka_unit_test_teardown(later_rule_belongs_to_the_text, clear),
	    cmocka_unit_test_teardown(front_matter_that_is_not_closed_is_an_error, clear),
	    cmocka_unit_test_teardown(empty_line_above_the_front_matter_is_an_error, clear),
	    cmocka_unit_test_teardown(rule_across_the_page_below_an_empty_line_is_text, clear),
	    cmocka_unit_test_teardown(front_matter_in_toml_is_an_error, clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
