#include "engine/listing_step.h"

#include "engine/stamps.h"
#include "source/flat_listing.h"

static void keep(const struct snapshot *snapshot, struct log *log)
{
	struct log_writer writer;
	struct buffer bytes = {0};

	flat_listing_write(snapshot, &bytes);
	log_begin(&writer, log, LOG_REPLACE);
	log_add_run(&writer, buffer_view(&bytes));
	log_commit(&writer, (struct digest){0, 0});
	buffer_free(&bytes);
}

enum status listing_step(struct log *log, struct snapshot *snapshot, int state_fd, enum log_use use,
			 struct diagnostics *d)
{
	struct flat_listing remembered = {.file_count = 0};

	log_open(log, state_fd, "files", stamp_of_program());
	if (use != LOG_USE_NONE && log->count)
		flat_listing_read(&remembered, log->segments[0].runs[0]);
	enum status status = snapshot_list(snapshot, &remembered, d);
	if (snapshot->to_remember && use != LOG_ONLY_READ)
		keep(snapshot, log);
	return status;
}
