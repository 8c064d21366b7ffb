/* file.h - reads and writes the bytes of an open file. */
#ifndef SSG_BASE_FILE_H
#define SSG_BASE_FILE_H

#include "base/memory.h"

/* Appends all that is left. False with errno; OUT may have a part of it. */
bool file_read_all(int fd, struct buffer *out);
/* False with errno. */
bool file_write_at(int fd, struct text bytes, uint64_t offset);

/* Maps all from OFFSET on, a multiple of the page size, for reading. Empty: there is nothing, or it
 * is no plain file. */
struct text file_map(int fd, uint64_t offset);
void file_unmap(struct text bytes); /* also an empty one */

#endif
