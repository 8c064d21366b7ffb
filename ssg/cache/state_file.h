/* state_file.h - files of the state directory: written whole or not at all, and mapped as they are.
 *
 *   state_writer_open(&writer, state_fd, "history");
 *   state_writer_add(&writer, bytes); …
 *   if (state_writer_place(&writer, &file)) … NAME is the new file, and FILE has its bytes …
 *
 *   if (state_file_map(&file, state_fd, "history")) … file.bytes …
 *   state_file_unmap(&file);
 *
 * What is mapped from a file is not held in memory: the system reads it again when it has dropped
 * it. So a step that leaves much to the next ones writes it, and maps it. */
#ifndef SSG_CACHE_STATE_FILE_H
#define SSG_CACHE_STATE_FILE_H

#include "base/memory.h"

struct state_file {
	struct text bytes; /* mapped, for reading; ->at is NULL: there is none */
};

/* False: there is no such file, it is empty, or no plain file. */
bool state_file_map(struct state_file *file, int folder_fd, const char *name);
/* The same, but the bytes may be written to: this process alone sees it. */
bool state_file_map_own(struct state_file *file, int folder_fd, const char *name);
void state_file_unmap(struct state_file *file); /* also of zeros */

/* Writes all of BYTES at OFFSET. False with errno. */
bool state_file_write(int fd, struct text bytes, uint64_t offset);

enum { STATE_NAME_MAX = 64 };

struct state_writer {
	uint64_t size; /* of all that was added */
	/* private */
	int folder_fd;
	char name[STATE_NAME_MAX], fresh[STATE_NAME_MAX + 8]; /* FRESH: while it is not whole */
	struct buffer waiting;                                /* the last bytes, not written yet */
	int error;                                            /* the first errno; 0: none */
};

/* FOLDER_FD -1: in memory, for a command that must leave nothing behind. */
void state_writer_open(struct state_writer *writer, int folder_fd, const char *name);
/* What fails is told by state_writer_place. */
void state_writer_add(struct state_writer *writer, struct text bytes);
void state_writer_align(struct state_writer *writer, size_t alignment); /* at most 16 */
/* Puts BYTES over those at OFFSET. */
void state_writer_set(struct state_writer *writer, uint64_t offset, struct text bytes);
/* Names the file and maps it. False with errno: what was there before is there still. The writer
 * is closed in any case. */
bool state_writer_place(struct state_writer *writer, struct state_file *file);
/* Leaves no file. */
void state_writer_drop(struct state_writer *writer);

#endif
