/* diagnostics.h - the list of errors and warnings of a command; each has a place, a message, a
 * hint and a code.
 *
 *   diag_error(d, "E-TERM", at, "unknown %s \"%.*s\"", taxonomy, TEXT_ARGS(name));
 *   diag_suggest(d, closest);                           "did you mean ...?" on the last one
 *   diag_hint(d, "declare it in %s", file);             or a free hint
 *
 * All problems are kept, up to a limit that is itself reported. A list crosses process
 * boundaries as flat bytes (diagnostics_write, diagnostics_read): the reader trusts nothing.
 * The line shown under a message is fetched when it is printed, so that nobody carries it. */
#ifndef SSG_BASE_DIAGNOSTICS_H
#define SSG_BASE_DIAGNOSTICS_H

#include "base/memory.h"

#include <stdio.h>

enum status {
	STATUS_OK,
	STATUS_CONTENT, /* the content has errors: exit status 1 */
	STATUS_USAGE,   /* 2 */
	STATUS_MACHINE, /* disk, memory, lock, repository: 3 */
};

enum severity {
	SEVERITY_WARNING,
	SEVERITY_ERROR,
	SEVERITY_FATAL /* the machine, not the content */
};

/* A position in a committed file. LINE and COLUMN count from 1, columns in characters (code
 * points); LINE 0 means the file, COLUMN 0 the line. PATH is relative to the site, and empty if
 * no file is meant. */
struct place {
	struct text path;
	uint32_t line;
	uint32_t column;
};

/* The place of a message that concerns no file. */
#define NO_PLACE ((struct place){.path = TEXT("")})

struct diagnostic {
	enum severity severity;
	struct place place;
	struct text code;    /* "E-TERM", "W-LINK": stable, documented in docs/diagnostics.md */
	struct text message; /* one sentence, no full stop */
	struct text hint;    /* may be empty */
};

struct diagnostics {
	struct arena arena;
	struct diagnostic *list;
	size_t count;
	size_t errors;          /* SEVERITY_ERROR and SEVERITY_FATAL */
	size_t fatal;           /* SEVERITY_FATAL alone */
	size_t unlisted;        /* counted, but past DIAGNOSTICS_MAX: not kept */
	size_t unlisted_errors; /* of them; counted in ->errors */
	bool dropped;           /* the newest was not kept: hints for it have no place */
};

enum { DIAGNOSTICS_MAX = 10000 }; /* nobody reads more; a broken plugin can make millions */

void diagnostics_free(struct diagnostics *d);

/* CODE and PLACE are copied. Control characters in the message print as escapes. */
__attribute__((format(printf, 4, 5))) void diag_error(struct diagnostics *d, const char *code,
						      struct place place, const char *format, ...);
__attribute__((format(printf, 4, 5))) void
diag_warning(struct diagnostics *d, const char *code, struct place place, const char *format, ...);
/* An error when STRICT, else a warning. */
__attribute__((format(printf, 5, 6))) void diag_report(struct diagnostics *d, bool strict,
						       const char *code, struct place place,
						       const char *format, ...);
/* A failed system or library call: "<doing> <path>: <reason>", code E-MACHINE. DIAG_ERRNO takes the
 * reason from errno; PATH is any file of the machine and may be NULL. */
void diag_errno(struct diagnostics *d, const char *doing, const char *path);
void diag_machine(struct diagnostics *d, const char *doing, const char *path, const char *reason);

/* Adds to the newest diagnostic. diag_suggest does nothing with an empty text. */
void diag_suggest(struct diagnostics *d, struct text candidate);
__attribute__((format(printf, 2, 3))) void diag_hint(struct diagnostics *d, const char *format,
						     ...);

/* The best of COUNT candidates for a misspelt NAME, or the empty text when none is near. */
struct text diag_closest(struct text name, const struct text *candidates, size_t count);

/* STATUS_OK if there is no error, STATUS_MACHINE if one is fatal, else STATUS_CONTENT. */
enum status diagnostics_status(const struct diagnostics *d);

/* Keeps errors alone. */
void diagnostics_drop_warnings(struct diagnostics *d);

/* Sorted by path, line, column, code, message. Exact doubles are dropped; of those that differ in
 * their hints alone the first stays, and its hint says how many more there are. */
void diagnostics_sort(struct diagnostics *d);

void diagnostics_write(const struct diagnostics *d, struct buffer *out);
/* Appends what BYTES hold. False if they are damaged: then nothing was added. */
bool diagnostics_read(struct diagnostics *d, struct text bytes);

/* Appends those of OTHER. */
void diagnostics_add(struct diagnostics *d, const struct diagnostics *other);

/* Returns the text of a committed file, for the line under a message; empty if unknown. */
struct line_source {
	struct text (*file)(void *self, struct text path);
	void *self;
};

/* "path:line:col: error: message (hint) [CODE]", the line, and a caret. */
void diagnostics_print(const struct diagnostics *d, FILE *out, bool colours,
		       struct line_source source);
/* One JSON object per line: severity, code, path, line, column, message, hint. */
void diagnostics_print_json(const struct diagnostics *d, FILE *out);

#endif
