/* parsed_document.h - a document as document_parse() sees it, in a form that tests can compare. */
#ifndef SSG_TESTS_PARSED_DOCUMENT_H
#define SSG_TESTS_PARSED_DOCUMENT_H

#include "content/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PATH "content/en/messages/x.md"

/* A document as parsed, with what it says turned into strings that tests can compare. */
struct parsed {
	struct buffer record;
	struct diagnostics problems; /* errors, or the record's warnings */
	struct buffer html;          /* holes as ⟦kind line:column target|label⟧ */
};

static inline struct document_parser default_parser(const struct limits *limits)
{
	return (struct document_parser){
	    .markdown = {.figures = true, .callouts = true, .wiki = true},
	    .limits = limits,
	    .original_lang = TEXT("en"),
	};
}

static inline const struct record *record_of(const struct parsed *parsed)
{
	return (const void *)parsed->record.at;
}

static inline void show_html(struct parsed *parsed)
{
	static const char *const kinds[] = {"link", "image", "wiki", "callout"};
	const struct record *record = record_of(parsed);
	const struct hole *holes = record_holes(record);
	struct text html = record_text(record, record->html);
	size_t from = 0;

	for (uint32_t i = 0; i < record->holes.count; i++) {
		buffer_text(&parsed->html, text_slice(html, from, holes[i].at - from));
		buffer_printf(&parsed->html, "⟦%s %u:%u %.*s|%.*s⟧", kinds[holes[i].kind],
			      holes[i].line, holes[i].column,
			      TEXT_ARGS(record_text(record, holes[i].target)),
			      TEXT_ARGS(record_text(record, holes[i].label)));
		from = holes[i].at;
	}
	buffer_text(&parsed->html, text_slice(html, from, html.size));
	buffer_byte(&parsed->html, '\0');
}

static inline enum status parse_with(struct parsed *parsed, const struct document_parser *parser,
				     const char *path, const char *blob)
{
	*parsed = (struct parsed){0};
	enum status status = document_parse(parser, text_of(path), text_of(blob), &parsed->record,
					    &parsed->problems);
	if (status != STATUS_OK)
		return status;
	assert_int_equal(parsed->problems.count, 0);
	assert_true(record_valid(buffer_view(&parsed->record)));
	const struct record *record = record_of(parsed);
	diagnostics_read(&parsed->problems, record_text(record, record->diagnostics));
	show_html(parsed);
	return status;
}

static inline enum status parse(struct parsed *parsed, const char *blob)
{
	struct limits limits = limits_default();
	struct document_parser parser = default_parser(&limits);

	return parse_with(parsed, &parser, PATH, blob);
}

static inline void parsed_free(struct parsed *parsed)
{
	buffer_free(&parsed->record);
	buffer_free(&parsed->html);
	diagnostics_free(&parsed->problems);
}

static inline void assert_text(struct text text, const char *expected)
{
	if (!text_is(text, expected))
		fail_msg("expected \"%s\", got \"%.*s\"", expected, TEXT_ARGS(text));
}

/* The body's HTML below a title, so that no warning is due. */
static inline void assert_html(const char *markdown, const char *expected)
{
	struct buffer blob = {0};
	struct parsed parsed;

	buffer_printf(&blob, "---\ntitle: T\n---\n%s%c", markdown, 0);
	assert_int_equal(parse(&parsed, blob.at), STATUS_OK);
	assert_string_equal(parsed.html.at, expected);
	parsed_free(&parsed);
	buffer_free(&blob);
}

/* Problem I. */
static inline void assert_problem(const struct parsed *parsed, size_t i, const char *code,
				  uint32_t line, uint32_t column)
{
	assert_true(i < parsed->problems.count);
	const struct diagnostic *problem = &parsed->problems.list[i];
	assert_text(problem->code, code);
	assert_text(problem->place.path, PATH);
	assert_int_equal(problem->place.line, line);
	assert_int_equal(problem->place.column, column);
}

#endif
