#include "content/markdown_scan.h"
#include "content/yaml.h"

#include "reports.h"

static struct diagnostics d;
static struct arena arena;
static struct buffer page;

static int clear(void **state)
{
	(void)state;
	diagnostics_free(&d);
	arena_free(&arena);
	buffer_free(&page);
	return 0;
}

/* Appends COUNT times TEXT to the page. */
static void add(size_t count, const char *text)
{
	while (count--)
		buffer_string(&page, text);
}

static bool check(void)
{
	struct limits limits = limits_default();

	return markdown_scan(&limits, buffer_view(&page), TEXT("content/en/x.md"), 1, &d);
}

static void assert_passes(void)
{
	bool passes = check();

	assert_no_report(&d);
	assert_true(passes);
	buffer_clear(&page);
}

/* The page is refused once, for passing the limit NAME. */
static void assert_refused(const char *name)
{
	char words[64];

	snprintf(words, sizeof words, "\"%s\" under \"limits\"", name);
	assert_false(check());
	assert_int_equal(d.count, 1);
	assert_report(&d, 0, d.list[0].place.line, d.list[0].place.column, "E-LIMIT", words);
	diagnostics_free(&d);
	buffer_clear(&page);
}

/* ---- sizes */

static void document_longer_than_the_limit_is_refused(void **state)
{
	(void)state;
	add(40001, "012345678901234567890123456789012345678901234567\n\n");
	assert_refused("document_bytes");
}

static void line_longer_than_the_limit_is_refused(void **state)
{
	(void)state;
	add(1, "a\n\n");
	add(100001, "x");
	assert_false(check());
	assert_report(&d, 0, 3, 1, "E-LIMIT", "line_bytes");
}

static void every_limit_that_is_passed_is_reported_once(void **state)
{
	(void)state;
	add(5000, "[");
	add(1, "\n\n");
	add(5000, "[");
	add(1, "\n\n");
	add(300, "|");
	assert_false(check());
	assert_int_equal(d.count, 2);
	assert_report(&d, 0, 1, 4001, "E-LIMIT", "brackets");
	assert_report(&d, 1, 5, 257, "E-LIMIT", "table_columns");
}

/* ---- shapes that cmark-gfm is slow on */

static void tables_of_thousands_of_columns_are_refused(void **state)
{
	(void)state;
	add(2000, "|a");
	add(1, "|\n");
	add(2000, "|-");
	add(1, "|\n");
	assert_refused("table_columns");
}

static void long_rows_under_few_columns_are_refused(void **state)
{
	(void)state;
	add(1, "|a|b|\n|-|-|\n");
	add(30000, "|c");
	assert_refused("table_columns");
}

static void short_rows_under_many_columns_are_refused(void **state)
{
	(void)state;
	add(100, "|a");
	add(1, "|\n");
	add(100, "|-");
	add(1, "|\n");
	add(20000, "|c\n");
	assert_refused("table_cells");
}

static void long_text_directly_above_a_table_is_refused(void **state)
{
	(void)state;
	add(30000, "a\n");
	add(1, "|a|b|\n|-|-|\n");
	assert_refused("table_search");
}

static void rows_of_hyphens_that_fit_no_header_are_refused(void **state)
{
	(void)state;
	add(5000, "a\n:-|:-\n");
	assert_refused("table_search");
	add(5000, "> |-|-|\n> |-|-|-|\n");
	assert_refused("table_search");
}

static void nested_markers_in_one_line_are_refused(void **state)
{
	(void)state;
	add(10000, "- ");
	add(1, "a");
	assert_refused("nesting");
	add(10000, "> ");
	add(1, "a");
	assert_refused("nesting");
	add(10000, "> 1. ");
	add(1, "a");
	assert_refused("nesting");
	add(10000, ">");
	assert_refused("nesting");
}

static void nesting_by_indentation_over_many_lines_is_refused(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++)
		buffer_printf(&page, "%*s- a\n", 2 * i, "");
	assert_refused("nesting");
	for (int i = 0; i < 100; i++)
		buffer_printf(&page, "%*s* a\n\n", 3 * i, "");
	assert_refused("nesting");
}

static void brackets_without_end_are_refused(void **state)
{
	(void)state;
	add(40000 / 6, "![[]()");
	assert_refused("brackets");
	add(10000, "[a]\n");
	assert_refused("brackets");
}

static void marks_count_wherever_they_stand_in_a_line(void **state)
{
	static const char *const marks[] = {"[", "*", "_", "~", "<?", "@", "|", "://", "www."};
	enum { PLACES = 40 };

	(void)state;
	for (size_t i = 0; i < sizeof marks / sizeof *marks * PLACES; i++) {
		const char *mark = marks[i / PLACES];
		struct limits limits = limits_default();
		limits.brackets = limits.emphasis_runs = limits.declarations = 0;
		limits.at_signs = limits.table_columns = limits.addresses = 0;
		add(i % PLACES, "a");
		add(1, mark);
		add(i % 3 * 10, "b");
		if (markdown_scan(&limits, buffer_view(&page), TEXT("x.md"), 1, &d))
			fail_msg("not seen: %.*s", TEXT_ARGS(buffer_view(&page)));
		assert_int_equal(d.list[0].place.column,
				 i % PLACES + 1 + (text_is(text_of(mark), "www.") ? 3 : 0));
		diagnostics_free(&d);
		buffer_clear(&page);
	}
}

static void lazy_lines_of_a_quotation_are_one_paragraph(void **state)
{
	(void)state;
	add(1, "> a\n");
	add(5000, "[\n");
	assert_refused("brackets");
}

static void emphasis_without_end_is_refused(void **state)
{
	static const char *const marks[] = {"*a**b_c__ ", "*a*b ", "_a_b ", "~a~b "};

	(void)state;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		add(10000, marks[i]);
		assert_refused("emphasis_runs");
	}
}

static void declarations_without_end_are_refused(void **state)
{
	(void)state;
	add(1, "a ");
	add(5000, "<?a ");
	assert_refused("declarations");
	add(1, "a ");
	add(5000, "<![CDATA[ ");
	add(1, "\n");
	assert_false(check());
	assert_report(&d, 0, 1, 1003, "E-LIMIT", "declarations");
}

static void at_signs_without_end_are_refused(void **state)
{
	(void)state;
	add(12000, "a@b.\n");
	assert_refused("at_signs");
}

static void addresses_without_spaces_are_refused(void **state)
{
	(void)state;
	add(5000, "https://a.b<");
	assert_refused("addresses");
	add(5000, "www.(@<a**");
	assert_refused("addresses");
	add(5000, "<https://a.b>, www.\t");
	assert_passes();
}

static void long_definition_used_often_is_refused_where_it_stands(void **state)
{
	(void)state;
	add(1, "a\n\n[a]: ");
	add(50000, "b");
	add(1, "\n\n");
	add(100, "[a][a][a][a][a][a][a][a][a][a]\n\n");
	assert_false(check());
	assert_report(&d, 0, 3, 1, "E-LIMIT", "reference_bytes");
}

static void uses_count_wherever_they_stand_in_a_line(void **state)
{
	struct limits limits = limits_default();

	(void)state;
	limits.reference_bytes = 7 * TEXT(" word").size - 1;
	for (size_t place = 0; place < 40; place++) {
		add(1, "[x]: word\n\n");
		add(place, "a");
		add(5, "]");
		assert_true(markdown_scan(&limits, buffer_view(&page), TEXT("x.md"), 1, &d));
		add(1, "]");
		assert_false(markdown_scan(&limits, buffer_view(&page), TEXT("x.md"), 1, &d));
		diagnostics_free(&d);
		buffer_clear(&page);
	}
}

static void definition_whose_title_hides_in_further_lines_is_refused(void **state)
{
	(void)state;
	add(1, "[a]:\nb\n\"title\n");
	add(3000, "[b]: ccccccccccccccccccccccc\n");
	add(1, "\"\n\n");
	add(2000, "[a]\n\n");
	assert_refused("reference_bytes");
}

/* ---- what hides nothing */

static void fence_that_is_not_closed_hides_nothing(void **state)
{
	(void)state;
	add(1, "```\n");
	add(5000, "[a\n");
	assert_refused("brackets");
}

static void fence_inside_an_open_comment_hides_nothing(void **state)
{
	(void)state;
	add(1, "<!--\n```\n-->\n");
	add(5000, "[a\n");
	add(1, "```\n");
	assert_refused("brackets");
}

static void fence_inside_a_block_of_html_hides_nothing(void **state)
{
	(void)state;
	add(1, "<div>\n```\n\n");
	add(5000, "[a\n");
	add(1, "```\n");
	assert_refused("brackets");
	add(1, "<div>\n- a\n```\n\n");
	add(5000, "[a\n");
	add(1, "```\n");
	assert_refused("brackets");
}

static void fence_that_closes_another_hides_nothing(void **state)
{
	(void)state;
	add(1, "  ```\n```\n");
	add(5000, "[a\n");
	add(1, "```\n");
	assert_refused("brackets");
	add(1, "- a\n  ```\n```\nx\n```\n");
	add(5000, "[a\n");
	add(1, "```\n");
	assert_refused("brackets");
}

static void fence_with_a_backtick_behind_it_hides_nothing(void **state)
{
	(void)state;
	add(1, "```a`\n");
	add(5000, "[a\n");
	add(1, "```\n");
	assert_refused("brackets");
}

static void shorter_fence_does_not_close(void **state)
{
	(void)state;
	add(1, "~~~~\n~~~\n~~~~\n");
	add(5000, "[a\n");
	add(1, "~~~\n");
	assert_refused("brackets");
}

static void table_whose_columns_do_not_fit_hides_nothing(void **state)
{
	(void)state;
	add(1, "|a|\n|-|-|\n");
	add(3000, "|[a|[b|\n");
	assert_refused("brackets");
}

static void table_inside_a_lazy_paragraph_hides_nothing(void **state)
{
	(void)state;
	add(1, "> x\n|a|b|\n|-|-|\n");
	add(3000, "|[a|[b|\n");
	assert_refused("brackets");
}

static void row_that_ends_a_table_ends_the_exception(void **state)
{
	(void)state;
	add(1, "|a|b|\n|-|-|\n|\n");
	add(3000, "|[a|[b|\n");
	assert_refused("brackets");
}

static void number_or_indented_bullet_divides_no_paragraph(void **state)
{
	(void)state;
	add(1, "a\n");
	add(5000, "2. [\n");
	assert_refused("brackets");
	add(1, "a\n");
	add(5000, "    - [\n");
	assert_refused("brackets");
}

static void carriage_returns_end_lines_but_no_paragraph(void **state)
{
	(void)state;
	add(5000, "[\r");
	assert_refused("brackets");
	add(5000, "[\r\r");
	assert_passes();
	add(5000, "[\r\n\r\n");
	assert_passes();
}

/* ---- honest pages */

static void honest_page_passes(void **state)
{
	(void)state;
	add(1, "# Title\n\nText with *emphasis*, [a link](x.md \"t\") and `code`.\n\n");
	add(1, "> [!NOTE]\n> Quoted\n>\n> > twice\n\n- a\n  - b\n    - c\n\n1. a\n   * b\n\n");
	add(1, "* * * * * * * * * * * * * * * * * * * * * * * * * * * * *\n\n");
	add(1, "- - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n\n");
	add(1, "| a | b |\n|:--|--:|\n| [x](y) | \\| |\n\n[^1]: note\n\n[id]: http://x \"t\"\n");
	assert_passes();
}

static void large_block_of_code_passes(void **state)
{
	(void)state;
	add(1, "Text\n```json\n");
	add(8000, "[[1, 2], {\"a\": \"***\"}], <?x <!Y | | |\n");
	add(1, "```\nText\n");
	assert_passes();
	add(1, "~~~~\n```\n");
	add(8000, "[[1, 2]]\n");
	add(1, "~~~~ \n");
	assert_passes();
}

static void large_table_of_links_passes(void **state)
{
	(void)state;
	add(1, "Participants:\n\n| Name | Links |\n| --- | :-: |\n");
	add(4000, "| *a* | [b](c.md) and [d](e.md) |\n");
	assert_passes();
}

static void long_list_of_links_passes(void **state)
{
	(void)state;
	add(5000, "- [a](b.md) and *c*\n");
	assert_passes();
	add(5000, "> [a](b.md)\n>\n");
	assert_passes();
}

static void many_definitions_pass(void **state)
{
	(void)state;
	for (int i = 0; i < 1500; i++)
		buffer_printf(
		    &page, "[%d]: https://example.org/a/rather/long/address/%d \"Title\"\n", i, i);
	add(1, "\n");
	for (int i = 0; i < 1500; i++)
		buffer_printf(&page, "See [%d].\n\n", i);
	assert_passes();
}

static void code_that_looks_like_deep_lists_passes(void **state)
{
	(void)state;
	for (int i = 0; i < 40; i++)
		add(1, "                                                - 3 -\n");
	assert_passes();
}

/* ---- characters */

static void bytes_that_are_no_utf8_are_reported(void **state)
{
	static const char *const broken[] = {"é \xE9t\xE9\n",    "é \xC0\x80\n",
					     "é \xED\xA0\x80\n", "é \xF4\x90\x80\x80\n",
					     "é \xE2\x82",       "é \x80\n"};

	(void)state;
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		add(1, "a\n");
		add(1, broken[i]);
		assert_false(check());
		assert_int_equal(d.count, 1);
		assert_report(&d, 0, 2, 3, "E-UTF8", "save it with the encoding UTF-8");
		clear(NULL);
	}
}

static void control_characters_are_reported_once_a_line(void **state)
{
	(void)state;
	add(1, "a\tb\r\nc\x08\x08\n\x7F\n\xC2\x85\n");
	buffer_byte(&page, '\0');
	assert_false(check());
	assert_int_equal(d.count, 4);
	assert_report(&d, 0, 2, 2, "E-CONTROL", "U+0008");
	assert_report(&d, 1, 3, 1, "E-CONTROL", "U+007F");
	assert_report(&d, 2, 4, 1, "E-CONTROL", "U+0085");
	assert_report(&d, 3, 5, 1, "E-CONTROL", "U+0000");
}

static void characters_that_reorder_text_are_reported(void **state)
{
	static const char *const marks[] = {"\xE2\x80\xAA", "\xE2\x80\xAE", "\xE2\x81\xA6",
					    "\xE2\x81\xA9"};

	(void)state;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		add(1, "عربي ");
		add(1, marks[i]);
		assert_false(check());
		assert_report(&d, 0, 1, 6, "E-BIDI", "U+20");
		clear(NULL);
	}
}

static void text_of_all_scripts_passes(void **state)
{
	(void)state;
	add(1,
	    "العربية\xE2\x80\x8F (IGF) 中文 Русский Español 👩‍💻 e\xCC\x81 "
	    "\xE2\x80\xA8\n");
	assert_passes();
}

/* ---- site.yaml */

static struct limits read_limits(const char *yaml)
{
	struct limits limits = limits_default();
	struct value_node *root =
	    yaml_parse(&arena, text_of(yaml), TEXT("site.yaml"), 1, &limits, &d);

	assert_non_null(root);
	size_t at = value_flatten(&page, root);
	limits =
	    limits_read((const struct value *)(const void *)(page.at + at), TEXT("site.yaml"), &d);
	buffer_clear(&page);
	return limits;
}

static void site_may_set_limits(void **state)
{
	(void)state;
	struct limits limits = read_limits("brackets: 9\nnesting: 7\n");
	assert_no_report(&d);
	assert_int_equal(limits.brackets, 9);
	assert_int_equal(limits.nesting, 7);
	assert_int_equal(limits.table_columns, limits_default().table_columns);
	assert_int_equal(limits_read(NULL, TEXT("site.yaml"), &d).brackets,
			 limits_default().brackets);
}

static void mistakes_in_limits_are_reported(void **state)
{
	(void)state;
	read_limits("[9]\n");
	assert_report(&d, 0, 1, 1, "E-LIMIT", "should be a map, but is a list");
	diagnostics_free(&d);
	read_limits("bracket: 9\nnesting: many\nyaml_depth: 1000000\nat_signs: 0\n");
	assert_int_equal(d.count, 4);
	assert_report(&d, 0, 1, 1, "E-LIMIT", "did you mean \"brackets\"?");
	assert_report(&d, 1, 2, 10, "E-LIMIT", "whole number");
	assert_report(&d, 2, 3, 13, "E-LIMIT", "from 1 to 200");
	assert_report(&d, 3, 4, 11, "E-LIMIT", "whole number");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, clear)
	    TEST(document_longer_than_the_limit_is_refused),
	    TEST(line_longer_than_the_limit_is_refused),
	    TEST(every_limit_that_is_passed_is_reported_once),
	    TEST(tables_of_thousands_of_columns_are_refused),
	    TEST(long_rows_under_few_columns_are_refused),
	    TEST(short_rows_under_many_columns_are_refused),
	    TEST(long_text_directly_above_a_table_is_refused),
	    TEST(rows_of_hyphens_that_fit_no_header_are_refused),
	    TEST(nested_markers_in_one_line_are_refused),
	    TEST(nesting_by_indentation_over_many_lines_is_refused),
	    TEST(brackets_without_end_are_refused),
	    TEST(marks_count_wherever_they_stand_in_a_line),
	    TEST(lazy_lines_of_a_quotation_are_one_paragraph),
	    TEST(emphasis_without_end_is_refused),
	    TEST(declarations_without_end_are_refused),
	    TEST(at_signs_without_end_are_refused),
	    TEST(addresses_without_spaces_are_refused),
	    TEST(long_definition_used_often_is_refused_where_it_stands),
	    TEST(uses_count_wherever_they_stand_in_a_line),
	    TEST(definition_whose_title_hides_in_further_lines_is_refused),
	    TEST(fence_that_is_not_closed_hides_nothing),
	    TEST(fence_inside_an_open_comment_hides_nothing),
	    TEST(fence_inside_a_block_of_html_hides_nothing),
	    TEST(fence_that_closes_another_hides_nothing),
	    TEST(fence_with_a_backtick_behind_it_hides_nothing),
	    TEST(shorter_fence_does_not_close),
	    TEST(table_whose_columns_do_not_fit_hides_nothing),
	    TEST(table_inside_a_lazy_paragraph_hides_nothing),
	    TEST(row_that_ends_a_table_ends_the_exception),
	    TEST(number_or_indented_bullet_divides_no_paragraph),
	    TEST(carriage_returns_end_lines_but_no_paragraph),
	    TEST(honest_page_passes),
	    TEST(large_block_of_code_passes),
	    TEST(large_table_of_links_passes),
	    TEST(long_list_of_links_passes),
	    TEST(many_definitions_pass),
	    TEST(code_that_looks_like_deep_lists_passes),
	    TEST(bytes_that_are_no_utf8_are_reported),
	    TEST(control_characters_are_reported_once_a_line),
	    TEST(characters_that_reorder_text_are_reported),
	    TEST(text_of_all_scripts_passes),
	    TEST(site_may_set_limits),
	    TEST(mistakes_in_limits_are_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
