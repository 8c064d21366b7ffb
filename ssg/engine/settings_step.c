#include "engine/settings_step.h"

#include "engine/settings.h"
#include "site/config.h"

#include <string.h>

enum { MEMORY = 512 << 20 };

/* The result: the offset of the root in the flat map that follows. */
struct header {
	uint64_t root;
};

static void settings_task(void *self, size_t task, struct buffer *out, struct diagnostics *d)
{
	const struct snapshot *snapshot = self;
	struct header header = {0};
	struct config config;
	struct arena arena = {0};
	size_t root;

	(void)task;
	buffer_add(out, &header, sizeof header);
	enum status status = settings_read(snapshot, out, &root, d);
	if (!snapshot_find(snapshot, SITE_YAML) || status == STATUS_MACHINE) {
		out->size = 0;
	} else {
		header.root = root;
		memcpy(out->at, &header, sizeof header);
		config_read(&config, &arena, (const void *)(out->at + root), d);
	}
	arena_free(&arena);
}

static struct place settings_task_place(void *self, size_t task)
{
	(void)self;
	(void)task;
	return (struct place){.path = SITE_YAML};
}

enum status settings_step(struct settings *settings, const struct snapshot *snapshot,
			  unsigned workers, const struct jail *jail, struct diagnostics *d)
{
	struct job job = {
	    .name = "settings",
	    .tasks = 1,
	    .workers = workers,
	    .memory = MEMORY,
	    .jail = jail,
	    .self = (void *)(uintptr_t)snapshot,
	    .run = settings_task,
	    .place = settings_task_place,
	};
	struct header header;

	settings->root = NULL;
	enum status status = workers_run(&job, &settings->results, d);
	struct text bytes =
	    settings->results.count ? settings->results.tasks[0].bytes : (struct text){NULL, 0};
	if (status == STATUS_MACHINE)
		return status;
	if (bytes.size >= sizeof header + sizeof(struct value)) {
		memcpy(&header, bytes.at, sizeof header);
		if (header.root % 8 == 0 && header.root <= bytes.size - sizeof(struct value))
			settings->root = (const void *)(bytes.at + header.root);
		settings->bytes = bytes;
	}
	return diagnostics_status(d);
}

void settings_free(struct settings *settings)
{
	results_free(&settings->results);
}
