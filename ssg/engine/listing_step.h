/* listing_step.h - the files of a commit, listed by what is remembered of an earlier listing
 * (source/flat_listing.h).
 *
 *   listing_step(&file, &snapshot, state_fd, STORE_KEEPS, &seals, d);
 *   … snapshot.files …
 *   snapshot_close(&snapshot);
 *   state_file_unmap(&file);           what the snapshot's paths point into */
#ifndef SSG_ENGINE_LISTING_STEP_H
#define SSG_ENGINE_LISTING_STEP_H

#include "cache/seals.h"
#include "cache/state_file.h"
#include "cache/store.h"
#include "source/snapshot.h"

/* SNAPSHOT comes from snapshot_find_commit. Not being able to remember is no error. Status as of
 * snapshot_list. */
enum status listing_step(struct state_file *file, struct snapshot *snapshot, int state_fd,
			 enum store_mode mode, struct seals *seals, struct diagnostics *d);

#endif
