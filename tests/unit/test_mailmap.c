#include "source/mailmap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* The name for NAME <EMAIL> by the LINES of a .mailmap. */
static void assert_name(const char *lines, const char *name, const char *email,
			const char *expected)
{
	struct mailmap mailmap = {.count = 0};

	mailmap_read(&mailmap, text_of(lines));
	assert_true(text_is(mailmap_name(&mailmap, text_of(name), text_of(email)), expected));
	mailmap_free(&mailmap);
}

static void an_address_has_a_proper_name(void **state)
{
	(void)state;
	assert_name("Ada Lovelace <ada@x.org>\n", "ada", "ada@x.org", "Ada Lovelace");
	assert_name("Ada Lovelace <ada@x.org>\n", "ben", "ben@x.org", "ben");
	assert_name("Ada Lovelace <ada@x.org> <old@x.org>", "ada", "old@x.org", "Ada Lovelace");
	assert_name("Ada Lovelace <ada@x.org> <old@x.org>", "ada", "ada@x.org", "ada");
}

static void an_address_alone_changes_no_name(void **state)
{
	(void)state;
	assert_name("<ada@x.org> <old@x.org>", "ada", "old@x.org", "ada");
	assert_name("Ada <old@x.org>\n<ada@x.org> <old@x.org>", "a", "old@x.org", "Ada");
}

static void a_committed_name_counts_where_it_is_given(void **state)
{
	(void)state;
	const char *lines =
	    "Joe <joe@x.org> joe <bugs@x.org>\nJane <jane@x.org> jane <bugs@x.org>\n"
	    "Somebody <bugs@x.org>\n";

	assert_name(lines, "jane", "bugs@x.org", "Jane");
	assert_name(lines, "joe", "bugs@x.org", "Joe");
	assert_name(lines, "root", "bugs@x.org", "Somebody");
}

static void case_does_not_count(void **state)
{
	(void)state;
	assert_name("Ada <ADA@x.org>", "a", "ada@X.ORG", "Ada");
	assert_name("Joe <j@x.org> JOE <b@x.org>", "joe", "b@x.org", "Joe");
}

static void a_later_line_wins(void **state)
{
	(void)state;
	assert_name("One <a@x.org>\nTwo <a@x.org>\n", "a", "a@x.org", "Two");
}

static void comments_and_lines_that_are_no_entries_are_skipped(void **state)
{
	(void)state;
	assert_name("# Ada <a@x.org>\nAda a@x.org\nAda <a@x.org\n<>\n\r\n>a<\n", "a", "a@x.org",
		    "a");
	assert_name("Ada <a@x.org> # a comment\r\n", "a", "a@x.org", "Ada");
	assert_name("", "a", "a@x.org", "a");
}

static void names_that_are_not_utf8_are_skipped(void **state)
{
	(void)state;
	assert_name("Andr\xe9 <a@x.org>", "a", "a@x.org", "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_address_has_a_proper_name),
	    cmocka_unit_test(an_address_alone_changes_no_name),
	    cmocka_unit_test(a_committed_name_counts_where_it_is_given),
	    cmocka_unit_test(case_does_not_count),
	    cmocka_unit_test(a_later_line_wins),
	    cmocka_unit_test(comments_and_lines_that_are_no_entries_are_skipped),
	    cmocka_unit_test(names_that_are_not_utf8_are_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
