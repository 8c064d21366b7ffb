#include "content/yaml.h"

#include "reports.h"

static struct diagnostics d;
static struct arena arena;
static struct limits limits;
static struct value_node *root;

/* As if YAML stood behind the "---" of a front matter: its first line is line 2. */
static struct value_node *parse(const char *yaml)
{
	limits = limits_default();
	root = yaml_parse(&arena, text_of(yaml), TEXT("content/en/x.md"), 2, &limits, &d);
	return root;
}

static int clear(void **state)
{
	(void)state;
	diagnostics_free(&d);
	arena_free(&arena);
	return 0;
}

/* The value of the first field of YAML. */
static struct value_node *value_of(const char *yaml)
{
	assert_non_null(parse(yaml));
	assert_int_equal(root->kind, VALUE_MAP);
	assert_true(root->count >= 2);
	return root->items[1];
}

static void assert_text(const char *yaml, const char *text)
{
	struct value_node *value = value_of(yaml);

	assert_int_equal(value->kind, VALUE_STRING);
	assert_true(text_is(value->text, text));
}

static void assert_date(const char *yaml, const char *text)
{
	struct value_node *value = value_of(yaml);

	assert_int_equal(value->kind, VALUE_DATE);
	assert_true(text_is(value->text, text));
}

static void assert_integer(const char *yaml, int64_t integer)
{
	struct value_node *value = value_of(yaml);

	assert_int_equal(value->kind, VALUE_INTEGER);
	assert_true(value->integer == integer);
}

static void assert_mistake(const char *yaml, unsigned line, unsigned column, const char *words)
{
	assert_null(parse(yaml));
	assert_report(&d, 0, line, column, "E-YAML", words);
	diagnostics_free(&d);
}

/* ---- values */

static void nothing_is_null_tilde_or_no_value(void **state)
{
	(void)state;
	assert_int_equal(value_of("a:\n")->kind, VALUE_NULL);
	assert_int_equal(value_of("a: ~\n")->kind, VALUE_NULL);
	assert_int_equal(value_of("a: null\n")->kind, VALUE_NULL);
	assert_text("a: ''\n", "");
}

static void true_and_false_are_booleans_in_three_spellings(void **state)
{
	(void)state;
	assert_int_equal(value_of("a: true\n")->kind, VALUE_BOOLEAN);
	assert_int_equal(value_of("a: TRUE\n")->integer, 1);
	assert_int_equal(value_of("a: False\n")->kind, VALUE_BOOLEAN);
	assert_int_equal(value_of("a: false\n")->integer, 0);
	assert_text("a: tRUE\n", "tRUE");
}

static void norway_stays_text(void **state)
{
	(void)state;
	assert_text("a: NO\n", "NO");
	assert_text("a: no\n", "no");
	assert_text("a: off\n", "off");
	assert_text("a: yes\n", "yes");
}

static void decimal_integers_are_integers(void **state)
{
	(void)state;
	assert_integer("a: 2026\n", 2026);
	assert_integer("a: -7\n", -7);
	assert_integer("a: 0\n", 0);
	assert_integer("a: 9223372036854775807\n", INT64_MAX);
	assert_integer("a: -9223372036854775808\n", INT64_MIN);
}

static void numbers_that_are_codes_stay_text(void **state)
{
	(void)state;
	assert_text("a: 007\n", "007");
	assert_text("a: +41\n", "+41");
	assert_text("a: 0x10\n", "0x10");
	assert_text("a: 1_000\n", "1_000");
	assert_text("a: 1e3\n", "1e3");
	assert_text("a: 12:30\n", "12:30");
	assert_text("a: 9223372036854775808\n", "9223372036854775808");
	assert_text("a: .5\n", ".5");
	assert_text("a: 1.2.3\n", "1.2.3");
	assert_text("a: .nan\n", ".nan");
}

static void decimals_are_numbers(void **state)
{
	(void)state;
	assert_int_equal(value_of("a: 1.5\n")->kind, VALUE_NUMBER);
	assert_true(value_of("a: -0.25\n")->number == -0.25);
	assert_true(value_of("a: 6.02e23\n")->number == 6.02e23);
	assert_text("a: 1.0e999\n", "1.0e999");
}

static void dates_of_the_calendar_are_dates(void **state)
{
	(void)state;
	assert_date("a: 2026-11\n", "2026-11");
	assert_date("a: 2026-11-24\n", "2026-11-24");
	assert_date("a: 2028-02-29\n", "2028-02-29");
	assert_date("a: 2026-11-24T10:00:00Z\n", "2026-11-24T10:00:00Z");
	assert_date("a: 2026-11-24 10:00\n", "2026-11-24T10:00");
	assert_date("a: 2026-11-24T10:00:00.5+01:00\n", "2026-11-24T10:00:00.5+01:00");
}

static void what_only_looks_like_a_date_is_text(void **state)
{
	(void)state;
	assert_text("a: 2026-13\n", "2026-13");
	assert_text("a: 2026-02-30\n", "2026-02-30");
	assert_text("a: 2019-20\n", "2019-20");
	assert_text("a: 2026-1-1\n", "2026-1-1");
	assert_text("a: 2026-11-24T25:00\n", "2026-11-24T25:00");
	assert_text("a: 2026-11-24x\n", "2026-11-24x");
}

static void quoted_values_are_text(void **state)
{
	(void)state;
	assert_text("a: \"2026\"\n", "2026");
	assert_text("a: 'true'\n", "true");
	assert_text("a: \"2026-11-24\"\n", "2026-11-24");
	assert_text("a: |\n  12\n", "12\n");
}

static void keys_are_texts_whatever_they_look_like(void **state)
{
	(void)state;
	assert_non_null(parse("2026: a\ntrue: b\n"));
	assert_int_equal(root->items[0]->kind, VALUE_STRING);
	assert_true(text_is(root->items[0]->text, "2026"));
	assert_true(text_is(root->items[2]->text, "true"));
}

static void values_bear_line_and_column_in_characters(void **state)
{
	(void)state;
	assert_non_null(parse("# é\n'ключ': [é, b]\n"));
	assert_int_equal(root->items[0]->line, 3);
	assert_int_equal(root->items[0]->column, 1);
	assert_int_equal(root->items[1]->column, 9);
	assert_int_equal(root->items[1]->items[1]->column, 13);
}

static void empty_text_is_an_empty_map(void **state)
{
	(void)state;
	assert_non_null(parse(""));
	assert_int_equal(root->kind, VALUE_MAP);
	assert_int_equal(root->count, 0);
	assert_non_null(parse("# nothing\n"));
	assert_int_equal(root->count, 0);
	assert_int_equal(root->line, 2);
	assert_non_null(yaml_parse(&arena, text_make(NULL, 0), TEXT("x"), 1, &limits, &d));
}

static void byte_order_mark_and_windows_line_ends_are_tolerated(void **state)
{
	(void)state;
	assert_non_null(parse("\xEF\xBB\xBF"
			      "a: 1\r\nb: 2\r\n"));
	assert_true(text_is(root->items[0]->text, "a"));
	assert_int_equal(root->items[2]->line, 3);
	assert_int_equal(root->items[3]->integer, 2);
}

static void small_aliases_repeat_their_value(void **state)
{
	(void)state;
	assert_non_null(parse("a: &x [1, 2]\nb: *x\n"));
	assert_ptr_equal(root->items[1], root->items[3]);
}

static void map_is_asked_for_where_only_a_map_makes_sense(void **state)
{
	(void)state;
	limits = limits_default();
	assert_null(yaml_parse_map(&arena, TEXT("title:Access\n"), TEXT("x.md"), 2, &limits,
				   "front matter", &d));
	assert_report(&d, 0, 2, 1, "E-YAML", "the front matter is a text");
}

/* ---- mistakes that editors make */

static void tabs_in_front_are_named(void **state)
{
	(void)state;
	assert_mistake("title: a\nsub:\n\tx: 1\n", 4, 1, "tab");
	assert_mistake("a:\n  b: 1\n\tc: 2\n", 4, 1, "use spaces");
	assert_mistake("\ttitle: a\n", 2, 1, "tab");
}

static void colon_in_a_title_asks_for_quotes(void **state)
{
	(void)state;
	assert_mistake("title: Access: a right\n", 2, 14, "put the text in quotes");
}

static void quotation_mark_that_is_not_closed_is_shown_where_it_begins(void **state)
{
	(void)state;
	assert_mistake("a: 1\ntitle: \"Access\ndate: 2026\n", 3, 8, "not closed");
	assert_mistake("title: 'Access\n", 2, 8, "an apostrophe is written twice");
}

static void text_behind_a_quotation_mark_is_shown(void **state)
{
	(void)state;
	assert_mistake("title: \"Access\" for all\n", 2, 17, "put the whole text in quotes");
	assert_mistake("title: 'L'accès'\n", 2, 11, "apostrophe");
}

static void brackets_that_are_not_closed_are_shown_where_they_begin(void **state)
{
	(void)state;
	assert_mistake("tags: [a, b\ndate: 2026\n", 2, 7, "the bracket [ is not closed");
	assert_mistake("tags: [a, b", 2, 7, "the bracket [ is not closed");
	assert_mistake("a: {b: c\nd: e\n", 2, 4, "the bracket { is not closed");
}

static void text_behind_a_bracket_asks_for_quotes(void **state)
{
	(void)state;
	assert_mistake("title: [Draft] Access\n", 2, 16, "begins with a bracket");
	assert_mistake("title: {{ page.title }}\n", 2, 9, "begins with { in quotes");
}

static void characters_that_mean_something_in_yaml_ask_for_quotes(void **state)
{
	(void)state;
	assert_mistake("title: *Important*\n", 2, 8, "in quotes");
	assert_mistake("title: & more\n", 2, 8, "in quotes");
	assert_mistake("title: !important\n", 2, 8, "in quotes");
	assert_mistake("title: @igf\n", 2, 8, "in quotes");
	assert_mistake("title: ] x\n", 2, 8, "in quotes");
	assert_mistake("title: &copy 2026\n", 2, 8, "in quotes");
	assert_mistake("title: *unknown\n", 2, 8, "in quotes");
}

static void missing_space_behind_a_colon_is_shown(void **state)
{
	(void)state;
	assert_mistake("title:Access\ndate: 2026\n", 2, 6, "no space behind the colon");
	assert_mistake("date: 2026\ntitle:Access\n", 3, 6, "no space behind the colon");
}

static void line_without_colon_is_shown(void **state)
{
	(void)state;
	assert_mistake("title: a\njust words\ndate: 2026\n", 3, 1, "it has no colon");
	assert_mistake("title = a\ndate: 2026\n", 2, 1, "it has no colon");
	assert_mistake(": x\n", 2, 1, "name before the colon is missing");
}

static void line_that_is_moved_to_the_side_is_shown(void **state)
{
	(void)state;
	assert_mistake("title: Foo\n  sub: x\n", 3, 3, "begin it in the same column");
	assert_mistake("a:\n   b: 1\n  c: 2\n", 4, 3, "same column");
}

static void list_in_the_line_of_its_name_is_shown(void **state)
{
	(void)state;
	assert_mistake("tags: - a\n", 2, 7, "on a line of its own");
	assert_mistake("tags:\n  - a\n  b: c\n", 4, 3, "does not begin with \"- \"");
}

static void backslash_in_double_quotes_is_shown(void **state)
{
	(void)state;
	assert_mistake("path: \"C:\\path\"\n", 2, 10, "backslash");
	assert_mistake("path: \"C:\\Users\"\n", 2, 12, "backslash");
}

static void field_written_twice_names_the_first_line(void **state)
{
	(void)state;
	assert_mistake("a: 1\nb: 2\na: 3\n", 4, 1, "\"a\" is written twice: first in line 2");
}

static void every_repeated_field_is_reported(void **state)
{
	(void)state;
	assert_null(parse("a: 1\na: 2\nb: {c: 1, c: 2}\n"));
	assert_int_equal(d.count, 2);
}

static void second_document_and_merge_keys_are_refused(void **state)
{
	(void)state;
	assert_mistake("a: 1\n---\nb: 2\n", 3, 1, "second YAML document");
	assert_mistake("a: &x {b: 1}\nc: {<<: *x}\n", 3, 5, "merge");
}

/* ---- hostile input */

static void assert_limit(const char *yaml)
{
	assert_null(parse(yaml));
	assert_int_equal(d.count, 1);
	assert_true(text_is(d.list[0].code, "E-LIMIT"));
	diagnostics_free(&d);
}

static void deep_nesting_is_refused_in_every_notation(void **state)
{
	static const char *const shapes[] = {"{a: ", "{a:\n", "[", "[\n", "- "};
	struct buffer yaml = {0};

	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		buffer_clear(&yaml);
		for (size_t n = 0; n < 20000; n++)
			buffer_string(&yaml, shapes[i]);
		buffer_byte(&yaml, '\0');
		assert_limit(yaml.at);
	}
	buffer_clear(&yaml);
	for (int n = 0; n < 300; n++)
		buffer_printf(&yaml, "%*sa:\n", n, "");
	buffer_byte(&yaml, '\0');
	assert_limit(yaml.at);
	buffer_free(&yaml);
}

static void nesting_through_aliases_counts(void **state)
{
	struct buffer yaml = {0};

	(void)state;
	buffer_string(&yaml, "a0: &a0 [1]\n");
	for (int n = 1; n < 40; n++)
		buffer_printf(&yaml, "a%d: &a%d [*a%d]\n", n, n, n - 1);
	buffer_string(&yaml, "z: *a39\n");
	buffer_byte(&yaml, '\0');
	assert_limit(yaml.at);
	buffer_free(&yaml);
}

static void aliases_that_multiply_are_refused(void **state)
{
	(void)state;
	assert_limit("a: &a [1,1,1,1,1,1,1,1,1,1]\n"
		     "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
		     "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
		     "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
		     "e: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n");
}

static void alias_inside_its_own_value_is_refused(void **state)
{
	(void)state;
	assert_mistake("a: &x [*x]\n", 2, 8, "\"*\"");
}

static void too_many_values_are_refused(void **state)
{
	(void)state;
	limits = limits_default();
	limits.yaml_nodes = 5;
	assert_non_null(yaml_parse(&arena, TEXT("a: [1, 2]\n"), TEXT("x"), 1, &limits, &d));
	assert_null(yaml_parse(&arena, TEXT("a: [1, 2, 3]\n"), TEXT("x"), 1, &limits, &d));
	assert_report(&d, 0, 1, 11, "E-LIMIT", "more than 5 values");
}

static void escapes_bring_no_character_that_is_not_allowed(void **state)
{
	(void)state;
	assert_null(parse("a: \"\\u202e\"\n"));
	assert_report(&d, 0, 2, 4, "E-BIDI", "U+202E");
	diagnostics_free(&d);
	assert_null(parse("a: \"\\0\"\n"));
	assert_report(&d, 0, 2, 4, "E-CONTROL", "U+0000");
	assert_non_null(parse("a: \"\\u2028\"\n"));
}

static void invisible_line_ends_are_refused(void **state)
{
	(void)state;
	assert_null(parse("a: b\xE2\x80\xA8 c\n"));
	assert_report(&d, 0, 2, 5, "E-CONTROL", "U+2028");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, clear)
	    TEST(nothing_is_null_tilde_or_no_value),
	    TEST(true_and_false_are_booleans_in_three_spellings),
	    TEST(norway_stays_text),
	    TEST(decimal_integers_are_integers),
	    TEST(numbers_that_are_codes_stay_text),
	    TEST(decimals_are_numbers),
	    TEST(dates_of_the_calendar_are_dates),
	    TEST(what_only_looks_like_a_date_is_text),
	    TEST(quoted_values_are_text),
	    TEST(keys_are_texts_whatever_they_look_like),
	    TEST(values_bear_line_and_column_in_characters),
	    TEST(empty_text_is_an_empty_map),
	    TEST(byte_order_mark_and_windows_line_ends_are_tolerated),
	    TEST(small_aliases_repeat_their_value),
	    TEST(map_is_asked_for_where_only_a_map_makes_sense),
	    TEST(tabs_in_front_are_named),
	    TEST(colon_in_a_title_asks_for_quotes),
	    TEST(quotation_mark_that_is_not_closed_is_shown_where_it_begins),
	    TEST(text_behind_a_quotation_mark_is_shown),
	    TEST(brackets_that_are_not_closed_are_shown_where_they_begin),
	    TEST(text_behind_a_bracket_asks_for_quotes),
	    TEST(characters_that_mean_something_in_yaml_ask_for_quotes),
	    TEST(missing_space_behind_a_colon_is_shown),
	    TEST(line_without_colon_is_shown),
	    TEST(line_that_is_moved_to_the_side_is_shown),
	    TEST(list_in_the_line_of_its_name_is_shown),
	    TEST(backslash_in_double_quotes_is_shown),
	    TEST(field_written_twice_names_the_first_line),
	    TEST(every_repeated_field_is_reported),
	    TEST(second_document_and_merge_keys_are_refused),
	    TEST(deep_nesting_is_refused_in_every_notation),
	    TEST(nesting_through_aliases_counts),
	    TEST(aliases_that_multiply_are_refused),
	    TEST(alias_inside_its_own_value_is_refused),
	    TEST(too_many_values_are_refused),
	    TEST(escapes_bring_no_character_that_is_not_allowed),
	    TEST(invisible_line_ends_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
