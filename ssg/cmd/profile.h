/* profile.h - says where the time of a build went, from its event log: for people, and as a file
 * for viewers of traces. */
#ifndef SSG_CMD_PROFILE_H
#define SSG_CMD_PROFILE_H

#include "engine/build.h"

/* On standard output: each step; documents, layouts and hooks with calls and time; the slowest
 * pages. EVENTS may be NULL. */
void profile_print(const struct build_report *report, const struct event_log *events);

/* Writes FILE in the Trace Event Format of Chrome, which Perfetto opens: a row for each process.
 * STATUS_MACHINE: it cannot be written; reported. */
enum status profile_write_trace(const char *file, const struct build_report *report,
				const struct event_log *events, struct diagnostics *d);

#endif
