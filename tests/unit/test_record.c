#include "content/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void make_record(struct buffer *out)
{
	static const char blob[] = "---\nlist: [a, {b: 1.5}, 2026-11-24]\n---\n"
				   "# T\n\n## H\n\ntext [a](b.md) [[c|d]]\n\n> [!TIP]\n> e <b>\n";
	struct limits limits = limits_default();
	struct document_parser parser = {.markdown = {true, true, true, true}, .limits = &limits};
	struct diagnostics d = {0};

	assert_int_equal(document_parse(&parser, TEXT("content/en/x.md"), text_of(blob), out, &d),
			 STATUS_OK);
	diagnostics_free(&d);
}

/* Adds up all bytes that a reader may touch: under ASan a byte outside ends the test. */
static unsigned sum_of(struct text text)
{
	unsigned sum = 0;

	for (size_t i = 0; i < text.size; i++)
		sum += (unsigned char)text.at[i];
	return sum;
}

static unsigned sum_of_value(const struct value *value)
{
	unsigned sum = sum_of(value_text(value));

	for (size_t i = 0; i < value_count(value); i++) {
		if (value_is(value, VALUE_MAP)) {
			sum += sum_of_value(&value_entry(value, i)->key);
			sum += sum_of_value(&value_entry(value, i)->value);
		} else {
			sum += sum_of_value(value_item(value, i));
		}
	}
	return sum;
}

static unsigned read_all(const struct record *r)
{
	unsigned sum = sum_of(record_text(r, r->title)) + sum_of(record_text(r, r->title_id)) +
		       sum_of(record_text(r, r->excerpt)) + sum_of(record_text(r, r->html)) +
		       sum_of(record_text(r, r->diagnostics));

	if (record_front(r))
		sum += sum_of_value(record_front(r));
	for (uint32_t i = 0; i < r->holes.count; i++)
		sum += sum_of(record_text(r, record_holes(r)[i].target)) +
		       sum_of(record_text(r, record_holes(r)[i].label));
	for (uint32_t i = 0; i < r->headings.count; i++)
		sum += sum_of(record_text(r, record_headings(r)[i].id)) +
		       sum_of(record_text(r, record_headings(r)[i].text));
	for (uint32_t i = 0; i < r->anchors.count; i++)
		sum += sum_of(record_text(r, record_anchors(r)[i]));
	for (uint32_t i = 0; i < r->runs.count; i++)
		sum += sum_of(text_slice(record_text(r, r->html), record_runs(r)[i].at,
					 record_runs(r)[i].size));
	return sum;
}

static void a_part_of_a_record_is_not_valid(void **state)
{
	struct buffer out = {0};

	(void)state;
	make_record(&out);
	assert_true(record_valid(buffer_view(&out)));
	for (size_t size = 0; size < out.size; size++)
		assert_false(record_valid(text_make(out.at, size)));
	buffer_free(&out);
}

static void a_damaged_record_is_refused_or_can_be_read_safely(void **state)
{
	static const uint32_t damages[] = {0,          1,          7,          8,
					   0x7fffffff, 0x80000000, 0xfffffff8, UINT32_MAX};
	struct buffer out = {0};
	volatile unsigned sum = 0; /* so that nothing is optimised away */
	size_t refused = 0;

	(void)state;
	make_record(&out);
	for (size_t at = 0; at < out.size; at += sizeof(uint32_t)) {
		for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
			char *copy = malloc(out.size); /* exactly, so that ASan sees its end */
			assert_non_null(copy);
			memcpy(copy, out.at, out.size);
			memcpy(copy + at, &damages[i], sizeof damages[i]);
			struct text bytes = text_make(copy, out.size);
			if (record_valid(bytes))
				sum += read_all((const void *)copy);
			else
				refused++;
			free(copy);
		}
	}
	assert_true(refused > 100);
	buffer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_part_of_a_record_is_not_valid),
	    cmocka_unit_test(a_damaged_record_is_refused_or_can_be_read_safely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
