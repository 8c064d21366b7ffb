/* settings_step.h - the first step: a worker reads and checks site.yaml, types and data. */
#ifndef SSG_ENGINE_SETTINGS_STEP_H
#define SSG_ENGINE_SETTINGS_STEP_H

#include "source/snapshot.h"
#include "workers/workers.h"

struct settings {
	struct results results;   /* hold ->root */
	const struct value *root; /* for config_read(); NULL if there is none */
	struct text bytes;        /* all that ->root points to */
};

/* STATUS_CONTENT: errors were reported. If ->root is set, the next steps can find more. */
enum status settings_step(struct settings *settings, const struct snapshot *snapshot,
			  unsigned workers, const struct jail *jail, struct diagnostics *d);
void settings_free(struct settings *settings);

#endif
