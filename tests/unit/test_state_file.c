#include "cache/state_file.h"
#include "folder.h"

#include <errno.h>
#include <stdio.h>

static void write_file(const struct folder *folder, struct text bytes)
{
	struct state_writer writer;
	struct state_file file;

	state_writer_open(&writer, folder->fd, "x");
	state_writer_add(&writer, bytes);
	assert_true(state_writer_place(&writer, &file));
	assert_true(text_equal(file.bytes, bytes));
	state_file_unmap(&file);
}

static void assert_file(const struct folder *folder, struct text bytes)
{
	struct state_file file;

	assert_true(state_file_map(&file, folder->fd, "x"));
	assert_true(text_equal(file.bytes, bytes));
	state_file_unmap(&file);
}

static void a_file_is_there_once_it_is_placed(void **state)
{
	const struct folder *folder = *state;
	struct state_writer writer;
	struct state_file file;

	write_file(folder, TEXT("old"));
	state_writer_open(&writer, folder->fd, "x");
	state_writer_add(&writer, TEXT("new"));
	assert_file(folder, TEXT("old"));
	assert_true(state_writer_place(&writer, &file));
	state_file_unmap(&file);
	assert_file(folder, TEXT("new"));
}

static void what_is_dropped_leaves_the_file_as_it_was(void **state)
{
	const struct folder *folder = *state;
	struct state_writer writer;

	write_file(folder, TEXT("old"));
	state_writer_open(&writer, folder->fd, "x");
	state_writer_add(&writer, TEXT("new"));
	state_writer_drop(&writer);
	assert_file(folder, TEXT("old"));
}

/* A killed build has left more than this one writes. */
static void what_a_killed_build_left_is_written_over(void **state)
{
	const struct folder *folder = *state;

	int fd = openat(folder->fd, "new-x", O_WRONLY | O_CREAT, 0644);
	assert_int_equal(write(fd, "many bytes", 10), 10);
	close(fd);
	write_file(folder, TEXT("few"));
	assert_file(folder, TEXT("few"));
}

/* FOLDER_FD: -1, in memory. */
static void write_pieces(int folder_fd)
{
	enum { PIECES = 700, SIZE = 4001 };
	struct state_writer writer;
	struct state_file file;
	char piece[SIZE];
	char *large = malloc(PIECES * SIZE);

	memset(large, 'l', PIECES * SIZE);
	state_writer_open(&writer, folder_fd, "x");
	for (int i = 0; i < PIECES; i++) {
		memset(piece, i % 256, SIZE);
		state_writer_add(&writer, text_make(piece, SIZE));
		state_writer_align(&writer, 8);
	}
	state_writer_add(&writer, text_make(large, PIECES * SIZE));
	state_writer_set(&writer, 1, TEXT("set"));
	assert_true(state_writer_place(&writer, &file));
	assert_int_equal(file.bytes.size, PIECES * (SIZE + 7 + SIZE));
	assert_memory_equal(file.bytes.at, "\0set\0", 5);
	for (size_t i = 1; i < PIECES; i++) {
		assert_int_equal((unsigned char)file.bytes.at[i * (SIZE + 7)], i % 256);
		assert_int_equal(file.bytes.at[i * (SIZE + 7) - 1], 0);
	}
	assert_memory_equal(file.bytes.at + PIECES * (SIZE + 7), large, PIECES * SIZE);
	state_file_unmap(&file);
	free(large);
}

static void large_files_are_written_by_and_by(void **state)
{
	write_pieces(((const struct folder *)*state)->fd);
}

static void what_is_written_to_memory_leaves_no_file(void **state)
{
	const struct folder *folder = *state;
	struct state_file file;

	write_pieces(-1);
	assert_false(state_file_map(&file, folder->fd, "x"));
}

static void what_cannot_be_written_is_told_at_the_end(void **state)
{
	struct state_writer writer;
	struct state_file file;

	(void)state;
	state_writer_open(&writer, 999, "x");
	state_writer_add(&writer, TEXT("bytes"));
	assert_false(state_writer_place(&writer, &file));
	assert_int_equal(errno, EBADF);
	assert_null(file.bytes.at);
}

/* It could write to the file what it likes. */
static void a_process_that_is_forked_meanwhile_inherits_no_descriptor(void **state)
{
	const struct folder *folder = *state;
	char *large = calloc(1, 3 << 20);
	struct state_writer writer;
	struct stat file, other;

	state_writer_open(&writer, folder->fd, "x");
	state_writer_add(&writer, text_make(large, 3 << 20));
	assert_int_equal(fstatat(folder->fd, "new-x", &file, 0), 0);
	assert_int_equal(file.st_size, 3 << 20);
	for (int fd = 0; fd < 1024; fd++)
		assert_false(fstat(fd, &other) == 0 && other.st_dev == file.st_dev &&
			     other.st_ino == file.st_ino);
	state_writer_drop(&writer);
	free(large);
}

static void folders_and_links_are_no_state(void **state)
{
	const struct folder *folder = *state;
	struct state_file file;

	assert_false(state_file_map(&file, folder->fd, "."));
	assert_int_equal(symlinkat("/etc/passwd", folder->fd, "x"), 0);
	assert_false(state_file_map(&file, folder->fd, "x"));
}

static void what_is_written_to_a_mapping_of_ones_own_is_not_in_the_file(void **state)
{
	const struct folder *folder = *state;
	struct state_file file;

	write_file(folder, TEXT("old"));
	assert_true(state_file_map_own(&file, folder->fd, "x"));
	memcpy((char *)(uintptr_t)file.bytes.at, "new", 3);
	assert_true(text_is(file.bytes, "new"));
	state_file_unmap(&file);
	assert_file(folder, TEXT("old"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
	const struct CMUnitTest tests[] = {
	    TEST(a_file_is_there_once_it_is_placed),
	    TEST(what_is_dropped_leaves_the_file_as_it_was),
	    TEST(what_a_killed_build_left_is_written_over),
	    TEST(large_files_are_written_by_and_by),
	    TEST(what_is_written_to_memory_leaves_no_file),
	    TEST(what_cannot_be_written_is_told_at_the_end),
	    TEST(a_process_that_is_forked_meanwhile_inherits_no_descriptor),
	    TEST(folders_and_links_are_no_state),
	    TEST(what_is_written_to_a_mapping_of_ones_own_is_not_in_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
