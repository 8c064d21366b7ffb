#include "sandbox/small_blocks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void blocks_are_apart_and_aligned(void **unused)
{
	enum { COUNT = 5000 };
	struct small_blocks blocks = {0};
	unsigned char *taken[COUNT];

	(void)unused;
	for (size_t i = 0; i < COUNT; i++) {
		size_t size = i % SMALL_BLOCK_MAX + 1;
		taken[i] = small_blocks_take(&blocks, size);
		assert_int_equal((uintptr_t)taken[i] % SMALL_BLOCK_STEP, 0);
		memset(taken[i], (int)(i % 251), size);
	}
	for (size_t i = 0; i < COUNT; i++) {
		assert_int_equal(taken[i][0], i % 251);
		assert_int_equal(taken[i][i % SMALL_BLOCK_MAX], i % 251);
	}
	small_blocks_free(&blocks);
}

static void what_was_given_back_is_taken_again_by_things_of_its_size(void **unused)
{
	struct small_blocks blocks = {0};
	void *first = small_blocks_take(&blocks, 40);

	(void)unused;
	small_blocks_give(&blocks, first, 40);
	assert_ptr_not_equal(small_blocks_take(&blocks, 49), first);
	assert_ptr_equal(small_blocks_take(&blocks, 48), first);
	assert_ptr_not_equal(small_blocks_take(&blocks, 40), first);
	small_blocks_free(&blocks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(blocks_are_apart_and_aligned),
	    cmocka_unit_test(what_was_given_back_is_taken_again_by_things_of_its_size),
	};

	return cmocka_run_group_tests_name("small_blocks", tests, NULL, NULL);
}
