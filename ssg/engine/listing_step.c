#include "engine/listing_step.h"

#include "engine/stamps.h"
#include "source/flat_listing.h"

#define FILE_NAME "files"

static void keep(const struct snapshot *snapshot, struct digest stamp, int state_fd,
		 struct seals *seals)
{
	struct state_writer writer;
	struct state_file written;
	struct buffer bytes = {0};

	flat_listing_write(snapshot, stamp, &bytes);
	state_writer_open(&writer, state_fd, FILE_NAME);
	state_writer_add(&writer, buffer_view(&bytes));
	if (state_writer_place(&writer, &written)) {
		state_file_unmap(&written);
		seals_set_written(seals, FILE_NAME);
	}
	buffer_free(&bytes);
}

enum status listing_step(struct state_file *file, struct snapshot *snapshot, int state_fd,
			 enum store_mode mode, struct seals *seals, struct diagnostics *d)
{
	const struct digest stamp = stamp_of_program();
	struct flat_listing remembered = {.file_count = 0};
	bool whole = seals_hold(seals, FILE_NAME); /* before it is mapped */

	*file = (struct state_file){0};
	if (mode != STORE_FRESH && state_file_map(file, state_fd, FILE_NAME) &&
	    flat_listing_read(&remembered, file->bytes, stamp, whole))
		seals_set(seals, FILE_NAME);
	enum status status = snapshot_list(snapshot, &remembered, d);
	if (snapshot->to_remember && mode != STORE_ONLY_READS)
		keep(snapshot, stamp, state_fd, seals);
	return status;
}
