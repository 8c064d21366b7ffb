#include "base/characters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The first and the last bytes of all ranges that matter. */
static const unsigned char edges[] = {0x00, 0x08, 0x09, 0x0A, 0x0D, 0x1F, 0x20, 0x7E, 0x7F, 0x80,
				      0x81, 0x8F, 0x90, 0x9F, 0xA0, 0xA5, 0xA6, 0xA8, 0xA9, 0xAA,
				      0xAE, 0xAF, 0xBD, 0xBE, 0xBF, 0xC0, 0xC1, 0xC2, 0xC3, 0xDF,
				      0xE0, 0xE1, 0xE2, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
enum { EDGES = sizeof edges };

/* Four bytes that stand at AT in a text of SIZE letters. */
struct sought {
	enum character_fault fault;
	size_t offset; /* from AT */
	uint32_t code_point;
	size_t size;
};

static struct sought seek(const unsigned char *four, size_t at, size_t size)
{
	char bytes[80];
	struct sought sought = {.offset = 0};

	memset(bytes, 'a', size);
	memcpy(bytes + at, four, 4);
	sought.fault = characters_find_fault(text_make(bytes, size), &sought.offset,
					     &sought.code_point, &sought.size);
	sought.offset -= at;
	if (sought.fault == CHARACTER_FINE)
		sought = (struct sought){CHARACTER_FINE, 0, 0, 0};
	return sought;
}

static void a_fault_is_found_wherever_it_stands(void **state)
{
	static const unsigned char first[] = {'a', 0xE2, 0xF0, 0xF1, 0xF4, 0xF5};
	size_t faults = 0;

	(void)state;
	for (size_t i = 0; i < sizeof first * EDGES * EDGES * EDGES; i++) {
		unsigned char four[] = {first[i % sizeof first], edges[i / sizeof first % EDGES],
					edges[i / sizeof first / EDGES % EDGES],
					edges[i / sizeof first / EDGES / EDGES]};
		/* A text this short is read character by character. */
		struct sought expected = seek(four, 4, 12), found = seek(four, i % 61, 65 + i % 16);
		assert_int_equal(found.fault, expected.fault);
		assert_int_equal(found.offset, expected.offset);
		assert_int_equal(found.code_point, expected.code_point);
		assert_int_equal(found.size, expected.size);
		faults += found.fault != CHARACTER_FINE;
	}
	assert_true(faults > 10000);
}

static void a_byte_too_many_is_found_behind_any_character(void **state)
{
	static const char *const characters[] = {"a", "é", "中", "𝄞"};

	(void)state;
	for (size_t i = 0; i < 40 * sizeof characters / sizeof *characters; i++) {
		char text[80];
		size_t offset = 0, size;
		uint32_t code_point;
		int before =
		    snprintf(text, sizeof text, "%*s%s", (int)i % 40, "", characters[i / 40]);
		snprintf(text + before, sizeof text - (size_t)before,
			 "\x80 and twenty letters more");
		assert_int_equal(characters_find_fault(text_of(text), &offset, &code_point, &size),
				 CHARACTER_BROKEN);
		assert_int_equal(offset, before);
	}
}

static void a_search_goes_on_behind_a_fault(void **state)
{
	static const char text[] = "twenty letters and \x01 and twenty letters more \x02";
	size_t offset = 0, size;
	uint32_t code_point;

	(void)state;
	assert_int_equal(characters_find_fault(text_of(text), &offset, &code_point, &size),
			 CHARACTER_CONTROL);
	assert_int_equal(offset, 19);
	offset += size;
	assert_int_equal(characters_find_fault(text_of(text), &offset, &code_point, &size),
			 CHARACTER_CONTROL);
	assert_int_equal(code_point, 2);
	offset += size;
	assert_int_equal(characters_find_fault(text_of(text), &offset, &code_point, &size),
			 CHARACTER_FINE);
	assert_int_equal(offset, sizeof text - 1);
}

static void characters_are_counted_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(characters_count(TEXT("")), 0);
	assert_int_equal(characters_count(TEXT("aé中𝄞")), 4);
	assert_int_equal(characters_count(TEXT("Управление Интернетом, édité 互联网治理论坛")), 36);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_fault_is_found_wherever_it_stands),
	    cmocka_unit_test(a_byte_too_many_is_found_behind_any_character),
	    cmocka_unit_test(a_search_goes_on_behind_a_fault),
	    cmocka_unit_test(characters_are_counted_not_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
