/* Memory that a later process can use as it lies. */
#include "base/map.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum { OFFSET = 4096 };

static struct region_gaps gaps;

struct list {
	struct text name;
	struct list *next;
};

/* Three names and a map of them, in a new region. */
static struct list *build(struct region *region, struct map *names)
{
	struct arena arena = {.region = region};
	struct list *list = NULL;

	*names = (struct map){.arena = &arena};
	for (int i = 0; i < 3; i++) {
		struct list *item = arena_alloc(&arena, sizeof *item);
		*item = (struct list){arena_printf(&arena, "item %d", i), list};
		list = item;
		map_put(names, item->name, (size_t)i);
	}
	names->arena = NULL;
	return list;
}

/* A file that holds the bytes of REGION from OFFSET. */
static int keep(const struct region *region)
{
	char path[] = "/tmp/ssg-test-region-XXXXXX";
	struct text bytes = region_view(region);
	int fd = mkstemp(path);

	unlink(path);
	assert_int_equal(pwrite(fd, bytes.at, bytes.size, OFFSET), (ssize_t)bytes.size);
	return fd;
}

static void what_was_built_is_there_again(void **state)
{
	struct region region = {0};
	struct map names;
	const struct list *list = build(&region, &names);
	size_t used = region.used;
	int fd = keep(&region);

	(void)state;
	assert_true(region_is_closed(&region, &gaps));
	assert_true(region_has(&region, list) && region_has(&region, names.slots));
	region_free(&region);
	assert_true(region_map(&region, fd, OFFSET, used));
	assert_true(text_is(list->name, "item 2"));
	assert_true(text_is(list->next->next->name, "item 0"));
	assert_int_equal(map_get(&names, TEXT("item 1")), 1);
	region_free(&region);
	close(fd);
}

static void changes_are_of_this_process(void **state)
{
	struct region region = {0};
	struct map names;
	struct list *list = build(&region, &names);
	size_t used = region.used;
	int fd = keep(&region);

	(void)state;
	region_free(&region);
	assert_true(region_map(&region, fd, OFFSET, used));
	list->next = NULL;
	assert_non_null(region_alloc(&region, 100)); /* it grows, too */
	region_free(&region);
	assert_true(region_map(&region, fd, OFFSET, used));
	assert_non_null(list->next);
	region_free(&region);
	assert_false(region_map(&region, fd, OFFSET, used + 1));
	close(fd);
}

static void what_points_elsewhere_is_not_closed(void **state)
{
	struct region region = {0};
	struct map names;
	struct list *list = build(&region, &names);
	char *heap = malloc(10), stack[10] = "x";
	void *mapped = malloc(1 << 24);
	struct text elsewhere[] = {TEXT("literal"), {stack, 10}, {mapped, 10}, {heap, 10}};
	size_t count = sizeof elsewhere / sizeof *elsewhere;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	count -= 2; /* its heap lies where no other does */
#endif
	for (size_t i = 0; i < count; i++) {
		list->name = elsewhere[i];
		assert_false(region_is_closed(&region, &gaps));
	}
	list->name = TEXT(""); /* nobody reads it */
	assert_true(region_is_closed(&region, &gaps));
	free(heap);
	free(mapped);
	region_free(&region);
}

/* What many pages bring: numbers side by side, the upper one as in an address of a file. */
static void numbers_side_by_side_are_no_addresses(void **state)
{
	enum { FILES = 4 };
	struct region region = {0};
	const size_t size = (size_t)3 << 30; /* as those of a large site: most reach over 2^32 n */
	const int how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	void *files[FILES];

	(void)state;
	region_gaps_open(&gaps);
	uint32_t *numbers = region_alloc(&region, 2 * (gaps.count + 1) * sizeof *numbers);
	assert_non_null(numbers);
	memset(numbers, 0, 2 * sizeof *numbers);
	for (uint32_t i = 0; i < gaps.count; i++) {
		numbers[2 * i + 2] = 70000 + i;
		numbers[2 * i + 3] = (uint32_t)((uintptr_t)gaps.list[i] >> 32);
	}
	for (size_t i = 0; i < FILES; i++)
		files[i] = mmap(NULL, size, PROT_NONE, how, -1, 0);
	assert_true(region_is_closed(&region, &gaps));
	for (size_t i = 0; i < FILES; i++) {
		memcpy(numbers, &files[i], sizeof files[i]); /* an address in it is still seen */
		assert_false(region_is_closed(&region, &gaps));
	}
	memset(numbers, 0, sizeof *files);
	region_gaps_close(&gaps);
	assert_false(region_is_closed(&region, &gaps));
	for (size_t i = 0; i < FILES; i++)
		munmap(files[i], size);
	region_free(&region);
}

static void without_room_all_is_on_the_heap(void **state)
{
	struct region first = {0}, second = {0};
	struct arena arena = {.region = &second};

	(void)state;
	assert_non_null(region_alloc(&first, 10));
	memset(arena_alloc(&arena, 100), 1, 100); /* the place is taken */
	assert_true(second.torn);
	assert_false(region_is_closed(&second, &gaps));
	arena_free(&arena);
	region_free(&first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_built_is_there_again),
	    cmocka_unit_test(changes_are_of_this_process),
	    cmocka_unit_test(what_points_elsewhere_is_not_closed),
	    cmocka_unit_test(numbers_side_by_side_are_no_addresses),
	    cmocka_unit_test(without_room_all_is_on_the_heap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
