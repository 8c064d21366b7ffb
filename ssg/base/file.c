#include "base/file.h"

#include <errno.h>
#include <unistd.h>

bool file_read_all(int fd, struct buffer *out)
{
	enum { CHUNK = 1 << 16 };
	ssize_t got;

	do {
		got = read(fd, buffer_reserve(out, CHUNK), CHUNK);
		if (got > 0)
			out->size += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	return got == 0;
}
