/* scratch.h - a temporary folder for one command, removed however the command ends.
 *
 *   return scratch_run(work, &request);         enum status work(void *self, const char *folder)
 *
 * The work is done by a process of its own: this one waits, hands signals on to it, and
 * clears away after it, so that neither ^C nor a crash leaves anything behind. */
#ifndef SSG_CMD_SCRATCH_H
#define SSG_CMD_SCRATCH_H

#include "base/diagnostics.h"

/* FOLDER, in $TMPDIR or /tmp, is empty, absolute, and nobody else's. */
enum status scratch_run(enum status (*work)(void *self, const char *folder), void *self);

#endif
