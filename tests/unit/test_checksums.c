#include "publish/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct published_file file_of(const char *path, const char *bytes)
{
	return (struct published_file){text_of(path), strlen(bytes), checksum_of(text_of(bytes))};
}

static void sha256_of_abc_is_the_standards(void **state)
{
	struct checksum checksum = checksum_of(TEXT("abc"));
	char hex[65];

	(void)state;
	text_hex(hex, checksum.sha256, sizeof checksum.sha256);
	assert_string_equal(hex,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void sha256_of_parts_is_that_of_the_whole(void **state)
{
	const struct text parts[] = {TEXT("a"), TEXT(""), TEXT("bc")};
	struct checksum whole = checksum_of(TEXT("abc")), joined = checksum_of_parts(parts, 3);

	(void)state;
	assert_memory_equal(&whole, &joined, sizeof whole);
}

static void the_list_is_read_as_it_was_written(void **state)
{
	const struct file_change files[] = {
	    {file_of("a  b", "1"), false},
	    {file_of("back\\slash", "2"), false},
	    {file_of("line\nbreak", "3"), false},
	    {file_of("été", "4"), false},
	};
	struct published_file file;
	struct merged_list list;
	struct buffer out = {0};
	struct arena arena = {0};

	(void)state;
	list_merge(&list, LIST_SUMS, TEXT(""), files, 4, TEXT(""));
	for (size_t i = 0; i < list.count; i++)
		buffer_text(&out, list.parts[i]);
	list_free(&list);
	struct text sums = buffer_view(&out);
	for (size_t i = 0; i < 4; i++) {
		assert_true(checksums_next(&sums, &arena, &file));
		assert_true(text_equal(file.path, files[i].file.path));
		assert_memory_equal(&file.checksum, &files[i].file.checksum, sizeof file.checksum);
	}
	assert_false(checksums_next(&sums, &arena, &file));
	assert_int_equal(sums.size, 0);
	arena_free(&arena);
	buffer_free(&out);
}

static void what_is_no_line_of_the_list_ends_it(void **state)
{
	static const char digest[] =
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	const char *const tails[] = {"", "\n", "  \n", " x\n", "  x"};
	struct published_file file;
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		struct text line = arena_printf(&arena, "%s%s", digest, tails[i]);
		assert_false(checksums_next(&line, &arena, &file));
	}
	struct text line = arena_printf(&arena, "G%s  x\n", digest + 1);
	assert_false(checksums_next(&line, &arena, &file));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sha256_of_abc_is_the_standards),
	    cmocka_unit_test(sha256_of_parts_is_that_of_the_whole),
	    cmocka_unit_test(the_list_is_read_as_it_was_written),
	    cmocka_unit_test(what_is_no_line_of_the_list_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
