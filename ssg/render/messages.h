/* messages.h - the words of the interface, and numbers, dates and order in each language.
 *
 * Patterns are ICU message format (https://unicode-org.github.io/icu/userguide/format_parse/messages/):
 * {name}, {count, plural, =0 {…} one {…} other {# …}}, {n, number}, {d, date, long},
 * {x, select, …}, '{' quoted. ICU's C interface takes only positional C varargs, so patterns
 * are parsed here, once; plurals, dates, numbers and collation are ICU's. */
#ifndef SSG_RENDER_MESSAGES_H
#define SSG_RENDER_MESSAGES_H

#include "base/diagnostics.h"
#include "base/value.h"

struct locale; /* one language: opaque, holds ICU's formatters and collator */

/* TAG is BCP 47 ("zh-Hans"). Opened before fork, usable in every child. NULL: ICU failed (reported). */
struct locale *locale_open(const char *tag, struct diagnostics *d);
void locale_close(struct locale *locale);

bool locale_is_rtl(const struct locale *locale);
/* The language's own name ("français"), capitalised as it stands alone. */
void locale_native_name(const struct locale *locale, struct buffer *out);

/* Appends a sort key (compare with text_compare), so that sorting calls ICU once an item. */
void locale_sort_key(struct locale *locale, struct text text, struct buffer *out);

enum date_style { DATE_FULL, DATE_LONG, DATE_MEDIUM, DATE_SHORT, DATE_YEAR, DATE_MONTH };
/* ISO is "2026", "2026-11", "2026-11-24" or with a time; a year or month alone prints as such
 * in any style. Gregorian calendar, UTC, digits as CLDR's default of the language (Latin for
 * ar). False: ISO is no date; nothing was appended. */
bool locale_date(struct locale *locale, struct text iso, enum date_style style,
                 struct buffer *out);
void locale_number(struct locale *locale, double number, struct buffer *out);
/* "A, B and C". */
void locale_list(struct locale *locale, const struct text *items, size_t count,
                 struct buffer *out);

/* ---- messages */

struct message; /* a parsed pattern, in an arena */

/* NULL: the pattern is wrong; reported at AT (E-MESSAGE), with what was expected. */
struct message *message_parse(struct arena *arena, struct text pattern, struct place at,
                              struct diagnostics *d);

struct message_argument {
	struct text name;
	enum { ARGUMENT_TEXT, ARGUMENT_NUMBER } kind; /* dates are texts in ISO 8601 */
	struct text text;
	double number;
};

/* Appends plain text (not HTML). A missing argument prints as {name}. */
void message_format(const struct message *message, struct locale *locale,
                    const struct message_argument *arguments, size_t count,
                    struct buffer *out);

#endif
