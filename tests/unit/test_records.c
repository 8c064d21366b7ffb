#include "cache/records.h"
#include "folder.h"

static struct digest stamp(unsigned i)
{
	return (struct digest){i, i};
}

static struct digest key(unsigned i)
{
	return digest_of(&i, sizeof i);
}

static bool finds(struct records *records, unsigned i, const char *bytes)
{
	struct kept_record found;

	return records_find(records, key(i), &found) && text_is(found.bytes, bytes) &&
	       digest_equal(found.outline, stamp(i));
}

static void add(struct records *records, unsigned i, const char *bytes)
{
	records_add(records, key(i), &(struct kept_record){text_of(bytes), stamp(i)});
}

/* A build that asks for FROM to TO - 1 and makes what is not there. */
static unsigned build_how(const struct folder *folder, unsigned from, unsigned to, enum log_use use)
{
	struct records records;
	unsigned made = 0;

	records_open(&records, folder->fd, stamp(1), use);
	for (unsigned i = from; i < to; i++) {
		if (finds(&records, i, "bytes of a record"))
			continue;
		add(&records, i, "bytes of a record");
		made++;
	}
	assert_true(records_settle(&records));
	for (unsigned i = from; i < to; i++)
		assert_true(finds(&records, i, "bytes of a record"));
	records_tidy(&records);
	records_close(&records);
	return made;
}

static unsigned build(const struct folder *folder, unsigned from, unsigned to)
{
	return build_how(folder, from, to, LOG_USE_ALL);
}

static struct stat look(const struct folder *folder)
{
	struct stat status;

	assert_int_equal(fstatat(folder->fd, "records", &status, 0), 0);
	return status;
}

static void what_was_added_is_found_by_the_next_build(void **state)
{
	assert_int_equal(build(*state, 0, 10), 10);
	assert_int_equal(build(*state, 0, 12), 2);
	assert_int_equal(build(*state, 0, 12), 0);
}

static void nothing_is_found_with_another_stamp_or_when_nothing_is_to_be_used(void **state)
{
	const struct folder *folder = *state;
	struct records records;

	build(folder, 0, 2);
	records_open(&records, folder->fd, stamp(2), LOG_USE_ALL);
	assert_false(finds(&records, 0, "bytes of a record"));
	records_close(&records);
	assert_int_equal(build_how(folder, 0, 1, LOG_USE_NONE), 1);
	assert_int_equal(build(folder, 0, 2), 1);
}

static void damaged_records_are_made_again(void **state)
{
	const struct folder *folder = *state;
	off_t size;
	char byte;

	build(folder, 0, 3);
	size = look(folder).st_size;
	for (off_t i = 0; i < size; i += 11) {
		int file = openat(folder->fd, "records", O_RDWR);
		assert_int_equal(pread(file, &byte, 1, i), 1);
		byte = (char)~byte;
		assert_int_equal(pwrite(file, &byte, 1, i), 1);
		close(file);
		assert_int_equal(build(folder, 0, 3), 3);
		assert_int_equal(look(folder).st_size, size);
	}
}

static void records_that_nobody_asks_for_go(void **state)
{
	const struct folder *folder = *state;

	build(folder, 0, 100);
	off_t before = look(folder).st_size;
	build(folder, 0, 70);
	assert_int_equal(look(folder).st_size, before);
	build(folder, 0, 3);
	assert_true(look(folder).st_size < before / 10);
	assert_int_equal(build(folder, 0, 3), 0);
}

static void many_segments_become_one(void **state)
{
	struct log log;

	for (unsigned i = 1; i <= 100; i++) {
		assert_int_equal(build(*state, 0, i), 1);
		log_open(&log, ((struct folder *)*state)->fd, "records", stamp(1));
		assert_true(log.count > 0 && log.count <= 64);
		log_close(&log);
	}
	assert_int_equal(build(*state, 0, 100), 0);
}

static void build_that_adds_a_record_does_not_write_the_others(void **state)
{
	const struct folder *folder = *state;

	build(folder, 0, 1000);
	struct stat before = look(folder);
	for (unsigned i = 1; i <= 20; i++)
		assert_int_equal(build(folder, 0, 1000 + i), 1);
	assert_int_equal(look(folder).st_ino, before.st_ino);
	assert_true(look(folder).st_size < before.st_size + before.st_size / 10);
}

static void reading_alone_leaves_the_file_as_it_is(void **state)
{
	const struct folder *folder = *state;
	struct records records;

	build(folder, 0, 9);
	struct stat before = look(folder);
	records_open(&records, folder->fd, stamp(1), LOG_ONLY_READ);
	assert_true(finds(&records, 1, "bytes of a record"));
	assert_false(finds(&records, 9, "bytes of a record"));
	assert_true(records_settle(&records));
	records_tidy(&records);
	records_close(&records);
	assert_int_equal(look(folder).st_ino, before.st_ino);
	assert_int_equal(look(folder).st_size, before.st_size);
}

static void build_that_ends_before_it_is_settled_leaves_what_was_there(void **state)
{
	const struct folder *folder = *state;
	struct records records;

	build(folder, 0, 2);
	records_open(&records, folder->fd, stamp(1), LOG_USE_ALL);
	add(&records, 2, "bytes of a record");
	records_close(&records);
	assert_int_equal(build(folder, 0, 3), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
	const struct CMUnitTest tests[] = {
	    TEST(what_was_added_is_found_by_the_next_build),
	    TEST(nothing_is_found_with_another_stamp_or_when_nothing_is_to_be_used),
	    TEST(damaged_records_are_made_again),
	    TEST(records_that_nobody_asks_for_go),
	    TEST(many_segments_become_one),
	    TEST(build_that_adds_a_record_does_not_write_the_others),
	    TEST(reading_alone_leaves_the_file_as_it_is),
	    TEST(build_that_ends_before_it_is_settled_leaves_what_was_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
