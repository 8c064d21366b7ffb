/* What differs between two generations, sorted. */
#include "publish/file_changes.h"

#include "publish/written.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* A list of the files that PATHS names, with a space between two. */
static struct buffer list_of(const char *paths)
{
	struct text rest = text_of(paths), path;
	struct buffer list = {0};

	while (text_split(&rest, ' ', &path))
		if (path.size)
			output_add(&(struct published_file){.path = path, .size = 2}, &list);
	return list;
}

/* EXPECTED: "+a -b ": what is written and what is removed. NULL: two have one path. */
static void assert_changes(const char *written, const char *removed, const char *expected)
{
	struct buffer lists[] = {list_of(written), list_of(removed)}, found = {0};
	struct file_changes changes;

	bool made = file_changes_make(&changes, buffer_view(&lists[0]), buffer_view(&lists[1]));
	assert_int_equal(made, expected != NULL);
	for (size_t i = 0; i < changes.count; i++)
		buffer_printf(&found, "%s%.*s ", changes.list[i].removed ? "-" : "+",
			      TEXT_ARGS(changes.list[i].file.path));
	buffer_byte(&found, '\0');
	if (expected)
		assert_string_equal(found.at, expected);
	file_changes_free(&changes);
	buffer_free(&lists[0]);
	buffer_free(&lists[1]);
	buffer_free(&found);
}

static void changes_are_sorted_whatever_they_are(void **state)
{
	(void)state;
	assert_changes("g c a", "b f", "+a -b +c -f +g ");
	assert_changes("fr/b fr/a en/z", "", "+en/z +fr/a +fr/b ");
	assert_changes("", "", "");
}

static void two_files_of_one_path_are_a_mistake(void **state)
{
	(void)state;
	assert_changes("a b a", "", NULL);
	assert_changes("a b", "c b", NULL);
}

static void a_file_is_found_and_added_at_its_place(void **state)
{
	struct buffer written = list_of("a c");
	struct file_changes changes;

	(void)state;
	assert_true(file_changes_make(&changes, buffer_view(&written), TEXT("")));
	assert_non_null(file_changes_find(&changes, TEXT("a")));
	assert_non_null(file_changes_find(&changes, TEXT("c")));
	assert_null(file_changes_find(&changes, TEXT("b")));
	assert_null(file_changes_find(&changes, TEXT("d")));
	assert_null(file_changes_find(&changes, TEXT("")));
	file_changes_add(&changes, &(struct published_file){.path = TEXT("b")});
	assert_int_equal(changes.count, 3);
	assert_int_equal(changes.written, 3);
	assert_true(text_is(changes.list[1].file.path, "b"));
	assert_true(text_is(changes.list[2].file.path, "c"));
	file_changes_free(&changes);
	buffer_free(&written);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(changes_are_sorted_whatever_they_are),
	    cmocka_unit_test(two_files_of_one_path_are_a_mistake),
	    cmocka_unit_test(a_file_is_found_and_added_at_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
