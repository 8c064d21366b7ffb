/* Which files are known to be whole, as nobody has written to them since. */
#include "cache/seals.h"
#include "folder.h"

#include <stdio.h>
#include <time.h>

static void write_file(const struct folder *folder, const char *name, const char *text)
{
	int fd = openat(folder->fd, name, O_WRONLY | O_CREAT, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void let_the_clock_tick(void)
{
	const struct timespec pause = {.tv_nsec = 60000000};

	nanosleep(&pause, NULL);
}

/* A build that finds NAME good. */
static void seal(const struct folder *folder, const char *name)
{
	struct seals seals;

	seals_open(&seals, folder->fd);
	seals_set(&seals, name);
	seals_keep(&seals);
	seals_close(&seals);
}

static bool holds(const struct folder *folder, const char *name)
{
	struct seals seals;

	seals_open(&seals, folder->fd);
	bool held = seals_hold(&seals, name);
	seals_close(&seals);
	return held;
}

static void a_file_that_nobody_has_written_to_is_known(void **state)
{
	const struct folder *folder = *state;

	write_file(folder, "a", "text");
	let_the_clock_tick();
	assert_false(holds(folder, "a"));
	seal(folder, "a");
	assert_true(holds(folder, "a"));
	assert_false(holds(folder, "b"));
	assert_false(seals_hold(NULL, "a"));
	seal(folder, "b"); /* which is not there: what holds is carried on */
	assert_true(holds(folder, "a"));
}

static void one_that_was_written_to_is_not(void **state)
{
	const struct folder *folder = *state;
	const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};

	write_file(folder, "a", "text");
	assert_int_equal(utimensat(folder->fd, "a", times, 0), 0);
	let_the_clock_tick();
	seal(folder, "a");
	assert_true(holds(folder, "a"));
	write_file(folder, "a", "Text"); /* as long, and of the same mtime: */
	assert_int_equal(utimensat(folder->fd, "a", times, 0), 0);
	assert_false(holds(folder, "a"));
	assert_int_equal(renameat(folder->fd, "a", folder->fd, "b"), 0);
	assert_false(holds(folder, "b"));
}

static void one_that_was_written_to_while_it_was_checked_is_not(void **state)
{
	const struct folder *folder = *state;
	struct seals seals;

	write_file(folder, "a", "text");
	let_the_clock_tick();
	seals_open(&seals, folder->fd);
	assert_false(seals_hold(&seals, "a"));
	write_file(folder, "a", "Text");
	let_the_clock_tick();
	seals_set(&seals, "a");
	seals_keep(&seals);
	seals_close(&seals);
	assert_false(holds(folder, "a"));
}

static void one_that_has_just_been_written_to_is_not(void **state)
{
	const struct folder *folder = *state;

	write_file(folder, "a", "text");
	seal(folder, "a");
	assert_false(holds(folder, "a"));
}

static void damaged_seals_hold_nothing(void **state)
{
	const struct folder *folder = *state;

	write_file(folder, "a", "text");
	let_the_clock_tick();
	seal(folder, "a");
	for (off_t i = 0; i < 128; i += 7) {
		char byte;
		int fd = openat(folder->fd, "seals", O_RDWR);
		assert_int_equal(pread(fd, &byte, 1, i), 1);
		byte = (char)~byte;
		assert_int_equal(pwrite(fd, &byte, 1, i), 1);
		assert_false(holds(folder, "a"));
		byte = (char)~byte;
		assert_int_equal(pwrite(fd, &byte, 1, i), 1);
		close(fd);
	}
	assert_true(holds(folder, "a"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
	const struct CMUnitTest tests[] = {
	    TEST(a_file_that_nobody_has_written_to_is_known),
	    TEST(one_that_was_written_to_is_not),
	    TEST(one_that_was_written_to_while_it_was_checked_is_not),
	    TEST(one_that_has_just_been_written_to_is_not),
	    TEST(damaged_seals_hold_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
