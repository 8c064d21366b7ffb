#include "content/field_check.h"
#include "content/types.h"
#include "content/yaml.h"

#include "reports.h"

enum { FILES_MAX = 8 };

/* A site's types, and what is checked against them. */
static struct diagnostics d;
static struct arena arena;
static struct types types;
static struct buffer files[FILES_MAX]; /* flat values point into them */
static size_t file_count;

static struct text taxonomies[] = {{"themes", 6}, {"regions", 7}};

static const struct value *read_yaml(const char *yaml, const char *path)
{
	struct limits limits = limits_default();
	struct value_node *root = yaml_parse(&arena, text_of(yaml), text_of(path), 1, &limits, &d);
	assert_non_null(root);
	assert_true(file_count < FILES_MAX);
	struct buffer *out = &files[file_count++];
	size_t at = value_flatten(out, root);
	return (const struct value *)(const void *)(out->at + at);
}

static void declare(const char *id, const char *yaml)
{
	types.taxonomies = taxonomies;
	types.taxonomy_count = 2;
	struct text path = arena_printf(&arena, "content/types/%s.yaml", id);
	types_add(&types, &arena, text_of(id), path, read_yaml(yaml, path.at), &d);
}

static void check(const char *type, const char *front, bool translation)
{
	types_check_document(&types, types_of(&types, text_of(type), TEXT("x/y")),
			     read_yaml(front, "content/en/x/y.md"), TEXT("content/en/x/y.md"),
			     translation, &d);
}

/* Declares type t with one FIELD, and checks a document with the LINE in it. */
static void check_field(const char *field, const char *line)
{
	struct text yaml = arena_printf(&arena, "fields:\n  %s\n", field);

	types = (struct types){.list = NULL};
	declare("t", yaml.at);
	check("t", line, false);
}

static int clear(void **state)
{
	(void)state;
	diagnostics_free(&d);
	for (size_t i = 0; i < file_count; i++)
		buffer_free(&files[i]);
	file_count = 0;
	types = (struct types){.list = NULL};
	arena_free(&arena);
	return 0;
}

static void assert_fine(const char *field, const char *line)
{
	check_field(field, line);
	assert_no_report(&d);
	clear(NULL);
}

static void assert_wrong(const char *field, const char *line, unsigned column, const char *code,
			 const char *words)
{
	check_field(field, line);
	assert_int_equal(d.count, 1);
	assert_report(&d, 0, 1, column, code, words);
	clear(NULL);
}

/* ---- which type a document has */

static void type_is_that_of_the_longest_section(void **state)
{
	(void)state;
	declare("practice", "sections: [practices]\n");
	declare("case", "sections: [practices/cases/]\n");
	types_check(&types, &d);
	assert_no_report(&d);
	assert_true(text_is(types_of(&types, TEXT(""), TEXT("practices/a"))->id, "practice"));
	assert_true(text_is(types_of(&types, TEXT(""), TEXT("practices/cases/a"))->id, "case"));
	assert_null(types_of(&types, TEXT(""), TEXT("practices-old/a")));
	assert_null(types_of(&types, TEXT(""), TEXT("about")));
}

static void own_page_of_a_section_has_no_type_by_its_section(void **state)
{
	(void)state;
	declare("practice", "sections: [practices]\n");
	assert_null(types_of(&types, TEXT(""), TEXT("practices/index")));
	assert_non_null(types_of(&types, TEXT("practice"), TEXT("practices/index")));
}

static void type_in_front_matter_counts_more_than_the_section(void **state)
{
	(void)state;
	declare("practice", "sections: [practices]\n");
	declare("page", "open: true\n");
	assert_true(text_is(types_of(&types, TEXT("page"), TEXT("practices/a"))->id, "page"));
}

static void unknown_type_is_reported_with_a_suggestion(void **state)
{
	(void)state;
	declare("meeting", "open: true\n");
	check("meting", "title: A\ntype: meting\n", false);
	assert_report(&d, 0, 2, 7, "E-TYPE", "did you mean \"meeting\"?");
}

/* ---- declarations */

static void assert_bad_declaration(const char *yaml, unsigned line, unsigned column,
				   const char *words)
{
	declare("t", yaml);
	types_check(&types, &d);
	assert_report(&d, 0, line, column, "E-TYPE", words);
	assert_int_equal(d.count, 1);
	clear(NULL);
}

static void misspelt_words_of_a_declaration_are_reported(void **state)
{
	(void)state;
	assert_bad_declaration("sectons: [a]\n", 1, 1, "did you mean \"sections\"?");
	assert_bad_declaration("fields: {a: {kind: string, requird: true}}\n", 1, 28, "required");
	assert_bad_declaration("fields: {a: {kind: strng}}\n", 1, 20, "did you mean \"string\"?");
	assert_bad_declaration("fields: {a: {kind: string, pattern: two-leter}}\n", 1, 37,
			       "two-letter");
}

static void declaration_needs_a_kind(void **state)
{
	(void)state;
	assert_bad_declaration("fields: {a: {required: true}}\n", 1, 10, "has no kind");
	assert_bad_declaration("- a\n", 1, 1, "a type should be a map, but is a list");
	assert_bad_declaration("fields: {a: string}\n", 1, 13, "should be a map");
}

static void options_that_mean_nothing_for_the_kind_are_reported(void **state)
{
	(void)state;
	assert_bad_declaration("fields: {a: {kind: string, min: 1}}\n", 1, 33, "\"min\" belongs");
	assert_bad_declaration("fields: {a: {kind: date, taxonomy: x}}\n", 1, 36, "\"taxonomy\"");
	assert_bad_declaration("fields: {a: {kind: string, required: 1}}\n", 1, 38,
			       "should be true or false");
}

static void targets_that_there_are_not_are_reported(void **state)
{
	(void)state;
	assert_bad_declaration("fields: {a: {kind: reference, type: tt}}\n", 1, 10,
			       "did you mean \"t\"?");
	assert_bad_declaration("fields: {a: {kind: term, taxonomy: theme}}\n", 1, 10,
			       "did you mean \"themes\"?");
}

static void section_of_two_types_is_reported(void **state)
{
	(void)state;
	declare("b", "sections: [x, y]\n");
	declare("a", "sections: [y]\n");
	types_check(&types, &d);
	assert_int_equal(d.count, 1);
	assert_report(&d, 0, 1, 15, "E-TYPE", "the section \"y\" belongs to the type \"a\" too");
	assert_true(text_is(types.list[0].id, "a"));
}

static void common_field_keeps_its_kind_and_may_become_required(void **state)
{
	(void)state;
	declare("t", "fields:\n  date: {required: true}\n  themes: {required: true}\n");
	assert_no_report(&d);
	assert_int_equal(type_field(&types.list[0], TEXT("date"))->kind, FIELD_DATE);
	assert_true(type_field(&types.list[0], TEXT("themes"))->list);
	check("t", "title: A\n", false);
	assert_report(&d, 0, 1, 0, "E-REQUIRED", "\"date\" is missing");
	assert_report(&d, 1, 1, 0, "E-REQUIRED", "\"themes\" is missing");
	clear(NULL);
	assert_bad_declaration("fields: {date: {kind: string}}\n", 1, 23, "\"date\" in all types");
}

/* ---- documents */

static void unknown_field_suggests_a_near_one(void **state)
{
	(void)state;
	assert_wrong("status: {kind: string}", "satus: a\n", 1, "E-FIELD",
		     "did you mean \"status\"?");
	assert_wrong("status: {kind: string}", "sumary: a\n", 1, "E-FIELD",
		     "did you mean \"summary\"?");
	assert_wrong("status: {kind: string}", "theme: [a]\n", 1, "E-FIELD",
		     "did you mean \"themes\"?");
	assert_wrong("status: {kind: string}", "zzzzzz: a\n", 1, "E-FIELD",
		     "declared in content/types/t.yaml");
}

static void open_type_and_no_type_allow_any_field(void **state)
{
	(void)state;
	declare("t", "open: true\n");
	check("t", "zzzzzz: a\n", false);
	check("", "zzzzzz: a\n", false);
	assert_no_report(&d);
}

static void common_fields_are_checked_without_a_type_too(void **state)
{
	(void)state;
	check("", "title: [a]\ndraft: maybe\nweight: heavy\n", false);
	assert_int_equal(d.count, 3);
	assert_report(&d, 0, 1, 8, "E-KIND", "has one value, not a list");
	assert_report(&d, 1, 2, 8, "E-KIND", "should be true or false, but is a text");
	assert_report(&d, 2, 3, 9, "E-KIND", "should be a whole number");
}

static void required_field_is_missed_in_the_original_alone(void **state)
{
	(void)state;
	declare("t", "fields: {status: {kind: string, required: true}}\n");
	check("t", "title: A\n", true);
	assert_no_report(&d);
	check("t", "title: A\n", false);
	assert_report(&d, 0, 1, 0, "E-REQUIRED", "the field \"status\" is missing");
}

static void required_field_without_value_is_missing_where_it_stands(void **state)
{
	(void)state;
	assert_wrong("status: {kind: string, required: true}", "status:\n", 8, "E-REQUIRED",
		     "missing");
	assert_wrong("status: {kind: string, required: true}", "status: ' '\n", 9, "E-REQUIRED",
		     "missing");
	assert_fine("status: {kind: string}", "status:\n");
}

static void neutral_field_in_a_translation_is_a_warning(void **state)
{
	(void)state;
	declare("t",
		"fields: {status: {kind: string}, problem: {kind: text, translatable: true}}\n");
	check("t", "title: A\nproblem: b\nsource: c\nstatus: d\nthemes: [e]\n", true);
	check("", "title: A\nstatus: d\n", true);
	assert_int_equal(d.errors, 0);
	assert_int_equal(d.count, 2);
	assert_report(&d, 0, 4, 1, "W-NEUTRAL", "\"status\" is written once, in the original");
	assert_report(&d, 1, 5, 1, "W-NEUTRAL", "themes");
}

static void page_of_another_language_without_source_may_be_an_original(void **state)
{
	(void)state;
	check("", "title: A\ndate: 2026\n", true);
	assert_no_report(&d);
}

static void texts_that_yaml_takes_for_something_else_ask_for_quotes(void **state)
{
	(void)state;
	assert_wrong("a: {kind: string}", "a: 2026\n", 4, "E-KIND", "\"2026\"");
	assert_wrong("a: {kind: string}", "a: true\n", 4, "E-KIND", "but is true or false");
	assert_wrong("a: {kind: string}", "a: {b: c}\n", 4, "E-KIND", "quotes");
	assert_fine("a: {kind: string}", "a: 2026-11-24\n");
}

static void string_is_one_line_and_text_any_length(void **state)
{
	(void)state;
	assert_wrong("a: {kind: string}", "a: |\n  b\n  c\n", 4, "E-KIND", "one line");
	assert_fine("a: {kind: string}", "a: |\n  b\n");
	assert_fine("a: {kind: text}", "a: |\n  b\n  c\n");
}

static void allowed_values_are_suggested_or_listed(void **state)
{
	(void)state;
	assert_fine("a: {kind: string, values: [running, ended]}", "a: ended\n");
	assert_wrong("a: {kind: string, values: [running, ended]}", "a: runing\n", 4, "E-VALUE",
		     "did you mean \"running\"?");
	assert_wrong("a: {kind: string, values: [running, ended]}", "a: xxxxxxxx\n", 4, "E-VALUE",
		     "allowed: \"running\", \"ended\"");
	assert_wrong("a: {kind: integer, values: [1, 3]}", "a: 2\n", 4, "E-VALUE", "allowed: 1, 3");
	assert_fine("a: {kind: integer, values: [1, 3]}", "a: 3\n");
}

static void patterns_are_described(void **state)
{
	(void)state;
	assert_fine("a: {kind: string, list: true, pattern: two-letter}", "a: [KE, NO]\n");
	assert_wrong("a: {kind: string, pattern: two-letter}", "a: Kenya\n", 4, "E-VALUE",
		     "two capital letters");
	assert_wrong("a: {kind: string, pattern: slug}", "a: A b\n", 4, "E-VALUE", "hyphens");
	assert_fine("a: {kind: string, pattern: digits}", "a: '0123'\n");
}

static void numbers_are_within_their_range(void **state)
{
	(void)state;
	assert_fine("a: {kind: number, min: 0, max: 1.5}", "a: 1.5\n");
	assert_fine("a: {kind: number}", "a: 7\n");
	assert_wrong("a: {kind: number, min: 0}", "a: -0.5\n", 4, "E-VALUE", "at least 0");
	assert_wrong("a: {kind: integer, max: 100}", "a: 101\n", 4, "E-VALUE", "at most 100");
	assert_wrong("a: {kind: integer}", "a: 1.5\n", 4, "E-KIND", "a whole number");
	assert_wrong("a: {kind: integer}", "weight: 1.5\n", 9, "E-KIND",
		     "digits alone, without a point");
	assert_wrong("a: {kind: number}", "a: 1 000\n", 4, "E-KIND", "digits alone");
}

static void dates_are_in_the_calendar(void **state)
{
	(void)state;
	assert_fine("a: {kind: date}", "a: 2026\n");
	assert_fine("a: {kind: date}", "a: 2026-11\n");
	assert_fine("a: {kind: date}", "a: '2026-11-24'\n");
	assert_wrong("a: {kind: date}", "a: 2026-02-30\n", 4, "E-VALUE",
		     "February 2026 has 28 days");
	assert_wrong("a: {kind: date}", "a: 2026-13-01\n", 4, "E-VALUE", "there is no month 13");
	assert_wrong("a: {kind: date}", "a: 24.11.2026\n", 4, "E-KIND", "write 2026-11-24");
	assert_wrong("a: {kind: date}", "a: 26\n", 4, "E-VALUE", "four digits");
}

static void web_addresses_have_a_safe_scheme(void **state)
{
	(void)state;
	assert_fine("a: {kind: url}", "a: https://example.org/x?y#z\n");
	assert_fine("a: {kind: url}", "a: HTTP://example.org\n");
	assert_fine("a: {kind: url}", "a: mailto:a@example.org\n");
	assert_fine("a: {kind: url}", "a: tel:+41229173411\n");
	assert_wrong("a: {kind: url}", "a: javascript:alert(1)\n", 4, "E-VALUE", "https://");
	assert_wrong("a: {kind: url}", "a: data:text/html,x\n", 4, "E-VALUE", "https://");
	assert_wrong("a: {kind: url}", "a: www.example.org\n", 4, "E-VALUE",
		     "write https://www.example.org");
	assert_wrong("a: {kind: url}", "a: a@example.org\n", 4, "E-VALUE", "mailto:");
	assert_wrong("a: {kind: url}", "a: https:example.org\n", 4, "E-VALUE", "complete");
	assert_wrong("a: {kind: url}", "a: mailto://example.org\n", 4, "E-VALUE", "complete");
	assert_wrong("a: {kind: url}", "a: https://\n", 4, "E-VALUE", "complete");
	assert_wrong("a: {kind: url}", "a: https:///x\n", 4, "E-VALUE", "complete");
	assert_wrong("a: {kind: url}", "a: https://example.org/a b\n", 4, "E-VALUE", "no spaces");
	assert_wrong("a: {kind: url}", "a: ['x']\n", 4, "E-KIND", "one value");
}

static void references_are_paths_without_language_and_ending(void **state)
{
	(void)state;
	assert_fine("a: {kind: reference}", "a: meetings/2006-athens\n");
	assert_wrong("a: {kind: reference}", "a: meetings/2006-athens.md\n", 4, "E-VALUE",
		     "without language and .md");
	assert_wrong("a: {kind: reference}", "a: ../meetings/x\n", 4, "E-VALUE", "path of a page");
}

static void list_is_a_list(void **state)
{
	(void)state;
	assert_wrong("a: {kind: string, list: true}", "a: b\n", 4, "E-KIND",
		     "write it in brackets: [b]");
	assert_wrong("a: {kind: string}", "a: [b]\n", 4, "E-KIND", "not a list");
	assert_wrong("a: {kind: string, list: true}", "a: [b, 3]\n", 8, "E-KIND", "a text");
	assert_wrong("a: {kind: string, list: true}", "a: [b, ~]\n", 8, "E-KIND", "empty");
	assert_fine("a: {kind: string, list: true}", "a: []\n");
}

static void label_is_a_text_or_a_text_for_each_language(void **state)
{
	(void)state;
	assert_fine("a: {kind: label}", "a: Access\n");
	assert_fine("a: {kind: label}", "a: {en: Access, zh-Hans: b, es-419: c}\n");
	assert_wrong("a: {kind: label}", "a: {english: Access}\n", 5, "E-KIND",
		     "not the code of a language");
	assert_wrong("a: {kind: label}", "a: {en: [b]}\n", 9, "E-KIND", "for each language");
	assert_wrong("a: {kind: label}", "a: 7\n", 4, "E-KIND", "quotes");
}

static void fields_of_maps_are_checked(void **state)
{
	static const char *const field =
	    "a: {kind: map, list: true, fields: {figure: {kind: number, required: true}, what: "
	    "{kind: string}}}";

	(void)state;
	assert_fine(field, "a: [{figure: 1, what: x}]\n");
	assert_wrong(field, "a: [{figure: 1, whta: x}]\n", 17, "E-FIELD", "did you mean \"what\"?");
	assert_wrong(field, "a: [{what: x}]\n", 5, "E-REQUIRED", "\"figure\" is missing in \"a\"");
	assert_wrong(field, "a: [{figure: x}]\n", 14, "E-KIND", "should be a number");
	assert_wrong(field, "a: [x]\n", 5, "E-KIND", "a map of fields");
}

static void any_is_any(void **state)
{
	(void)state;
	assert_fine("a: {kind: any}", "a: [1, {b: c}]\n");
}

static void all_problems_are_reported(void **state)
{
	(void)state;
	declare("t", "fields: {a: {kind: date}, b: {kind: url}, c: {kind: any, required: true}}\n");
	check("t", "a: x\nb: y\nd: z\n", false);
	assert_int_equal(d.count, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, clear)
	    TEST(type_is_that_of_the_longest_section),
	    TEST(own_page_of_a_section_has_no_type_by_its_section),
	    TEST(type_in_front_matter_counts_more_than_the_section),
	    TEST(unknown_type_is_reported_with_a_suggestion),
	    TEST(misspelt_words_of_a_declaration_are_reported),
	    TEST(declaration_needs_a_kind),
	    TEST(options_that_mean_nothing_for_the_kind_are_reported),
	    TEST(targets_that_there_are_not_are_reported),
	    TEST(section_of_two_types_is_reported),
	    TEST(common_field_keeps_its_kind_and_may_become_required),
	    TEST(unknown_field_suggests_a_near_one),
	    TEST(open_type_and_no_type_allow_any_field),
	    TEST(common_fields_are_checked_without_a_type_too),
	    TEST(required_field_is_missed_in_the_original_alone),
	    TEST(required_field_without_value_is_missing_where_it_stands),
	    TEST(neutral_field_in_a_translation_is_a_warning),
	    TEST(page_of_another_language_without_source_may_be_an_original),
	    TEST(texts_that_yaml_takes_for_something_else_ask_for_quotes),
	    TEST(string_is_one_line_and_text_any_length),
	    TEST(allowed_values_are_suggested_or_listed),
	    TEST(patterns_are_described),
	    TEST(numbers_are_within_their_range),
	    TEST(dates_are_in_the_calendar),
	    TEST(web_addresses_have_a_safe_scheme),
	    TEST(references_are_paths_without_language_and_ending),
	    TEST(list_is_a_list),
	    TEST(label_is_a_text_or_a_text_for_each_language),
	    TEST(fields_of_maps_are_checked),
	    TEST(any_is_any),
	    TEST(all_problems_are_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
