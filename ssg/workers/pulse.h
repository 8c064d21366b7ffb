/* pulse.h - signs of life of a worker, and what it was doing at the last one.
 *
 *   pulse_tick();                                  after each small piece of work
 *
 *   struct witness before = pulse_witness((struct witness){say_where, state});
 *   … Lua runs …
 *   pulse_witness(before);
 *
 * The pulse lies in memory that the worker shares with its supervisor, which ends a worker that
 * has used DEADLINE_SECONDS of CPU time without a tick (workers/workers.h). It first sends SIGXCPU:
 * then the witness says which line of a plugin or template is running, and the worker exits. So to
 * know the line costs nothing until it is wanted.
 *
 * A process that is no worker has a pulse too, which nobody watches. */
#ifndef SSG_WORKERS_PULSE_H
#define SSG_WORKERS_PULSE_H

#include "base/text.h"

#include <stdatomic.h>

enum { DEADLINE_SECONDS = 10 };

/* Written by the worker alone: whoever reads it trusts nothing. */
struct pulse {
	_Atomic uint64_t ticks;
	/* What the witness said. LINE is set last: 0 means that it has said nothing. */
	_Atomic uint32_t line;
	char path[1024];
	char phase[1024]; /* "hook page, page fr/x.html" */
};

/* Runs in a signal handler, as the last thing that the process does: it may read what was being
 * changed, and crash over it, but must not wait for anything, nor allocate memory. */
struct witness {
	void (*say)(void *self, struct pulse *pulse); /* NULL: there is none */
	void *self;
};

void pulse_tick(void);
/* Gives the witness that was there before. */
struct witness pulse_witness(struct witness witness);

/* For witnesses. A PATH that does not fit is not told: a part of it would name another file. */
void pulse_say(struct pulse *pulse, const char *path, uint32_t line, const char *phase);

/* In a new worker: from now on PULSE is its own, and SIGXCPU ends it with STATUS. */
void pulse_begin(struct pulse *pulse, int status);

/* In the supervisor: what the witness said, into texts that live as long as PULSE. False: nothing.
 */
bool pulse_read(const struct pulse *pulse, struct text *path, uint32_t *line, struct text *phase);

#endif
