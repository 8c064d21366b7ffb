/* file.h - reads and writes the bytes of an open file. */
#ifndef SSG_BASE_FILE_H
#define SSG_BASE_FILE_H

#include "base/memory.h"

/* Appends all that is left. False with errno; OUT may have a part of it. */
bool file_read_all(int fd, struct buffer *out);
/* False with errno. */
bool file_write_at(int fd, struct text bytes, uint64_t offset);

/* Maps the file from OFFSET, a multiple of the page size, to its end, for reading. Empty if
 * there is nothing, or it is not a regular file. */
struct text file_map(int fd, uint64_t offset);
void file_unmap(struct text bytes); /* also an empty one */

#endif
