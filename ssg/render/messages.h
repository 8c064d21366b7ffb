/* messages.h - the messages of the interface in one language.
 *
 *   struct message *m = message_parse(&arena, pattern, place, d);
 *   message_format(m, locale, arguments, count, out);
 *   "{count, plural, =0 {No documents} one {# document} other {# documents}}"
 *
 * Patterns are ICU message format
 * (https://unicode-org.github.io/icu/userguide/format_parse/messages/). ICU's C interface takes
 * only numbered arguments as C varargs, so patterns are parsed here, once; what the language
 * decides is ICU's (render/locale.h). Understood:
 *
 *   {name}                                   text, or a number with the language's separators
 *   {name, number}                           also: number, integer; number, percent
 *   {name, date}                             medium; short, medium, long, full; ::y, ::yMMMM
 *   {name, plural, offset:1 =0 {…} one {…} other {…}}     # is the number less the offset
 *   {name, selectordinal, one {#st} other {#th}}
 *   {name, select, draft {…} other {…}}
 *   '{' '}' and in plurals '#' are the characters themselves; '' is an apostrophe, as is a
 *   single ' before any other character
 *
 * Stricter than ICU, for the sake of who writes them: a quotation or brace that is never
 * closed, a lone "}", a selector given twice and an unknown kind of argument are errors; =N and
 * offset are whole numbers. */
#ifndef SSG_RENDER_MESSAGES_H
#define SSG_RENDER_MESSAGES_H

#include "api/reader.h"
#include "render/locale.h"

struct message; /* a parsed pattern (message_pattern.h), in an arena */

/* The pattern that it was parsed from. */
struct text message_pattern(const struct message *message);

/* Reports (W-MESSAGE) plural categories that the language has and the message has not, and
 * the reverse. AT as for message_parse. */
void message_check(const struct message *message, const struct locale *locale, struct place at,
		   struct diagnostics *d);

/* The names of the arguments, each once, by byte: the same in every translation. */
struct text *message_argument_names(const struct message *message, struct arena *arena,
				    size_t *count);

/* Appends plain text (not HTML). A missing argument prints as {name}, and so does a text where
 * the pattern needs a number to choose by; a text that is not a date prints unchanged. Texts
 * that run against the language's direction are isolated (locale_text). */
void message_format(const struct message *message, struct locale *locale,
		    const struct message_argument *arguments, size_t count, struct buffer *out);

#endif
