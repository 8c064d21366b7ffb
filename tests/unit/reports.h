/* reports.h - what a module reported, for tests of content. */
#ifndef SSG_TESTS_REPORTS_H
#define SSG_TESTS_REPORTS_H

#include "base/diagnostics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* "line:column severity-letter-and-code" and the message of each report, one a line. */
static inline void print_reports(const struct diagnostics *d)
{
	for (size_t i = 0; i < d->count; i++)
		print_message("%u:%u %.*s %.*s (%.*s)\n", (unsigned)d->list[i].place.line,
			      (unsigned)d->list[i].place.column, TEXT_ARGS(d->list[i].code),
			      TEXT_ARGS(d->list[i].message), TEXT_ARGS(d->list[i].hint));
}

/* Fails unless report I is at LINE:COLUMN, bears CODE, and has WORDS in its message or hint. */
static inline void assert_report(const struct diagnostics *d, size_t i, unsigned line,
				 unsigned column, const char *code, const char *words)
{
	if (i < d->count) {
		const struct diagnostic *report = &d->list[i];
		if (report->place.line == line && report->place.column == column &&
		    text_is(report->code, code) &&
		    (text_find(report->message, text_of(words)) != SIZE_MAX ||
		     text_find(report->hint, text_of(words)) != SIZE_MAX))
			return;
	}
	print_reports(d);
	fail_msg("no report %zu at %u:%u, %s, with \"%s\"", i, line, column, code, words);
}

/* Fails, and shows them, if there is any report. */
static inline void assert_no_report(const struct diagnostics *d)
{
	print_reports(d);
	assert_int_equal(d->count, 0);
}

#endif
