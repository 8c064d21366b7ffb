#include "publish/checksums.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct published_file file_of(const char *path, const char *bytes)
{
	return (struct published_file){text_of(path), strlen(bytes), checksum_of(text_of(bytes))};
}

static void assert_text(const struct buffer *out, const char *expected)
{
	assert_int_equal(out->size, strlen(expected));
	assert_memory_equal(out->at, expected, out->size);
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

static void mirror_json_lists_all_but_the_two_lists(void **state)
{
	const struct published_file files[] = {
	    file_of("SHA256SUMS", "x"), file_of("a\"\\\t.html", ""), file_of("fr/b.html", "abc"),
	    file_of("mirror.json", "x")};
	struct buffer out = {0};

	(void)state;
	mirror_json_write(files, 4, "0123", 1795514400, &out);
	assert_text(&out,
		    "{\"format\": 1, \"commit\": \"0123\", \"time\": \"2026-11-24T10:00:00Z\", "
		    "\"bytes\": 3, \"files\": [\n"
		    "{\"path\": \"a\\\"\\\\\\u0009.html\", \"size\": 0, \"sha256\": "
		    "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"},\n"
		    "{\"path\": \"fr/b.html\", \"size\": 3, \"sha256\": "
		    "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}\n]}\n");
	buffer_free(&out);
}

static void mirror_json_of_nothing_is_json(void **state)
{
	struct buffer out = {0};

	(void)state;
	mirror_json_write(NULL, 0, "", 0, &out);
	assert_text(&out, "{\"format\": 1, \"commit\": \"\", \"time\": \"1970-01-01T00:00:00Z\", "
			  "\"bytes\": 0, \"files\": [\n]}\n");
	buffer_free(&out);
}

/* Files of such names, their list, and coreutils. */
static void sha256sum_accepts_the_list_with_any_file_name(void **state)
{
	const struct published_file files[] = {
	    file_of("SHA256SUMS", "not listed"),
	    file_of("back\\slash", "1"),
	    file_of("line\nbreak", "2"),
	    file_of("mirror.json", "3"),
	    file_of("re\rturn", "4"),
	    file_of(" space ", "5"),
	    file_of("été", "6"),
	};
	char folder[] = "/tmp/ssg-test-checksums-XXXXXX", byte = '1';
	struct buffer out = {0};

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	checksums_write(files, sizeof files / sizeof *files, &out);
	for (size_t i = 1; i < sizeof files / sizeof *files; i++, byte++) {
		int file = open(files[i].path.at, O_WRONLY | O_CREAT | O_EXCL, 0644);
		assert_int_equal(write(file, &byte, 1), 1);
		close(file);
	}
	int sums = open("SHA256SUMS", O_WRONLY | O_CREAT | O_EXCL, 0644);
	assert_int_equal(write(sums, out.at, out.size), out.size);
	close(sums);
	assert_int_equal(system("test $(sha256sum --strict -c SHA256SUMS | grep -c OK) = 6"), 0);
	assert_int_equal(system("sha256sum --strict --quiet -c SHA256SUMS"), 0);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		assert_int_equal(unlink(files[i].path.at), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder), 0);
	buffer_free(&out);
}

static void the_list_is_read_as_it_was_written(void **state)
{
	const struct published_file files[] = {file_of("a  b", "1"), file_of("back\\slash", "2"),
					       file_of("line\nbreak", "3"), file_of("été", "4")};
	struct published_file file;
	struct buffer out = {0};
	struct arena arena = {0};

	(void)state;
	checksums_write(files, 4, &out);
	struct text sums = buffer_view(&out);
	for (size_t i = 0; i < 4; i++) {
		assert_true(checksums_next(&sums, &arena, &file));
		assert_true(text_equal(file.path, files[i].path));
		assert_memory_equal(&file.checksum, &files[i].checksum, sizeof file.checksum);
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
	    cmocka_unit_test(mirror_json_lists_all_but_the_two_lists),
	    cmocka_unit_test(mirror_json_of_nothing_is_json),
	    cmocka_unit_test(sha256sum_accepts_the_list_with_any_file_name),
	    cmocka_unit_test(the_list_is_read_as_it_was_written),
	    cmocka_unit_test(what_is_no_line_of_the_list_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
