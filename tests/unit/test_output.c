/* Results of workers: which files they have written. */
#include "publish/written.h"
#include "reports.h"
#include "workers/progress.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct published_file one = {{"a.html", 6}, 5, {{1, 2, 3}}};

static void what_was_added_is_taken_off_in_order(void **state)
{
	(void)state;
	struct published_file two = {TEXT("en/exactly16.html"), 0, {{9}}}, file;
	struct buffer bytes = {0};

	output_add(&one, &bytes);
	output_add(&two, &bytes);
	assert_int_equal(bytes.size % 8, 0);
	struct text results = buffer_view(&bytes);
	assert_true(output_next(&results, &file));
	assert_true(text_is(file.path, "a.html"));
	assert_int_equal(file.size, 5);
	assert_memory_equal(&file.checksum, &one.checksum, sizeof file.checksum);
	assert_true(output_next(&results, &file));
	assert_true(text_is(file.path, "en/exactly16.html"));
	assert_false(output_next(&results, &file));
	assert_int_equal(results.size, 0);
	buffer_free(&bytes);
}

static void damaged_results_are_not_read_over_their_end(void **state)
{
	(void)state;
	struct published_file file;
	struct buffer bytes = {0};

	output_add(&one, &bytes);
	for (size_t size = 1; size < bytes.size; size++) {
		char *exact = malloc(size); /* so that a sanitizer sees every byte too many */
		assert_non_null(exact);
		memcpy(exact, bytes.at, size);
		struct text results = text_make(exact, size);
		assert_false(output_next(&results, &file));
		assert_int_equal(results.size, size);
		free(exact);
	}
	buffer_free(&bytes);
}

static void a_path_of_absurd_size_is_damage(void **state)
{
	(void)state;
	struct published_file file;
	struct buffer bytes = {0};

	output_add(&one, &bytes);
	for (size_t at = 0; at + 8 <= bytes.size; at += 8) {
		struct buffer other = {0};
		uint64_t huge = UINT64_MAX - 3;
		buffer_text(&other, buffer_view(&bytes));
		memcpy(other.at + at, &huge, sizeof huge);
		struct text results = buffer_view(&other);
		if (output_next(&results, &file))
			assert_true(file.path.size <= other.size);
		buffer_free(&other);
	}
	buffer_free(&bytes);
}

static void a_file_is_written_with_the_checksum_of_its_bytes(void **state)
{
	(void)state;
	char folder[] = "/tmp/ssg-test-XXXXXX";
	struct published_file file;
	struct diagnostics d = {0};
	struct buffer bytes = {0};
	struct stat status;

	assert_non_null(mkdtemp(folder));
	int fd = open(folder, O_RDONLY | O_DIRECTORY);
	assert_true(fd >= 0);
	assert_int_equal(output_write(fd, TEXT("a.html"), TEXT("hello"), &bytes, &d), STATUS_OK);
	struct text results = buffer_view(&bytes);
	assert_true(output_next(&results, &file));
	struct checksum expected = checksum_of(TEXT("hello"));
	assert_memory_equal(&file.checksum, &expected, sizeof expected);
	assert_int_equal(file.size, 5);
	assert_int_equal(fstatat(fd, "a.html", &status, 0), 0);
	assert_int_equal(status.st_size, 5);
	size_t before = bytes.size;
	assert_int_not_equal(output_write(fd, TEXT("a.html/b.html"), TEXT("x"), &bytes, &d),
			     STATUS_OK);
	assert_int_equal(bytes.size, before); /* what was not written is not listed */
	assert_int_equal(d.count, 1);
	unlinkat(fd, "a.html", 0);
	close(fd);
	rmdir(folder);
	buffer_free(&bytes);
	diagnostics_free(&d);
}

/* ---- progress.h */

static void a_step_begins_with_nothing_finished(void **state)
{
	(void)state;
	struct progress *progress = progress_make();

	assert_non_null(progress);
	progress_step(progress, STEP_CONTENT);
	progress_set(progress, 3, 9);
	assert_int_equal(atomic_load(&progress->finished), 3);
	assert_int_equal(atomic_load(&progress->tasks), 9);
	progress_step(progress, STEP_SITE);
	assert_int_equal(atomic_load(&progress->finished), 0);
	assert_int_equal(atomic_load(&progress->tasks), 0);
	assert_string_equal(progress_name(atomic_load(&progress->step)), "site");
	assert_true(atomic_load(&progress->started[STEP_CONTENT]) > 0);
	assert_int_equal(atomic_load(&progress->started[STEP_RENDER]), 0);
	progress_free(progress);
}

static void a_step_that_a_worker_made_up_has_a_name_to_show(void **state)
{
	(void)state;
	assert_string_equal(progress_name(STEPS), "?");
	assert_string_equal(progress_name((enum build_step)4000000000U), "?");
}

static void what_is_being_done_is_cut_to_what_fits(void **state)
{
	(void)state;
	struct progress *progress = progress_make();
	char bytes[256], name[400];

	assert_non_null(progress);
	memset(name, 'x', sizeof name);
	progress_doing(progress, text_make(name, sizeof name));
	assert_int_equal(progress_read_doing(progress, bytes).size, 255);
	progress_doing(progress, TEXT("a.lua"));
	assert_true(text_is(progress_read_doing(progress, bytes), "a.lua"));
	memset(progress->doing, 'y', sizeof progress->doing); /* by a worker gone bad */
	assert_int_equal(progress_read_doing(progress, bytes).size, 255);
	progress_free(progress);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_added_is_taken_off_in_order),
	    cmocka_unit_test(damaged_results_are_not_read_over_their_end),
	    cmocka_unit_test(a_path_of_absurd_size_is_damage),
	    cmocka_unit_test(a_file_is_written_with_the_checksum_of_its_bytes),
	    cmocka_unit_test(a_step_begins_with_nothing_finished),
	    cmocka_unit_test(a_step_that_a_worker_made_up_has_a_name_to_show),
	    cmocka_unit_test(what_is_being_done_is_cut_to_what_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
