/* The words of theme plain, as they are in the binary. */
#include "base/embedded.h"
#include "content/yaml.h"
#include "render/message_pattern.h"
#include "render/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { LANGUAGES = 6 };

static const char *const languages[LANGUAGES] = {"en", "fr", "es", "ru", "zh", "ar"};

struct strings {
	struct arena arena;
	struct diagnostics d;
	struct value_node *maps[LANGUAGES];
	struct locale *locales[LANGUAGES];
};

static const struct embedded_file *embedded(const char *path)
{
	for (size_t i = 0; i < embedded_count; i++)
		if (strcmp(embedded_files[i].path, path) == 0)
			return &embedded_files[i];
	return NULL;
}

static void fail_on(struct strings *s)
{
	diagnostics_print(&s->d, stderr, false, (struct line_source){0});
	if (s->d.count)
		fail();
}

static int open_strings(void **state)
{
	static struct strings s;
	struct limits limits = limits_default();

	for (size_t i = 0; i < LANGUAGES; i++) {
		struct text path =
		    arena_printf(&s.arena, "themes/plain/strings/%s.yaml", languages[i]);
		const struct embedded_file *file = embedded(path.at);
		assert_non_null(file);
		s.maps[i] = yaml_parse(&s.arena, text_make((const char *)file->bytes, file->size),
				       path, 1, &limits, &s.d);
		s.locales[i] = locale_open(languages[i], &s.d);
	}
	fail_on(&s);
	*state = &s;
	return 0;
}

static int close_strings(void **state)
{
	struct strings *s = *state;

	for (size_t i = 0; i < LANGUAGES; i++)
		locale_close(s->locales[i]);
	diagnostics_free(&s->d);
	arena_free(&s->arena);
	return 0;
}

static struct message *parse(struct strings *s, size_t language, size_t item)
{
	const struct value_node *value = s->maps[language]->items[item + 1];
	struct place at = {text_of(languages[language]), value->line, value->column + 1};
	struct message *message;

	assert_int_equal(value->kind, VALUE_STRING);
	message = message_parse(&s->arena, value->text, at, &s->d);
	fail_on(s);
	message_check(message, s->locales[language], at, &s->d);
	fail_on(s);
	return message;
}

static void every_string_is_a_message_with_the_categories_of_its_language(void **state)
{
	struct strings *s = *state;

	for (size_t i = 0; i < LANGUAGES; i++)
		for (size_t j = 0; j < s->maps[i]->count; j += 2)
			assert_non_null(parse(s, i, j));
}

static void all_languages_have_the_same_keys_in_the_same_order(void **state)
{
	struct strings *s = *state;

	assert_true(s->maps[0]->count > 100);
	for (size_t i = 1; i < LANGUAGES; i++) {
		assert_int_equal(s->maps[i]->count, s->maps[0]->count);
		for (size_t j = 0; j < s->maps[0]->count; j += 2)
			assert_string_equal(s->maps[i]->items[j]->text.at,
					    s->maps[0]->items[j]->text.at);
	}
}

static void all_languages_use_the_same_arguments(void **state)
{
	struct strings *s = *state;

	for (size_t j = 0; j < s->maps[0]->count; j += 2) {
		size_t expected_count, count;
		struct text *expected =
		    message_argument_names(parse(s, 0, j), &s->arena, &expected_count);
		for (size_t i = 1; i < LANGUAGES; i++) {
			struct text *names =
			    message_argument_names(parse(s, i, j), &s->arena, &count);
			assert_int_equal(count, expected_count);
			for (size_t k = 0; k < count; k++)
				assert_true(text_equal(names[k], expected[k]));
		}
	}
}

static void no_string_is_empty_and_few_are_left_in_english(void **state)
{
	struct strings *s = *state;

	for (size_t i = 1; i < LANGUAGES; i++) {
		size_t same = 0;
		for (size_t j = 0; j < s->maps[0]->count; j += 2) {
			struct text text = s->maps[i]->items[j + 1]->text;
			assert_true(text_trim(text).size > 0);
			same += text_equal(text, s->maps[0]->items[j + 1]->text);
		}
		assert_true(same <= 5); /* French: Menu, Documents, Important, Licence */
	}
}

static void counts_read_well(void **state)
{
	static const struct {
		size_t language;
		double count;
		const char *text;
	} samples[] = {
	    {0, 0, "No documents"}, {0, 1, "1 document"},   {0, 1200, "1,200 documents"},
	    {1, 1, "1 document"},   {2, 2, "2 documentos"}, {3, 3, "3 документа"},
	    {3, 5, "5 документов"}, {3, 21, "21 документ"}, {4, 7, "7 份文件"},
	    {5, 2, "وثيقتان"},      {5, 3, "3 وثائق"},      {5, 11, "11 وثيقة"},
	};
	struct strings *s = *state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		const struct value_node *map = s->maps[samples[i].language];
		struct message_argument count = {TEXT("count"), ARGUMENT_NUMBER, TEXT(""),
						 samples[i].count};
		struct buffer out = {0};
		for (size_t j = 0; j < map->count; j += 2)
			if (text_is(map->items[j]->text, "documents_count"))
				message_format(parse(s, samples[i].language, j),
					       s->locales[samples[i].language], &count, 1, &out);
		buffer_byte(&out, '\0');
		assert_string_equal(out.at, samples[i].text);
		buffer_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_string_is_a_message_with_the_categories_of_its_language),
	    cmocka_unit_test(all_languages_have_the_same_keys_in_the_same_order),
	    cmocka_unit_test(all_languages_use_the_same_arguments),
	    cmocka_unit_test(no_string_is_empty_and_few_are_left_in_english),
	    cmocka_unit_test(counts_read_well),
	};

	return cmocka_run_group_tests_name("strings", tests, open_strings, close_strings);
}
