/* Names that are read together. */
#include "site/read_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static void note(struct read_set *set, const char *member)
{
	read_set_note(set, text_of(member));
}

static void assert_text(struct text text, const char *expected)
{
	assert_int_equal(text.size, strlen(expected));
	assert_memory_equal(text.at, expected, text.size);
}

static void the_order_in_which_names_were_read_is_nothing(void **state)
{
	struct read_set one = {.kind = TEXT("P\t")}, other = {.kind = TEXT("P\t")};

	(void)state;
	note(&one, "b.html");
	note(&one, "a.html");
	note(&one, "b.html");
	note(&other, "x.html");
	assert_text(read_set_take(&other), "P\tx.html\x1f");
	note(&other, "a.html");
	note(&other, "b.html");
	assert_text(read_set_take(&one), "P\ta.html\x1f"
					 "b.html\x1f");
	assert_text(read_set_take(&other), "P\ta.html\x1f"
					   "b.html\x1f");
	read_set_free(&one);
	read_set_free(&other);
}

static void what_one_page_has_read_is_not_that_of_the_next(void **state)
{
	struct read_set set = {.kind = TEXT("S\tfr\t")};

	(void)state;
	assert_int_equal(read_set_take(&set).size, 0);
	note(&set, "all");
	struct text first = read_set_take(&set);
	note(&set, "none");
	assert_text(read_set_take(&set), "S\tfr\tnone\x1f");
	assert_int_equal(read_set_take(&set).size, 0);
	note(&set, "all");
	assert_ptr_equal(read_set_take(&set).at, first.at);
	read_set_free(&set);
}

static void all_members_are_found_in_the_name(void **state)
{
	struct read_set set = {.kind = TEXT("P\t")};
	struct text rest, member;
	char name[32];
	int count = 0;

	(void)state;
	for (int i = 99; i >= 0; i--) {
		snprintf(name, sizeof name, "%02d\t%d", i, i);
		note(&set, name);
	}
	note(&set, "");
	rest = read_set_take(&set);
	rest = text_slice(rest, 2, rest.size);
	assert_true(read_set_next(&rest, &member));
	assert_int_equal(member.size, 0);
	for (; read_set_next(&rest, &member); count++) {
		snprintf(name, sizeof name, "%02d\t%d", count, count);
		assert_text(member, name);
	}
	assert_int_equal(count, 100);
	read_set_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_order_in_which_names_were_read_is_nothing),
	    cmocka_unit_test(what_one_page_has_read_is_not_that_of_the_next),
	    cmocka_unit_test(all_members_are_found_in_the_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
