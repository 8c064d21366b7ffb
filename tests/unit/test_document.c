#include "parsed_document.h"

#include "content/types.h"

#include <cmark-gfm.h>

/* ---- the record */

static void front_matter_and_body_are_both_in_the_record(void **state)
{
	struct parsed parsed;

	(void)state;
	assert_int_equal(parse(&parsed, "---\ntitle: One\nyear: 2026\n---\n# Head\n\nText.\n"),
			 STATUS_OK);
	const struct record *record = record_of(&parsed);
	assert_int_equal(value_get(record_front(record), "year")->integer, 2026);
	assert_string_equal(parsed.html.at, "<h1 id=\"head\">Head</h1>\n<p>Text.</p>\n");
	assert_text(record_text(record, record->title), "One");
	assert_int_equal(record->title_line, 2);
	assert_int_equal(record->words, 2);
	parsed_free(&parsed);
}

static void the_first_heading_is_the_title_of_a_document_without_one(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "text\n\n#\n\n## A *b* `c` [d](e.md) [[f|g]]\n");
	const struct record *record = record_of(&parsed);
	assert_null(record_front(record));
	assert_text(record_text(record, record->title), "A b c d g");
	assert_int_equal(record->title_line, 5);
	assert_int_equal(parsed.problems.count, 0);
	parsed_free(&parsed);
}

/* Its body is BODY and its title stands in LINE. */
static void assert_titled(const char *blob, const char *title, uint32_t line, const char *body)
{
	struct parsed parsed;

	assert_int_equal(parse(&parsed, blob), STATUS_OK);
	const struct record *record = record_of(&parsed);
	assert_text(record_text(record, record->title), title);
	assert_int_equal(record->title_line, line);
	assert_string_equal(parsed.html.at, body);
	assert_int_equal(parsed.problems.count, 0);
	parsed_free(&parsed);
}

static void a_heading_that_comes_first_and_is_the_title_is_not_in_the_body(void **state)
{
	(void)state;
	assert_titled("\n# A *b*\n\ntext\n", "A b", 2, "<p>text</p>\n");
	assert_titled("Un\n---\ntext\n", "Un", 1, "<p>text</p>\n");
	assert_titled("---\ntitle: \"\"\n---\n### A\n", "A", 4, "");
}

static void a_heading_that_repeats_the_title_is_not_in_the_body(void **state)
{
	(void)state;
	assert_titled("---\ntitle: \" A b \"\n---\n## A `b` ##\ntext\n", " A b ", 2,
		      "<p>text</p>\n");
}

static void other_headings_stay_in_the_body(void **state)
{
	(void)state;
	assert_titled("---\ntitle: A\n---\n# B\n", "A", 2, "<h1 id=\"b\">B</h1>\n");
	assert_titled("---\ntitle: A\n---\ntext\n\n# A\n", "A", 2,
		      "<p>text</p>\n<h1 id=\"a\">A</h1>\n");
	assert_titled("#\n\n# A\n", "A", 3, "<h1 id=\"section\"></h1>\n<h1 id=\"a\">A</h1>\n");
}

static void a_title_with_a_footnote_stays_in_the_body(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "# A *b[^1]*\n\n[^1]: c\n");
	const struct record *record = record_of(&parsed);
	assert_text(record_text(record, record->title), "A b");
	assert_int_equal(record->headings.count, 1);
	assert_false(record_is_title_anchor(record, TEXT("a-b")));
	assert_non_null(strstr(parsed.html.at, " id=\"fnref-1\""));
	parsed_free(&parsed);
}

static void a_title_taken_out_is_neither_a_heading_nor_counted(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "# One two [three](four.md)\n\nfive\n");
	const struct record *record = record_of(&parsed);
	assert_int_equal(record->headings.count, 0);
	assert_int_equal(record->holes.count, 0);
	assert_int_equal(record->words, 1);
	parsed_free(&parsed);
}

static void links_may_name_the_title_as_the_heading_that_it_was(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "# A b\n\n## C\n\n## A b\n");
	const struct record *record = record_of(&parsed);
	assert_text(record_text(record, record->title_id), "a-b");
	assert_true(record_has_anchor(record, TEXT("a-b")));
	assert_true(record_is_title_anchor(record, TEXT("a-b")));
	assert_false(record_is_title_anchor(record, TEXT("c")));
	assert_text(record_text(record, record_headings(record)[1].id), "a-b-2");
	parsed_free(&parsed);
}

static void no_anchor_names_a_title_that_was_no_heading(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "---\ntitle: A\n---\ntext\n");
	assert_false(record_is_title_anchor(record_of(&parsed), TEXT("")));
	assert_false(record_is_title_anchor(record_of(&parsed), TEXT("a")));
	parsed_free(&parsed);
}

static void a_document_without_any_title_bears_its_slug_and_is_warned_of(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "text\n");
	const struct record *record = record_of(&parsed);
	assert_text(record_text(record, record->title), "x");
	assert_int_equal(parsed.problems.count, 1);
	assert_problem(&parsed, 0, "W-TITLE", 0, 0);
	parsed_free(&parsed);
}

static void the_excerpt_is_the_first_paragraph_of_its_own(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "# H\n\n![a](b.png \"c\")\n\n> [!NOTE]\n> n\n\n- l\n\nFirst *one*,\nof "
		       "two[^1].\n\nSecond\n\n[^1]: n\n");
	const struct record *record = record_of(&parsed);
	assert_text(record_text(record, record->excerpt), "First one, of two.");
	parsed_free(&parsed);
}

static void records_follow_each_other_aligned_in_one_buffer(void **state)
{
	struct limits limits = limits_default();
	struct document_workspace *workspace = document_workspace_new();
	struct document_parser parser = default_parser(&limits);
	struct diagnostics d = {0};
	struct buffer out = {0};

	(void)state;
	parser.workspace = workspace;
	buffer_byte(&out, 'x');
	for (int i = 0; i < 50; i++) {
		size_t start = (out.size + 7) / 8 * 8;
		document_parse(&parser, TEXT(PATH), TEXT("# A\n\n[b](c.md) d [[e]]\n"), &out, &d);
		struct text bytes = text_slice(buffer_view(&out), start, out.size);
		assert_true(record_valid(bytes));
		const struct record *record = (const void *)bytes.at;
		assert_int_equal(record->holes.count, 2);
		assert_text(record_text(record, record_holes(record)[1].target), "e");
	}
	assert_int_equal(d.count, 0);
	document_workspace_free(workspace);
	buffer_free(&out);
}

static void a_record_does_not_depend_on_the_workspace(void **state)
{
	static const char blob[] = "---\ntitle: A\n---\n# b\n[c](d.md) <b>\n";
	struct limits limits = limits_default();
	struct document_parser parser = default_parser(&limits);
	struct parsed alone, after;

	(void)state;
	parse_with(&alone, &parser, PATH, blob);
	parser.workspace = document_workspace_new();
	parse_with(&after, &parser, PATH, "# other [x](y.md)\n[^1]\n\n[^1]: z\n");
	parsed_free(&after);
	parse_with(&after, &parser, PATH, blob);
	assert_int_equal(alone.record.size, after.record.size);
	assert_memory_equal(alone.record.at, after.record.at, after.record.size);
	document_workspace_free(parser.workspace);
	parsed_free(&alone);
	parsed_free(&after);
}

static void the_name_of_a_document_is_read_off_its_path(void **state)
{
	struct document_name name = document_name(TEXT("content/zh/a/b/c.md"));

	(void)state;
	assert_text(name.lang, "zh");
	assert_text(name.id, "a/b/c");
	assert_text(document_name(TEXT("content/fr/index.md")).id, "index");
	assert_text(document_name(TEXT("content/fr.md")).lang, "");
	assert_text(document_name(TEXT("other/fr/x.md")).id, "");
}

/* ---- errors */

static void errors_of_front_matter_and_text_are_reported_together(void **state)
{
	struct parsed parsed;

	(void)state;
	assert_int_equal(parse(&parsed, "---\ntitle: [\n---\n\xE2\x80\xAE"
					"a\n"),
			 STATUS_CONTENT);
	assert_int_equal(parsed.problems.errors, 2);
	assert_problem(&parsed, 1, "E-BIDI", 4, 1);
	assert_int_equal(parsed.record.size, 0);
	parsed_free(&parsed);
}

static void a_document_with_errors_that_can_be_read_still_has_a_record(void **state)
{
	struct parsed parsed;

	(void)state;
	assert_int_equal(parse(&parsed, "# T\n[a](file:///b) [c](c.md)\n"), STATUS_CONTENT);
	assert_true(record_valid(buffer_view(&parsed.record)));
	assert_int_equal(record_of(&parsed)->holes.count, 1);
	parsed_free(&parsed);
}

static void a_refused_address_is_a_warning_where_links_are(void **state)
{
	struct limits limits = limits_default();
	struct document_parser parser = default_parser(&limits);
	struct parsed parsed;

	(void)state;
	parser.markdown.lenient = true;
	assert_int_equal(parse_with(&parsed, &parser, PATH, "# T\n[a](javascript:b)\n"), STATUS_OK);
	assert_problem(&parsed, 0, "W-URL", 2, 5);
	assert_string_equal(parsed.html.at, "<p><a href=\"\">a</a></p>\n");
	parsed_free(&parsed);
}

static void warnings_come_with_the_errors_of_a_document(void **state)
{
	struct parsed parsed;

	(void)state;
	assert_int_equal(parse(&parsed, "# T\nx <b>\n[a](file:///b)\n"), STATUS_CONTENT);
	assert_int_equal(parsed.problems.count, 2);
	assert_problem(&parsed, 0, "W-HTML", 2, 3);
	assert_problem(&parsed, 1, "E-URL", 3, 5);
	parsed_free(&parsed);
}

static void front_matter_that_is_no_map_is_an_error(void **state)
{
	struct parsed parsed;

	(void)state;
	assert_int_equal(parse(&parsed, "---\n- a\n---\n"), STATUS_CONTENT);
	assert_int_equal(parsed.problems.errors, 1);
	parsed_free(&parsed);
}

/* ---- types and plugins */

static void required_fields_are_due_in_the_original_language_only(void **state)
{
	struct field required = {.name = TEXT("status"), .kind = FIELD_STRING, .required = true};
	struct text section = TEXT("messages");
	struct type type = {.id = TEXT("message"),
			    .sections = &section,
			    .section_count = 1,
			    .fields = &required,
			    .field_count = 1};
	struct types types = {.list = &type, .count = 1};
	struct limits limits = limits_default();
	struct document_parser parser = default_parser(&limits);
	struct parsed parsed;

	(void)state;
	parser.types = &types;
	assert_int_equal(parse_with(&parsed, &parser, PATH, "---\ntitle: T\n---\n"),
			 STATUS_CONTENT);
	parsed_free(&parsed);
	assert_int_equal(
	    parse_with(&parsed, &parser, "content/fr/messages/x.md", "---\ntitle: T\n---\n"),
	    STATUS_OK);
	parsed_free(&parsed);
}

static void add_field_and_text(void *self, struct text path, uint32_t body_line,
			       struct value_node *front, struct cmark_node *root,
			       struct arena *arena, struct diagnostics *d)
{
	struct value_node *key = value_node(arena, VALUE_STRING);
	struct value_node *value = value_node(arena, VALUE_INTEGER);
	cmark_node *text = cmark_node_first_child(cmark_node_last_child(root));

	(void)self;
	(void)body_line;
	key->text = TEXT("added");
	value->integer = 7;
	value_node_add(arena, front, key);
	value_node_add(arena, front, value);
	cmark_node_set_literal(text, "changed [[by]] plugin");
	diag_warning(d, "W-PLUGIN", (struct place){path, 0, 0}, "seen");
}

static void a_hook_changes_fields_and_tree_and_reports(void **state)
{
	struct limits limits = limits_default();
	struct document_hook hook = {.run = add_field_and_text};
	struct document_parser parser = default_parser(&limits);
	struct parsed parsed;

	(void)state;
	parser.hook = &hook;
	assert_int_equal(parse_with(&parsed, &parser, PATH, "# T\n\ntext\n"), STATUS_OK);
	const struct record *record = record_of(&parsed);
	assert_int_equal(value_get(record_front(record), "added")->integer, 7);
	assert_string_equal(parsed.html.at, "<p>changed ⟦wiki 3:0 by|⟧ plugin</p>\n");
	assert_int_equal(parsed.problems.count, 1);
	assert_problem(&parsed, 0, "W-PLUGIN", 0, 0);
	parsed_free(&parsed);
}

static void retitle(void *self, struct text path, uint32_t body_line, struct value_node *front,
		    struct cmark_node *root, struct arena *arena, struct diagnostics *d)
{
	(void)self;
	(void)body_line;
	(void)path;
	(void)front;
	(void)arena;
	(void)d;
	cmark_node_set_literal(cmark_node_first_child(cmark_node_first_child(root)), "By plugin");
}

static void a_hook_sees_the_title_in_the_tree_and_may_change_it(void **state)
{
	struct limits limits = limits_default();
	struct document_hook hook = {.run = retitle};
	struct document_parser parser = default_parser(&limits);
	struct parsed parsed;

	(void)state;
	parser.hook = &hook;
	parse_with(&parsed, &parser, PATH, "# T\n\ntext\n");
	const struct record *record = record_of(&parsed);
	assert_text(record_text(record, record->title), "By plugin");
	assert_int_equal(record->title_line, 1);
	assert_string_equal(parsed.html.at, "<p>text</p>\n");
	parsed_free(&parsed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(front_matter_and_body_are_both_in_the_record),
	    cmocka_unit_test(the_first_heading_is_the_title_of_a_document_without_one),
	    cmocka_unit_test(a_heading_that_comes_first_and_is_the_title_is_not_in_the_body),
	    cmocka_unit_test(a_heading_that_repeats_the_title_is_not_in_the_body),
	    cmocka_unit_test(other_headings_stay_in_the_body),
	    cmocka_unit_test(a_title_with_a_footnote_stays_in_the_body),
	    cmocka_unit_test(a_title_taken_out_is_neither_a_heading_nor_counted),
	    cmocka_unit_test(links_may_name_the_title_as_the_heading_that_it_was),
	    cmocka_unit_test(no_anchor_names_a_title_that_was_no_heading),
	    cmocka_unit_test(a_document_without_any_title_bears_its_slug_and_is_warned_of),
	    cmocka_unit_test(the_excerpt_is_the_first_paragraph_of_its_own),
	    cmocka_unit_test(records_follow_each_other_aligned_in_one_buffer),
	    cmocka_unit_test(a_record_does_not_depend_on_the_workspace),
	    cmocka_unit_test(the_name_of_a_document_is_read_off_its_path),
	    cmocka_unit_test(errors_of_front_matter_and_text_are_reported_together),
	    cmocka_unit_test(warnings_come_with_the_errors_of_a_document),
	    cmocka_unit_test(a_document_with_errors_that_can_be_read_still_has_a_record),
	    cmocka_unit_test(a_refused_address_is_a_warning_where_links_are),
	    cmocka_unit_test(front_matter_that_is_no_map_is_an_error),
	    cmocka_unit_test(required_fields_are_due_in_the_original_language_only),
	    cmocka_unit_test(a_hook_changes_fields_and_tree_and_reports),
	    cmocka_unit_test(a_hook_sees_the_title_in_the_tree_and_may_change_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
