#include "cache/store.h"
#include "folder.h"

#include <stdio.h>

enum { FIRST_ENTRY = 64, ENTRY = 24 }; /* in a file */

static struct digest stamp(unsigned i)
{
	return (struct digest){i, i};
}

static struct digest key(unsigned i)
{
	return digest_of(&i, sizeof i);
}

static bool finds(struct store *store, unsigned i, const char *bytes)
{
	const struct digest keys[] = {key(i + 1), key(i)};
	struct stored found;

	store_expect(store, keys, 2); /* changes nothing */
	return store_find(store, key(i), &found) && text_is(found.bytes, bytes) &&
	       digest_equal(found.label, stamp(i));
}

static void add(struct store *store, unsigned i, const char *bytes)
{
	store_add(store, key(i), &(struct stored){text_of(bytes), stamp(i)});
}

static unsigned files(const struct folder *folder)
{
	unsigned count = 0;
	char name[16];

	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof name, "x.%d", i);
		count += faccessat(folder->fd, name, F_OK, 0) == 0;
	}
	return count;
}

/* A build that asks for FROM to TO - 1 and makes what is not there. */
static unsigned build(const struct folder *folder, unsigned from, unsigned to)
{
	struct store store;
	struct seals seals;
	unsigned made = 0;

	seals_open(&seals, folder->fd);
	store_open(&store, folder->fd, "x", stamp(1), STORE_KEEPS, &seals);
	for (unsigned i = from; i < to; i++) {
		if (finds(&store, i, "bytes of an entry"))
			continue;
		add(&store, i, "bytes of an entry");
		made++;
	}
	assert_true(store_settle(&store));
	for (unsigned i = from; i < to; i++)
		assert_true(finds(&store, i, "bytes of an entry"));
	store_tidy(&store, &seals);
	seals_close(&seals); /* not kept: each build of these checks all */
	store_close(&store);
	return made;
}

static void what_was_added_is_found_by_the_next_build(void **state)
{
	assert_int_equal(build(*state, 0, 10), 10);
	assert_int_equal(build(*state, 0, 12), 2);
	assert_int_equal(build(*state, 0, 12), 0);
}

static void nothing_is_found_with_another_stamp_or_when_all_is_to_be_fresh(void **state)
{
	const struct folder *folder = *state;
	struct store store;

	build(folder, 0, 1);
	store_open(&store, folder->fd, "x", stamp(1), STORE_FRESH, NULL);
	assert_false(finds(&store, 0, "bytes of an entry"));
	store_close(&store);
	build(folder, 0, 1);
	store_open(&store, folder->fd, "x", stamp(2), STORE_KEEPS, NULL);
	assert_false(finds(&store, 0, "bytes of an entry"));
	store_close(&store);
}

/* Changes the byte at OFFSET of the file x.0, from its end if negative. */
static void damage(const struct folder *folder, off_t offset)
{
	int file = openat(folder->fd, "x.0", O_RDWR);
	char byte;

	offset = lseek(file, offset, offset < 0 ? SEEK_END : SEEK_SET);
	assert_int_equal(pread(file, &byte, 1, offset), 1);
	byte = (char)~byte;
	assert_int_equal(pwrite(file, &byte, 1, offset), 1);
	close(file);
}

static void a_damaged_entry_is_not_found(void **state)
{
	const struct folder *folder = *state;
	struct store store;

	build(folder, 0, 2);
	damage(folder, FIRST_ENTRY + ENTRY);
	store_open(&store, folder->fd, "x", stamp(1), STORE_KEEPS, NULL);
	assert_true(finds(&store, 0, "bytes of an entry"));
	assert_false(finds(&store, 1, "bytes of an entry"));
	store_close(&store);
	/* It is made again, and the new one is found beside it. */
	assert_int_equal(build(folder, 0, 2), 1);
	assert_int_equal(build(folder, 0, 2), 0);
}

static void a_damaged_or_torn_file_counts_as_nothing(void **state)
{
	const struct folder *folder = *state;

	build(folder, 0, 2);
	damage(folder, -20); /* the directory */
	assert_int_equal(build(folder, 0, 2), 2);
	remove_folder(state);
	assert_int_equal(make_folder(state), 0);
	folder = *state;
	build(folder, 0, 2);
	char path[128];
	snprintf(path, sizeof path, "%s/x.0", folder->path);
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(build(folder, 0, 2), 2);
}

static void entries_that_nobody_asks_for_go(void **state)
{
	const struct folder *folder = *state;
	struct stat before, after;

	build(folder, 0, 100);
	assert_int_equal(fstatat(folder->fd, "x.0", &before, 0), 0);
	build(folder, 0, 3); /* most of the file is of no use any more */
	build(folder, 0, 3);
	assert_int_equal(files(folder), 1);
	assert_int_equal(fstatat(folder->fd, "x.1", &after, 0), 0);
	assert_true(after.st_size < before.st_size / 10);
	assert_int_equal(build(folder, 0, 3), 0);
}

static void many_small_files_become_one(void **state)
{
	for (unsigned i = 1; i <= 40; i++) {
		assert_int_equal(build(*state, 0, i), 1);
		assert_true(files(*state) <= STORE_FILES_MAX);
	}
	assert_int_equal(build(*state, 0, 40), 0);
}

static void a_large_file_stays_when_small_ones_become_one(void **state)
{
	const struct folder *folder = *state;
	struct stat before, after;

	build(folder, 0, 1000);
	assert_int_equal(fstatat(folder->fd, "x.0", &before, 0), 0);
	for (unsigned i = 1; i <= 20; i++)
		assert_int_equal(build(folder, 0, 1000 + i), 1);
	assert_int_equal(fstatat(folder->fd, "x.0", &after, 0), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_true(files(folder) < STORE_FILES_MAX);
}

static void reading_alone_leaves_the_folder_as_it_is(void **state)
{
	const struct folder *folder = *state;
	struct store store;

	build(folder, 0, 2);
	damage(folder, FIRST_ENTRY);
	store_open(&store, folder->fd, "x", stamp(1), STORE_ONLY_READS, NULL);
	assert_false(finds(&store, 0, "bytes of an entry"));
	assert_true(finds(&store, 1, "bytes of an entry"));
	add(&store, 2, "other bytes");
	assert_true(store_settle(&store));
	assert_true(finds(&store, 2, "other bytes"));
	store_tidy(&store, NULL);
	store_close(&store);
	store_open(&store, folder->fd, "x", stamp(2), STORE_ONLY_READS, NULL);
	store_close(&store);
	assert_int_equal(files(folder), 1);
	assert_int_equal(build(folder, 0, 3), 2);
}

static void a_build_that_ends_before_it_is_settled_leaves_nothing(void **state)
{
	const struct folder *folder = *state;
	struct store store;

	store_open(&store, folder->fd, "x", stamp(1), STORE_KEEPS, NULL);
	add(&store, 0, "bytes of an entry");
	store_close(&store);
	assert_int_equal(files(folder), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
	const struct CMUnitTest tests[] = {
	    TEST(what_was_added_is_found_by_the_next_build),
	    TEST(nothing_is_found_with_another_stamp_or_when_all_is_to_be_fresh),
	    TEST(a_damaged_entry_is_not_found),
	    TEST(a_damaged_or_torn_file_counts_as_nothing),
	    TEST(entries_that_nobody_asks_for_go),
	    TEST(many_small_files_become_one),
	    TEST(a_large_file_stays_when_small_ones_become_one),
	    TEST(reading_alone_leaves_the_folder_as_it_is),
	    TEST(a_build_that_ends_before_it_is_settled_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
