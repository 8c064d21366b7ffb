/* Files of segments, each of which is there as a whole or not at all. */
#include "cache/log.h"
#include "folder.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

static const struct digest key = {1, 2}, other = {1, 3}, label = {4, 5};

static struct log open_log(const struct folder *folder)
{
	struct log log;

	log_open(&log, folder->fd, "x", key);
	return log;
}

/* A segment with the runs "WORD", nothing, and "WORD again". */
static bool write_word(struct log *log, enum log_mode mode, const char *word)
{
	struct log_writer writer;

	log_begin(&writer, log, mode);
	log_add(&writer, text_of(word));
	assert_int_equal(log_run_size(&writer), strlen(word));
	log_end_run(&writer);
	log_end_run(&writer);
	log_add(&writer, text_of(word));
	log_add_run(&writer, TEXT(" again"));
	return log_commit(&writer, label);
}

static void append(const struct folder *folder, const char *word)
{
	struct log log = open_log(folder);

	assert_true(write_word(&log, LOG_APPEND, word));
	log_close(&log);
}

/* WORDS: of all segments, with a space behind each. */
static void assert_words(const struct log *log, const char *words)
{
	struct buffer found = {0};

	for (size_t i = 0; i < log->count; i++) {
		const struct text *runs = log->segments[i].runs;
		size_t start = found.size;
		buffer_text(&found, runs[0]);
		assert_int_equal(runs[1].size, 0);
		assert_true(
		    text_starts_with(runs[2], text_slice(buffer_view(&found), start, found.size)));
		assert_true(text_ends_with(runs[2], TEXT(" again")));
		assert_int_equal((uintptr_t)runs[2].at % LOG_ALIGNMENT, 0);
		assert_true(digest_equal(log->segments[i].label, label));
		buffer_byte(&found, ' ');
	}
	buffer_byte(&found, '\0');
	assert_string_equal(found.at, words);
	buffer_free(&found);
}

static void assert_file(const struct folder *folder, const char *words)
{
	struct log log = open_log(folder);

	assert_words(&log, words);
	log_close(&log);
}

static void segments_are_appended_and_replaced(void **state)
{
	struct log log = open_log(*state);

	assert_words(&log, "");
	assert_true(write_word(&log, LOG_APPEND, "one"));
	assert_true(write_word(&log, LOG_APPEND, "two"));
	struct text one = log.segments[0].runs[0];
	assert_words(&log, "one two ");
	assert_file(*state, "one two ");
	assert_true(write_word(&log, LOG_REPLACE, "three"));
	assert_true(text_is(one, "one")); /* still readable */
	assert_words(&log, "three ");
	log_close(&log);
	append(*state, "four");
	assert_file(*state, "three four ");
}

static void large_runs_are_written_by_and_by(void **state)
{
	enum { PIECES = 700, SIZE = 4001 };
	struct log log = open_log(*state);
	char *large = malloc(PIECES * SIZE);
	struct log_writer writer;

	for (int i = 0; i < PIECES; i++)
		memset(large + i * SIZE, i, SIZE);
	append(*state, "old");
	log_begin(&writer, &log, LOG_APPEND);
	for (int i = 0; i < PIECES; i++)
		log_add(&writer, text_make(large + i * SIZE, SIZE));
	log_end_run(&writer);
	log_add_run(&writer, text_make(large, PIECES * SIZE));
	assert_true(log_commit(&writer, label));
	for (int i = 0; i < 2; i++) {
		const struct text *runs = log.segments[log.count - 1].runs;
		assert_true(text_equal(runs[0], text_make(large, PIECES * SIZE)));
		assert_true(text_equal(runs[1], text_make(large, PIECES * SIZE)));
		log_close(&log);
		log = open_log(*state);
	}
	log_close(&log);
	free(large);
}

static char *read_bytes(const struct folder *folder, size_t *size)
{
	int fd = openat(folder->fd, "x", O_RDONLY);
	struct stat status;

	assert_int_equal(fstat(fd, &status), 0);
	*size = (size_t)status.st_size;
	char *bytes = malloc(*size + 1);
	assert_int_equal(read(fd, bytes, *size), *size);
	close(fd);
	return bytes;
}

static void write_bytes(const struct folder *folder, const char *bytes, size_t size)
{
	int fd = openat(folder->fd, "x", O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_int_equal(write(fd, bytes, size), size);
	close(fd);
}

static void what_was_torn_off_counts_for_nothing(void **state)
{
	size_t size, one;

	append(*state, "one");
	free(read_bytes(*state, &one));
	append(*state, "two");
	char *bytes = read_bytes(*state, &size);
	for (size_t end = 0; end < size; end++) {
		write_bytes(*state, bytes, end);
		assert_file(*state, end < one ? "" : "one ");
	}
	append(*state, "three"); /* and it does not stand in the way */
	append(*state, "four");
	assert_file(*state, "one three four ");
	free(bytes);
}

static void changed_byte_makes_its_segment_and_later_ones_count_for_nothing(void **state)
{
	size_t size, one;

	append(*state, "one");
	free(read_bytes(*state, &one));
	append(*state, "two");
	char *bytes = read_bytes(*state, &size);
	for (size_t i = 0; i < size; i++) {
		bytes[i] ^= 0x20;
		write_bytes(*state, bytes, size);
		assert_file(*state, i < one ? "" : "one ");
		bytes[i] ^= 0x20;
	}
	/* One of the same size in its place: that "two" does not follow it. */
	bytes[one - 1] ^= 0x20;
	write_bytes(*state, bytes, size);
	append(*state, "One");
	assert_file(*state, "One ");
	free(bytes);
}

static void file_of_another_key_is_empty(void **state)
{
	const struct folder *folder = *state;
	struct log log;

	append(folder, "one");
	log_open(&log, folder->fd, "x", other);
	assert_int_equal(log.count, 0);
	assert_true(write_word(&log, LOG_APPEND, "two"));
	assert_words(&log, "two ");
	log_close(&log);
	assert_file(folder, "");
}

static void folders_and_links_are_no_logs(void **state)
{
	const struct folder *folder = *state;
	struct log log;

	append(folder, "one");
	assert_int_equal(symlinkat("x", folder->fd, "link"), 0);
	log_open(&log, folder->fd, "link", key);
	assert_int_equal(log.count, 0);
	log_close(&log);
	log_open(&log, folder->fd, ".", key);
	assert_int_equal(log.count, 0);
	log_close(&log);
}

static void dropped_segment_leaves_the_log_as_it_was(void **state)
{
	const enum log_mode modes[] = {LOG_APPEND, LOG_REPLACE};
	const size_t large = 3 << 20;
	char *bytes = calloc(1, large);
	struct log_writer writer;

	append(*state, "one");
	struct log log = open_log(*state);
	for (int i = 0; i < 2; i++) {
		log_begin(&writer, &log, modes[i]);
		log_add_run(&writer, text_make(bytes, large)); /* is in the file */
		log_drop(&writer);
		assert_words(&log, "one ");
		assert_file(*state, "one ");
	}
	assert_true(write_word(&log, LOG_APPEND, "two"));
	log_close(&log);
	assert_file(*state, "one two ");
	free(bytes);
}

/* A killed build has left more than this one writes. */
static void what_a_killed_build_left_is_written_over(void **state)
{
	const struct folder *folder = *state;
	int fd = openat(folder->fd, "new-x", O_WRONLY | O_CREAT, 0644);

	assert_int_equal(ftruncate(fd, 5000), 0);
	close(fd);
	append(folder, "one");
	append(folder, "two");
	assert_file(folder, "one two ");
}

static void full_disk_leaves_the_log_as_it_was(void **state)
{
	const enum log_mode modes[] = {LOG_APPEND, LOG_REPLACE};
	const char *const words[] = {"one ", "one more "};
	struct rlimit before, limit;

	append(*state, "one");
	struct log log = open_log(*state);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	for (int i = 0; i < 2; i++)
		for (rlim_t size = 0; size < 600; size += 8) {
			limit = (struct rlimit){size, before.rlim_max};
			setrlimit(RLIMIT_FSIZE, &limit);
			bool written = write_word(&log, modes[i], "more");
			int error = errno;
			setrlimit(RLIMIT_FSIZE, &before);
			if (written)
				break;
			assert_int_equal(error, EFBIG);
			assert_words(&log, words[i]);
			assert_file(*state, words[i]);
		}
	signal(SIGXFSZ, SIG_DFL);
	assert_words(&log, "more ");
	log_close(&log);
}

static void folder_that_cannot_be_written_to_is_told_at_the_end(void **state)
{
	struct log log;

	(void)state;
	log_open(&log, 999, "x", key);
	assert_false(write_word(&log, LOG_APPEND, "one"));
	assert_int_equal(errno, EBADF);
	assert_words(&log, "");
	log_close(&log);
}

static void segments_that_were_cut_off_are_gone_with_the_next_one(void **state)
{
	append(*state, "one");
	append(*state, "two");
	append(*state, "three");
	struct log log = open_log(*state);
	struct text three = log.segments[2].runs[0];
	log_cut(&log, 1);
	assert_words(&log, "one ");
	assert_file(*state, "one two three ");
	assert_true(write_word(&log, LOG_APPEND, "four"));
	assert_true(text_is(three, "three"));
	assert_words(&log, "one four ");
	assert_file(*state, "one four ");
	log_cut(&log, 0);
	assert_true(write_word(&log, LOG_APPEND, "five"));
	assert_file(*state, "five ");
	log_close(&log);
}

/* As `ssg explain` does, at any time. */
static void who_reads_meanwhile_sees_what_was_there(void **state)
{
	enum { LARGE = 3 << 20 };
	char *bytes = calloc(1, LARGE);
	struct log_writer writer;

	append(*state, "one");
	struct log before = open_log(*state), log = open_log(*state);
	log_begin(&writer, &log, LOG_APPEND);
	log_add(&writer, text_make(bytes, LARGE));
	struct log meanwhile = open_log(*state);
	assert_words(&meanwhile, "one ");
	log_end_run(&writer);
	assert_true(log_commit(&writer, label));
	struct log after = open_log(*state);
	assert_int_equal(after.count, 2);
	log_cut(&log, 0);
	assert_true(write_word(&log, LOG_APPEND, "two"));
	assert_words(&before, "one ");
	assert_words(&meanwhile, "one ");
	assert_memory_equal(after.segments[1].runs[0].at, bytes, LARGE);
	log_close(&before);
	log_close(&meanwhile);
	log_close(&after);
	log_close(&log);
	free(bytes);
}

/* It could write to the file what it likes. */
static void process_that_is_forked_meanwhile_inherits_no_descriptor(void **state)
{
	const struct folder *folder = *state;
	struct log log = open_log(folder);
	char *bytes = calloc(1, 3 << 20);
	struct log_writer writer;
	struct stat file, it;

	log_begin(&writer, &log, LOG_APPEND);
	log_add(&writer, text_make(bytes, 3 << 20));
	assert_int_equal(fstatat(folder->fd, "new-x", &file, 0), 0);
	assert_true(file.st_size > 3 << 20);
	for (int fd = 0; fd < 1024; fd++)
		assert_false(fstat(fd, &it) == 0 && it.st_dev == file.st_dev &&
			     it.st_ino == file.st_ino);
	log_drop(&writer);
	log_close(&log);
	free(bytes);
}

static void process_that_is_lent_the_file_writes_all_runs(void **state)
{
	const struct text runs[] = {TEXT("two"), TEXT(""), TEXT("two again")};
	uint64_t sizes[3];
	struct log_writer writer;
	struct log_lent lent;

	append(*state, "one");
	struct log log = open_log(*state);
	for (int i = 0; i < 2; i++) {
		log_begin(&writer, &log, LOG_APPEND);
		log_lend(&writer, &lent);
		assert_true(log_lent_write(&lent, runs, 3, sizes));
		log_take_back(&writer, &lent, sizes, 3);
		if (i == 0)
			log_drop(&writer);
		else
			assert_true(log_commit(&writer, label));
		assert_file(*state, i == 0 ? "one " : "one two ");
	}
	assert_words(&log, "one two ");
	log_close(&log);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
	const struct CMUnitTest tests[] = {
	    TEST(segments_are_appended_and_replaced),
	    TEST(large_runs_are_written_by_and_by),
	    TEST(what_was_torn_off_counts_for_nothing),
	    TEST(changed_byte_makes_its_segment_and_later_ones_count_for_nothing),
	    TEST(file_of_another_key_is_empty),
	    TEST(folders_and_links_are_no_logs),
	    TEST(dropped_segment_leaves_the_log_as_it_was),
	    TEST(what_a_killed_build_left_is_written_over),
	    TEST(full_disk_leaves_the_log_as_it_was),
	    TEST(folder_that_cannot_be_written_to_is_told_at_the_end),
	    TEST(segments_that_were_cut_off_are_gone_with_the_next_one),
	    TEST(who_reads_meanwhile_sees_what_was_there),
	    TEST(process_that_is_forked_meanwhile_inherits_no_descriptor),
	    TEST(process_that_is_lent_the_file_writes_all_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
