/* file.h - the bytes of an open file. */
#ifndef SSG_BASE_FILE_H
#define SSG_BASE_FILE_H

#include "base/memory.h"

/* Appends all that is left of the file open as FD. False with errno; OUT may have a part of it. */
bool file_read_all(int fd, struct buffer *out);

#endif
