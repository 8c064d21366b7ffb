#include "content/words.h"

#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unicode/utf8.h>

static void assert_count(const char *text, uint32_t words, uint32_t ideographs)
{
	struct word_count count = {0};

	words_add(&count, text_of(text));
	assert_int_equal(count.words, words);
	assert_int_equal(count.ideographs, ideographs);
}

static void words_are_runs_of_letters_and_digits(void **state)
{
	(void)state;
	assert_count("", 0, 0);
	assert_count("Access, for all: 2026!", 4, 0);
	assert_count("(a-b) c/d", 4, 0);
	assert_count("Управление Интернетом", 2, 0);
	assert_count("منتدى إدارة الإنترنت", 3, 0);
	assert_count("인터넷 거버넌스", 2, 0);
}

static void apostrophes_and_marks_are_inside_words(void **state)
{
	(void)state;
	assert_count("l'Internet don’t 'quoted'", 3, 0);
	assert_count("cafe\xCC\x81s", 1, 0);
	assert_count("مُنتَدى", 1, 0);
	assert_count("हिन्दी", 1, 0);
}

static void scripts_without_spaces_are_counted_by_character(void **state)
{
	(void)state;
	assert_count("互联网治理论坛。", 0, 7);
	assert_count("インターネット", 0, 7);
	assert_count("ไทย", 0, 3);
	assert_count("第20届IGF会议", 2, 4);
}

/* A text of one character alone is never counted in a block. */
static struct word_count count_characters(struct text text)
{
	struct word_count count = {0};

	for (size_t end, i = 0; i < text.size; i = end) {
		for (end = i + 1; end < text.size && ((unsigned char)text.at[end] & 0xC0) == 0x80;)
			end++;
		words_add(&count, text_slice(text, i, end - i));
	}
	return count;
}

static void counting_in_blocks_is_counting_by_character(void **state)
{
	static const char *const around[] = {"ab cd", "а б", "ع ع", "l'a' ", "中 a", "—“x”"};
	struct buffer text = {0};

	(void)state;
	for (uint32_t c = 0x20; c < 0x3100; c++) {
		uint8_t character[U8_MAX_LENGTH];
		size_t size = 0;
		U8_APPEND_UNSAFE(character, size, c);
		buffer_clear(&text);
		for (size_t i = 0; i < 12; i++) {
			buffer_string(&text, around[(c + i / 2) % 6]);
			buffer_add(&text, character, i % 4 ? size : 0);
		}
		struct word_count whole = {0}, parts = count_characters(buffer_view(&text));
		words_add(&whole, buffer_view(&text));
		assert_int_equal(whole.words, parts.words);
		assert_int_equal(whole.ideographs, parts.ideographs);
		assert_int_equal(whole.in_word, parts.in_word);
	}
	buffer_free(&text);
}

static void a_word_goes_on_until_a_break(void **state)
{
	struct word_count count = {0};

	(void)state;
	words_add(&count, TEXT("un"));
	words_add(&count, TEXT("believable"));
	assert_int_equal(count.words, 1);
	words_break(&count);
	words_add(&count, TEXT("x"));
	assert_int_equal(count.words, 2);
}

static void broken_utf8_is_no_word(void **state)
{
	(void)state;
	assert_count("a\xFF\xC3", 1, 0);
}

static struct excerpt excerpt_of(struct buffer *memory, const char *part, int times,
				 const char *end)
{
	for (int i = 0; i < times; i++)
		buffer_string(memory, part);
	buffer_string(memory, end);
	return words_excerpt(buffer_view(memory));
}

static void a_short_text_is_its_own_excerpt(void **state)
{
	struct buffer memory = {0};
	struct excerpt excerpt = excerpt_of(&memory, "ab ", 66, "cd");

	(void)state;
	assert_int_equal(excerpt.text.size, 200);
	assert_false(excerpt.cut);
	buffer_free(&memory);
}

static void a_long_text_is_cut_behind_a_sentence(void **state)
{
	struct buffer memory = {0};
	struct excerpt excerpt = excerpt_of(&memory, "Nine chars and so. ", 30, "");

	(void)state;
	assert_int_equal(excerpt.text.size, 10 * 19 - 1);
	assert_false(excerpt.cut);
	buffer_free(&memory);
}

static void a_long_sentence_is_cut_behind_a_word(void **state)
{
	struct buffer memory = {0};
	struct excerpt excerpt = excerpt_of(&memory, "seven77 ", 40, ".");

	(void)state;
	assert_int_equal(excerpt.text.size, 25 * 8 - 1);
	assert_true(excerpt.cut);
	buffer_free(&memory);
}

static void chinese_is_cut_by_characters_or_sentences(void **state)
{
	struct buffer memory = {0};
	struct excerpt excerpt = excerpt_of(&memory, "会", 300, "");

	(void)state;
	assert_int_equal(excerpt.text.size, 200 * 3);
	assert_true(excerpt.cut);
	buffer_clear(&memory);
	excerpt = excerpt_of(&memory, "互联网治理论坛开会。", 30, "");
	assert_int_equal(excerpt.text.size, 200 * 3);
	assert_false(excerpt.cut);
	buffer_clear(&memory);
	excerpt = excerpt_of(&memory, "互联网治理论坛大会开会。", 30, "");
	assert_int_equal(excerpt.text.size, 192 * 3);
	assert_false(excerpt.cut);
	buffer_free(&memory);
}

static void a_letter_is_not_cut_from_its_accent(void **state)
{
	struct buffer memory = {0};
	struct excerpt excerpt = excerpt_of(&memory, "x", 199, "e\xCC\x81zzzzzz");

	(void)state;
	assert_int_equal(excerpt.text.size, 199);
	assert_true(excerpt.cut);
	buffer_free(&memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_are_runs_of_letters_and_digits),
	    cmocka_unit_test(apostrophes_and_marks_are_inside_words),
	    cmocka_unit_test(scripts_without_spaces_are_counted_by_character),
	    cmocka_unit_test(counting_in_blocks_is_counting_by_character),
	    cmocka_unit_test(a_word_goes_on_until_a_break),
	    cmocka_unit_test(broken_utf8_is_no_word),
	    cmocka_unit_test(a_short_text_is_its_own_excerpt),
	    cmocka_unit_test(a_long_text_is_cut_behind_a_sentence),
	    cmocka_unit_test(a_long_sentence_is_cut_behind_a_word),
	    cmocka_unit_test(chinese_is_cut_by_characters_or_sentences),
	    cmocka_unit_test(a_letter_is_not_cut_from_its_accent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
