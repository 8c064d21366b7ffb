#include "workers/result_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ALIGNMENT = 8, DESCRIPTORS_MAX = 1024 /* so that all results files can be found */ };

struct header {
	uint64_t task;
	uint64_t bytes;       /* without the padding that follows */
	uint64_t diagnostics; /* likewise */
};

int result_file_make(void)
{
	int fd = memfd_create("ssg results", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd >= DESCRIPTORS_MAX) {
		close(fd);
		errno = EMFILE;
		fd = -1;
	}
	return fd;
}

void result_file_keep_only(int fd)
{
	for (int other = 0; other < DESCRIPTORS_MAX; other++) {
		/* EINVAL for other files; those of tmpfs are sealed against seals. */
		int seals = fcntl(other, F_GET_SEALS);
		if (other != fd && seals >= 0 && seals != F_SEAL_SEAL)
			close(other);
	}
}

int64_t result_file_append(int fd, uint64_t task, struct buffer *bytes, struct buffer *diagnostics)
{
	struct header header = {task, bytes->size, diagnostics->size};

	buffer_align(bytes, ALIGNMENT);
	buffer_align(diagnostics, ALIGNMENT);
	struct iovec parts[] = {{&header, sizeof header},
				{bytes->at, bytes->size},
				{diagnostics->at, diagnostics->size}};
	size_t left = sizeof header + bytes->size + diagnostics->size;
	struct iovec *part = parts;

	/* A write is cut short by the file size limit, and by the kernel at 2 GiB. */
	while (left) {
		ssize_t written = writev(fd, part, (int)(parts + 3 - part));
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return -1;
		left -= (size_t)written;
		for (; part < parts + 2 && (size_t)written >= part->iov_len; part++)
			written -= (ssize_t)part->iov_len;
		part->iov_base = (char *)part->iov_base + written;
		part->iov_len -= (size_t)written;
	}
	return lseek(fd, 0, SEEK_CUR);
}

bool result_file_map(struct result_file *file, int fd)
{
	struct stat status;

	*file = (struct result_file){0};
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0 ||
	    fstat(fd, &status) < 0)
		return false;
	if (status.st_size == 0)
		return true;
	/* Private: kernels before 6.7 refuse shared mappings of a sealed file. */
	void *at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return false;
	file->at = at;
	file->size = (size_t)status.st_size;
	return true;
}

/* Takes SIZE bytes and their padding off REST. */
static bool take(struct text *rest, uint64_t size, struct text *part)
{
	if (size > rest->size)
		return false;
	size_t padded = ((size_t)size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (padded > rest->size)
		return false;
	*part = text_make(rest->at, (size_t)size);
	*rest = text_slice(*rest, padded, rest->size);
	return true;
}

bool result_file_next(const struct result_file *file, size_t *offset, struct result_frame *frame)
{
	struct text rest = text_make(file->at ? file->at : "", file->size);
	struct text part;
	struct header header;

	rest = text_slice(rest, *offset, rest.size);
	if (!take(&rest, sizeof header, &part))
		return false;
	memcpy(&header, part.at, sizeof header);
	frame->task = header.task;
	if (!take(&rest, header.bytes, &frame->bytes) ||
	    !take(&rest, header.diagnostics, &frame->diagnostics))
		return false;
	*offset = file->size - rest.size;
	return true;
}

void result_file_unmap(struct result_file *file)
{
	if (file->at)
		munmap((void *)(uintptr_t)file->at, file->size);
	*file = (struct result_file){0};
}
