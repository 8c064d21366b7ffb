/* event_log.h - a log of what took how long, in memory that all processes of a build share.
 *
 *   struct event_log *log = event_log_make();
 *   uint64_t begun = event_begin(log);
 *   …
 *   event_end(log, begun, EVENT_PAGE, path, layout);
 *   for (size_t i = 0; event_log_read(log, i, &event); i++) …
 *   event_log_free(log);
 *
 * Everything may be given NULL, which costs a branch: nobody wants to know. Whoever writes may be
 * a worker that a stranger's document has crashed or taken over: what is read is bounded, and may
 * be shown, but not trusted. */
#ifndef SSG_BASE_EVENT_LOG_H
#define SSG_BASE_EVENT_LOG_H

#include "base/text.h"

enum event_kind {
	EVENT_DOCUMENT, /* a file of content/ was read: its path */
	EVENT_PAGE,     /* its path, its layout */
	EVENT_FILE,     /* any other file of the output: its path */
	EVENT_HOOK,     /* of a plugin: its path, the hook's name */
};
#define EVENT_KINDS (EVENT_HOOK + 1)

struct event {
	enum event_kind kind;
	uint32_t process;
	uint64_t begun, ended; /* nanoseconds of CLOCK_MONOTONIC */
	struct text name;      /* long names lose their beginning */
	struct text detail;    /* the same; may be empty */
};

struct event_log;

struct event_log *event_log_make(void); /* NULL with errno */
void event_log_free(struct event_log *log);

uint64_t event_begin(const struct event_log *log);
void event_end(struct event_log *log, uint64_t begun, enum event_kind kind, struct text name,
	       struct text detail);

/* Event number I, in the order in which events ended; its texts live as long as the log. False
 * if there are fewer. Events that found no room are only counted: */
bool event_log_read(const struct event_log *log, size_t i, struct event *event);
size_t event_log_lost(const struct event_log *log);

#endif
