/* result_file.h - carries results from a worker to the process that started it, in a memory file.
 *
 * The worker appends one frame for each finished task, in one write: whatever ends it, the
 * frames before are whole, and a torn last one does not fit the file's size. Once the worker
 * is gone the supervisor seals the file, so that nobody can change or shorten it any more
 * (fcntl(2), F_ADD_SEALS), maps it, and reads it as something that strangers wrote.
 *
 *   int fd = result_file_make();
 *   ... in the worker:      result_file_append(fd, task, &bytes, &diagnostics)
 *   ... in the supervisor:  result_file_map(&file, fd); while (result_file_next(...)) ... */
#ifndef SSG_WORKERS_RESULT_FILE_H
#define SSG_WORKERS_RESULT_FILE_H

#include "base/memory.h"

struct result_file {
	const char *at; /* NULL: empty */
	size_t size;
};

struct result_frame {
	uint64_t task;
	struct text bytes;       /* 8-byte aligned */
	struct text diagnostics; /* as of diagnostics_write */
};

/* The descriptor, closed on exec; -1 with errno. */
int result_file_make(void);

/* In a new worker: closes the results files that it inherited, of its fellows and, when jobs
 * nest, of its supervisor. They are not its to write. */
void result_file_keep_only(int fd);

/* Both buffers are padded to 8 bytes. The bytes now in the file, or -1 with errno. */
int64_t result_file_append(int fd, uint64_t task, struct buffer *bytes, struct buffer *diagnostics);

/* Maps FD for reading; FD can be closed then. False with errno: EBUSY when a process is left
 * that can still write to it. */
bool result_file_map(struct result_file *file, int fd);
/* Returns the frame at *OFFSET (0 at first), and moves *OFFSET past it. False at the end. */
bool result_file_next(const struct result_file *file, size_t *offset, struct result_frame *frame);
void result_file_unmap(struct result_file *file);

#endif
