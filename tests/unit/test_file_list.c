#include "build/file_list.h"

#include "build/output.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* A list of the files that PATHS names, with a space behind each; all of SIZE bytes. */
static struct buffer list_of(const char *paths, uint64_t size)
{
	struct text rest = text_of(paths), path;
	struct buffer list = {0};

	while (text_split(&rest, ' ', &path))
		if (path.size)
			output_add(&(struct published_file){.path = path, .size = size}, &list);
	return list;
}

/* EXPECTED: "a1 b2 ": paths and sizes. */
static void assert_merged(const char *before, const char *written, const char *removed,
			  const char *expected)
{
	struct buffer lists[] = {list_of(before, 1), list_of(written, 2), list_of(removed, 3)};
	struct buffer found = {0}, flat = {0};
	struct file_list list, again;

	file_list_make(&list, buffer_view(&lists[0]), buffer_view(&lists[1]),
		       buffer_view(&lists[2]));
	for (size_t i = 0; i < list.count; i++)
		buffer_printf(&found, "%.*s%d ", TEXT_ARGS(list.files[i].path),
			      (int)list.files[i].size);
	buffer_byte(&found, '\0');
	assert_string_equal(found.at, expected);
	file_list_write(&list, &flat);
	file_list_read(&again, buffer_view(&flat));
	assert_int_equal(again.count, list.count);
	for (size_t i = 0; i < list.count; i++)
		assert_true(text_equal(again.files[i].path, list.files[i].path));
	file_list_free(&list);
	file_list_free(&again);
	for (size_t i = 0; i < 3; i++)
		buffer_free(&lists[i]);
	buffer_free(&found);
	buffer_free(&flat);
}

static void what_is_written_comes_to_its_place_among_what_was_there(void **state)
{
	(void)state;
	assert_merged("b d f", "g c a", "", "a2 b1 c2 d1 f1 g2 ");
	assert_merged("b d f", "", "", "b1 d1 f1 ");
}

static void what_is_written_again_is_the_new_one(void **state)
{
	(void)state;
	assert_merged("a b c", "c a", "", "a2 b1 c2 ");
}

static void what_is_removed_goes_and_what_was_not_there_does_not_matter(void **state)
{
	(void)state;
	assert_merged("a b c d", "e", "d a x", "b1 c1 e2 ");
}

static void without_a_list_from_before_all_that_is_written_is_sorted(void **state)
{
	(void)state;
	assert_merged("", "fr/b fr/a en/z", "", "en/z2 fr/a2 fr/b2 ");
	assert_merged("", "", "", "");
}

static void a_file_is_found_and_added_at_its_place(void **state)
{
	struct buffer bytes = list_of("a c", 1);
	struct file_list list;

	(void)state;
	file_list_read(&list, buffer_view(&bytes));
	assert_true(file_list_has(&list, TEXT("a")) && file_list_has(&list, TEXT("c")));
	assert_false(file_list_has(&list, TEXT("b")) || file_list_has(&list, TEXT("d")) ||
		     file_list_has(&list, TEXT("")));
	file_list_add(&list, &(struct published_file){.path = TEXT("b")});
	assert_int_equal(list.count, 3);
	assert_true(text_is(list.files[1].path, "b") && text_is(list.files[2].path, "c"));
	file_list_free(&list);
	buffer_free(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_written_comes_to_its_place_among_what_was_there),
	    cmocka_unit_test(what_is_written_again_is_the_new_one),
	    cmocka_unit_test(what_is_removed_goes_and_what_was_not_there_does_not_matter),
	    cmocka_unit_test(without_a_list_from_before_all_that_is_written_is_sorted),
	    cmocka_unit_test(a_file_is_found_and_added_at_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
