#include "base/file.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
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

bool file_write_at(int fd, struct text bytes, uint64_t offset)
{
	while (bytes.size) {
		ssize_t written = pwrite(fd, bytes.at, bytes.size, (off_t)offset);
		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			offset += (uint64_t)written;
			bytes = text_slice(bytes, (size_t)written, bytes.size);
		}
	}
	return true;
}

struct text file_map(int fd, uint64_t offset)
{
	struct stat status;

	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
	    (uint64_t)status.st_size <= offset)
		return TEXT("");
	size_t size = (size_t)((uint64_t)status.st_size - offset);
	void *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, (off_t)offset);
	return at == MAP_FAILED ? TEXT("") : text_make(at, size);
}

void file_unmap(struct text bytes)
{
	if (bytes.size)
		munmap((void *)(uintptr_t)bytes.at, bytes.size);
}
