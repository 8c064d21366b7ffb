#include "cache/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAITING_MAX = 1 << 20 };

/* ---- reading */

static bool map_file(struct state_file *file, int folder_fd, const char *name, int how)
{
	int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;
	void *at = MAP_FAILED;

	*file = (struct state_file){0};
	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
		at = mmap(NULL, (size_t)status.st_size, how, MAP_PRIVATE, fd, 0);
	int error = errno;
	close(fd);
	errno = error;
	if (at == MAP_FAILED)
		return false;
	file->bytes = text_make(at, (size_t)status.st_size);
	return true;
}

bool state_file_map(struct state_file *file, int folder_fd, const char *name)
{
	return map_file(file, folder_fd, name, PROT_READ);
}

bool state_file_map_own(struct state_file *file, int folder_fd, const char *name)
{
	return map_file(file, folder_fd, name, PROT_READ | PROT_WRITE);
}

void state_file_unmap(struct state_file *file)
{
	if (file->bytes.at)
		munmap((void *)(uintptr_t)file->bytes.at, file->bytes.size);
	*file = (struct state_file){0};
}

/* ---- writing */

bool state_file_write(int fd, struct text bytes, uint64_t offset)
{
	while (bytes.size) {
		ssize_t size = pwrite(fd, bytes.at, bytes.size, (off_t)offset);
		if (size < 0 && errno != EINTR)
			return false;
		if (size > 0) {
			offset += (uint64_t)size;
			bytes = text_slice(bytes, (size_t)size, bytes.size);
		}
	}
	return true;
}

static int open_fresh(struct state_writer *writer, int how)
{
	int fd =
	    openat(writer->folder_fd, writer->fresh, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | how, 0644);

	if (fd < 0)
		writer->error = errno;
	return fd;
}

void state_writer_open(struct state_writer *writer, int folder_fd, const char *name)
{
	*writer = (struct state_writer){.folder_fd = folder_fd};
	snprintf(writer->name, sizeof writer->name, "%s", name);
	snprintf(writer->fresh, sizeof writer->fresh, "new-%s", name);
	if (folder_fd < 0)
		return;
	int fd = open_fresh(writer, O_CREAT | O_TRUNC);
	if (fd >= 0)
		close(fd);
}

/* Opened each time: a worker that is forked between two writes must not inherit the descriptor. */
static void write_at(struct state_writer *writer, uint64_t offset, struct text bytes)
{
	if (!bytes.size || writer->error)
		return;
	int fd = open_fresh(writer, 0);
	if (fd >= 0 && !state_file_write(fd, bytes, offset))
		writer->error = errno;
	if (fd >= 0 && close(fd) < 0 && !writer->error)
		writer->error = errno;
}

static void flush(struct state_writer *writer)
{
	if (writer->folder_fd < 0)
		return;
	write_at(writer, writer->size - writer->waiting.size, buffer_view(&writer->waiting));
	buffer_clear(&writer->waiting);
}

void state_writer_add(struct state_writer *writer, struct text bytes)
{
	bool large = bytes.size > WAITING_MAX && writer->folder_fd >= 0;

	if (writer->waiting.size + bytes.size > WAITING_MAX)
		flush(writer);
	if (large)
		write_at(writer, writer->size, bytes);
	else
		buffer_text(&writer->waiting, bytes);
	writer->size += bytes.size;
}

void state_writer_align(struct state_writer *writer, size_t alignment)
{
	static const char zeros[16];

	state_writer_add(writer, text_make(zeros, (0 - (size_t)writer->size) & (alignment - 1)));
}

void state_writer_set(struct state_writer *writer, uint64_t offset, struct text bytes)
{
	flush(writer);
	if (writer->folder_fd < 0)
		memcpy(writer->waiting.at + offset, bytes.at, bytes.size);
	else
		write_at(writer, offset, bytes);
}

/* As if it were mapped from a file. */
static bool map_waiting(const struct state_writer *writer, struct state_file *file)
{
	size_t size = writer->waiting.size;
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return false;
	file->bytes = text_make(memcpy(at, writer->waiting.at, size), size);
	return true;
}

bool state_writer_place(struct state_writer *writer, struct state_file *file)
{
	bool memory = writer->folder_fd < 0;

	flush(writer);
	*file = (struct state_file){0};
	if (!writer->error && !(memory ? map_waiting(writer, file)
				       : state_file_map(file, writer->folder_fd, writer->fresh)))
		writer->error = errno;
	if (!writer->error && !memory &&
	    renameat(writer->folder_fd, writer->fresh, writer->folder_fd, writer->name) < 0)
		writer->error = errno;
	int error = writer->error;
	if (error)
		state_file_unmap(file);
	state_writer_drop(writer);
	errno = error;
	return !error;
}

void state_writer_drop(struct state_writer *writer)
{
	if (writer->folder_fd >= 0)
		unlinkat(writer->folder_fd, writer->fresh, 0); /* unless it was placed */
	buffer_free(&writer->waiting);
	*writer = (struct state_writer){.folder_fd = -1};
}
