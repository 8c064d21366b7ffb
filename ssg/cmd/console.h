/* console.h - shows progress and problems on standard error. */
#ifndef SSG_CMD_CONSOLE_H
#define SSG_CMD_CONSOLE_H

#include "engine/build.h"

/* ---- a line that says what a build is at */

struct progress_line {
	const char *what; /* printed before it; NULL for nothing */
	bool shown;
	uint64_t ticks;
};

/* For build_options.watch: shows nothing unless standard error is a terminal. LINE outlives the
 * build. */
struct progress_watch progress_line_watch(struct progress_line *line);
void progress_line_clear(struct progress_line *line);

/* ---- problems */

/* Colours are for a terminal, unless the environment has NO_COLOR. */
bool seen_in_colour(FILE *out);

/* Prints problems with lines of files of REPORT's commit (NULL for none) under them. REVISION
 * and a colon are put before each path, as git names files of a commit, unless it is NULL. */
void problems_print(const struct diagnostics *d, struct build_report *report, const char *revision,
		    bool json);

/* ---- words */

/* "1 file", "2 files". */
void print_number(size_t number, const char *noun);
/* "1 error, 2 warnings"; without errors "2 warnings". */
void print_counts(const struct diagnostics *d);

#endif
