#include "cache/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = "ssg-log1";

enum { WAITING_MAX = 1 << 20, PATH_MAX_HERE = LOG_NAME_MAX + 8 };

struct file_header {
	char magic[8];
	struct digest key;
};

struct segment_header {
	struct digest digest; /* of what follows: the rest of the header, and the runs */
	struct digest label;
	uint64_t run_count;
	uint64_t sizes[LOG_RUNS_MAX];
};

_Static_assert(sizeof(struct file_header) % LOG_ALIGNMENT == 0, "segments are aligned");
_Static_assert(sizeof(struct segment_header) == 40 + 8 * LOG_RUNS_MAX, "no padding on the disk");

static uint64_t padded(uint64_t size)
{
	return (size + LOG_ALIGNMENT - 1) / LOG_ALIGNMENT * LOG_ALIGNMENT;
}

/* The name of a file that takes the place of the log when it is whole. */
static void fresh_name(const struct log *log, char name[PATH_MAX_HERE])
{
	snprintf(name, PATH_MAX_HERE, "new-%s", log->name);
}

/* ---- reading */

/* The digest of a segment: of its header behind the digest, and of its runs. */
static struct digest digest_segment(const struct segment_header *header, struct text runs)
{
	size_t from = offsetof(struct segment_header, label);

	return digest_join(digest_of((const char *)header + from, sizeof *header - from),
			   digest_text(runs));
}

/* Finds the runs of the segment that REST begins with. False: it has no room for them. */
static bool find_runs(const struct segment_header *header, struct text rest,
		      struct log_segment *segment)
{
	uint64_t size = sizeof *header;

	*segment = (struct log_segment){.label = header->label};
	if (rest.size < sizeof *header || header->run_count > LOG_RUNS_MAX)
		return false;
	for (uint64_t i = 0; i < header->run_count; i++) {
		if (header->sizes[i] > rest.size - size)
			return false;
		segment->runs[i] = text_slice(rest, size, header->sizes[i]);
		size += padded(header->sizes[i]);
		if (size > rest.size)
			return false;
	}
	segment->size = size;
	return true;
}

/* Takes one segment off REST. False: what follows is none, or is damaged. */
static bool next_segment(struct text *rest, struct log_segment *segment)
{
	const struct segment_header *header = (const void *)rest->at;

	if (rest->size < sizeof *header || !find_runs(header, *rest, segment))
		return false;
	struct text runs = text_slice(*rest, sizeof *header, segment->size - sizeof *header);
	if (!digest_equal(header->digest, digest_segment(header, runs)))
		return false;
	*rest = text_slice(*rest, segment->size, rest->size);
	return true;
}

static void add_segment(struct log *log, const struct log_segment *segment)
{
	log->segments = arena_grow(&log->arena, log->segments, log->count, sizeof *log->segments);
	log->segments[log->count++] = *segment;
}

/* Maps the file from OFFSET, a multiple of the page size, to its end. Empty: there is nothing. */
static struct text map_file(struct log *log, int fd, uint64_t offset)
{
	int protection = log->access == LOG_OWN ? PROT_READ | PROT_WRITE : PROT_READ;
	struct stat status;

	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
	    (uint64_t)status.st_size <= offset)
		return TEXT("");
	size_t size = (size_t)((uint64_t)status.st_size - offset);
	void *at = mmap(NULL, size, protection, MAP_PRIVATE, fd, (off_t)offset);
	if (at == MAP_FAILED)
		return TEXT("");
	log->mappings =
	    arena_grow(&log->arena, log->mappings, log->mapping_count, sizeof *log->mappings);
	log->mappings[log->mapping_count++] = text_make(at, size);
	return text_make(at, size);
}

void log_open(struct log *log, int folder_fd, const char *name, struct digest key,
	      enum log_access access)
{
	struct log_segment segment;

	*log = (struct log){.folder_fd = folder_fd, .key = key, .access = access};
	snprintf(log->name, sizeof log->name, "%s", name);
	int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	struct text rest = map_file(log, fd, 0);
	close(fd);
	const struct file_header *header = (const void *)rest.at;
	if (rest.size < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0 ||
	    !digest_equal(header->key, key))
		return;
	log->end = sizeof *header;
	rest = text_slice(rest, sizeof *header, rest.size);
	while (next_segment(&rest, &segment)) {
		add_segment(log, &segment);
		log->end += segment.size;
	}
}

void log_close(struct log *log)
{
	for (size_t i = 0; i < log->mapping_count; i++)
		munmap((void *)(uintptr_t)log->mappings[i].at, log->mappings[i].size);
	arena_free(&log->arena);
	*log = (struct log){.folder_fd = -1};
}

void log_cut(struct log *log, size_t number)
{
	while (log->count > number)
		log->end -= log->segments[--log->count].size;
}

uint64_t log_size(const struct log *log)
{
	uint64_t size = 0;

	for (size_t i = 0; i < log->count; i++)
		size += log->segments[i].size;
	return size;
}

/* ---- writing */

static bool write_all(int fd, const void *bytes, size_t size, uint64_t offset)
{
	const char *at = bytes;

	while (size) {
		ssize_t written = pwrite(fd, at, size, (off_t)offset);
		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			at += written;
			offset += (uint64_t)written;
			size -= (size_t)written;
		}
	}
	return true;
}

/* Opened for each write, so that no worker that is forked in between inherits the descriptor. */
static int open_target(const struct log_writer *writer, int flags)
{
	char fresh[PATH_MAX_HERE];

	fresh_name(writer->log, fresh);
	return openat(writer->log->folder_fd,
		      writer->mode == LOG_APPEND ? writer->log->name : fresh,
		      O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0644);
}

static void write_at(struct log_writer *writer, struct text bytes, uint64_t offset)
{
	if (writer->error || !bytes.size)
		return;
	int fd = open_target(writer, 0);
	if (fd < 0 || !write_all(fd, bytes.at, bytes.size, offset))
		writer->error = errno;
	if (fd >= 0 && close(fd) < 0 && !writer->error)
		writer->error = errno;
}

static void flush(struct log_writer *writer)
{
	write_at(writer, buffer_view(&writer->waiting), writer->at - writer->waiting.size);
	buffer_clear(&writer->waiting);
}

/* An empty file, or one without what stands behind the last segment. */
static void begin_file(struct log_writer *writer)
{
	struct file_header header = {.key = writer->log->key};
	bool append = writer->mode == LOG_APPEND;
	int fd = open_target(writer, append ? 0 : O_CREAT | O_TRUNC);

	memcpy(header.magic, magic, sizeof magic);
	if (fd < 0 || (append ? ftruncate(fd, (off_t)writer->log->end) < 0
			      : !write_all(fd, &header, sizeof header, 0)))
		writer->error = errno;
	if (fd >= 0)
		close(fd);
}

void log_begin(struct log_writer *writer, struct log *log, enum log_mode mode)
{
	*writer = (struct log_writer){.log = log, .mode = log->end ? mode : LOG_REPLACE};
	writer->begin = writer->mode == LOG_APPEND ? log->end : sizeof(struct file_header);
	writer->at = writer->begin + sizeof(struct segment_header);
	begin_file(writer);
}

void log_add(struct log_writer *writer, struct text bytes)
{
	if (writer->waiting.size + bytes.size > WAITING_MAX)
		flush(writer);
	if (bytes.size > WAITING_MAX)
		write_at(writer, bytes, writer->at);
	else
		buffer_text(&writer->waiting, bytes);
	writer->at += bytes.size;
	writer->runs[writer->run_count] += bytes.size;
}

void log_end_run(struct log_writer *writer)
{
	static const char zeros[LOG_ALIGNMENT];
	uint64_t size = writer->runs[writer->run_count];

	log_add(writer, text_make(zeros, (size_t)(padded(size) - size)));
	writer->runs[writer->run_count++] = size;
}

void log_add_run(struct log_writer *writer, struct text bytes)
{
	log_add(writer, bytes);
	log_end_run(writer);
}

uint64_t log_run_size(const struct log_writer *writer)
{
	return writer->run_count < LOG_RUNS_MAX ? writer->runs[writer->run_count] : 0;
}

void log_lend(struct log_writer *writer, struct log_lent *lent)
{
	*lent =
	    (struct log_lent){.fd = writer->error ? -1 : open_target(writer, 0), .at = writer->at};
}

bool log_lent_write(const struct log_lent *lent, const struct text *runs, size_t count,
		    uint64_t *sizes)
{
	uint64_t at = lent->at;

	for (size_t i = 0; i < count; i++) {
		if (!write_all(lent->fd, runs[i].at, runs[i].size, at))
			return false;
		sizes[i] = runs[i].size;
		at += padded(runs[i].size);
	}
	return ftruncate(lent->fd, (off_t)at) == 0;
}

void log_take_back(struct log_writer *writer, struct log_lent *lent, const uint64_t *sizes,
		   size_t count)
{
	if (lent->fd >= 0)
		close(lent->fd);
	lent->fd = -1;
	for (size_t i = 0; i < count && writer->run_count < LOG_RUNS_MAX; i++) {
		writer->at += padded(sizes[i]);
		writer->runs[writer->run_count++] = sizes[i];
	}
}

/* The segment as it lies in the file, but for its header. */
static struct text map_written(struct log_writer *writer, int fd)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t offset = writer->begin / page * page;
	struct text bytes = map_file(writer->log, fd, offset);

	return text_slice(bytes, (size_t)(writer->begin - offset), bytes.size);
}

/* Writes the header, which makes the segment count, and names the file. */
static bool finish(struct log_writer *writer, int fd, struct digest label,
		   struct log_segment *segment)
{
	struct segment_header header = {.label = label, .run_count = writer->run_count};
	struct log *log = writer->log;
	char fresh[PATH_MAX_HERE];

	memcpy(header.sizes, writer->runs, sizeof header.sizes);
	struct text bytes = map_written(writer, fd);
	if (!find_runs(&header, bytes, segment)) {
		errno = EIO;
		return false;
	}
	header.digest = digest_segment(
	    &header, text_slice(bytes, sizeof header, segment->size - sizeof header));
	if (!write_all(fd, &header, sizeof header, writer->begin))
		return false;
	fresh_name(log, fresh);
	return writer->mode == LOG_APPEND ||
	       renameat(log->folder_fd, fresh, log->folder_fd, log->name) == 0;
}

bool log_commit(struct log_writer *writer, struct digest label)
{
	struct log *log = writer->log;
	struct log_segment segment;
	bool good = false;

	flush(writer);
	int fd = writer->error ? -1 : open_target(writer, 0);
	if (fd >= 0 && finish(writer, fd, label, &segment)) {
		if (writer->mode == LOG_REPLACE)
			log->count = 0;
		log->end = writer->begin + segment.size;
		add_segment(log, &segment);
		good = true;
	}
	int error = writer->error ? writer->error : errno;
	if (fd >= 0)
		close(fd);
	log_drop(writer);
	errno = error;
	return good;
}

void log_drop(struct log_writer *writer)
{
	char fresh[PATH_MAX_HERE];

	if (writer->log && writer->mode == LOG_REPLACE) {
		fresh_name(writer->log, fresh);
		unlinkat(writer->log->folder_fd, fresh, 0); /* unless it was named */
	}
	buffer_free(&writer->waiting);
	*writer = (struct log_writer){.log = NULL};
}
