#include "cache/log.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char magic[8] = "ssg-log1";

enum { WAITING_MAX = 1 << 20, PATH_MAX_HERE = LOG_NAME_MAX + 8 };

struct file_header {
	char magic[8];
	struct digest key;
};

struct segment_header {
	struct digest digest; /* of the rest of the header and of the runs */
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

/* The name of the file that replaces the log once it is complete. */
static void fresh_name(const struct log *log, char name[PATH_MAX_HERE])
{
	snprintf(name, PATH_MAX_HERE, "new-%s", log->name);
}

/* ---- reading */

/* Computes the digest of the segment of SIZE bytes at OFFSET in the file: of HEADER without its
 * first member, and of its runs. Runs are read, not mapped: 71 MB take 14 ms instead of 45. */
static bool digest_segment(const struct segment_header *header, int fd, uint64_t offset,
			   uint64_t size, struct digest *digest)
{
	size_t from = offsetof(struct segment_header, label);
	struct digest runs;

	if (!digest_file(fd, offset + sizeof *header, size - sizeof *header, &runs))
		return false;
	*digest = digest_join(digest_of((const char *)header + from, sizeof *header - from), runs);
	return true;
}

/* Finds the runs of the segment at the start of REST. False if REST is too short. */
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

/* Finds the segment at OFFSET of FILE, which is open as FD; checks its digest unless it is TRUSTED.
 * False if there is no intact segment. */
static bool find_segment(struct text file, int fd, uint64_t offset, bool trusted,
			 struct log_segment *segment)
{
	struct text rest = text_slice(file, offset, file.size);
	const struct segment_header *header = (const void *)rest.at;
	struct digest digest;

	return rest.size >= sizeof *header && find_runs(header, rest, segment) &&
	       (trusted || (digest_segment(header, fd, offset, segment->size, &digest) &&
			    digest_equal(header->digest, digest)));
}

static void add_segment(struct log *log, const struct log_segment *segment)
{
	log->segments = arena_grow(&log->arena, log->segments, log->count, sizeof *log->segments);
	log->segments[log->count++] = *segment;
}

static struct text map_file(struct log *log, int fd, uint64_t offset)
{
	log->mappings =
	    arena_grow(&log->arena, log->mappings, log->mapping_count, sizeof *log->mappings);
	return log->mappings[log->mapping_count++] = file_map(fd, offset);
}

static void read_segments(struct log *log, struct text file, int fd, bool trusted)
{
	struct log_segment segment;

	log->count = 0;
	log->end = sizeof(struct file_header);
	while (find_segment(file, fd, log->end, trusted, &segment)) {
		add_segment(log, &segment);
		log->end += segment.size;
	}
	log->ragged = log->end != file.size;
}

/* ---- the mark
 *
 * Checking 71 MB of records takes 15 ms, half the time of an edit. So a file that was checked or
 * written gets a modification time whose nanoseconds are a digest of its segments and of the id of
 * the boot. Every write changes that time, and after a power cut, which may have torn the file, the
 * boot id is another. */

static long mark_of(const struct log *log, int fd)
{
	char boot[64] = "";
	int boot_fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	uint64_t offset = sizeof(struct file_header);
	struct segment_header header;

	if (boot_fd < 0 || read(boot_fd, boot, sizeof boot) <= 0)
		boot[0] = '\0';
	if (boot_fd >= 0)
		close(boot_fd);
	struct digest mark = digest_of(boot, sizeof boot);
	for (size_t i = 0; i < log->count && boot[0]; i++) {
		if (pread(fd, &header, sizeof header, (off_t)offset) != (ssize_t)sizeof header)
			return -1;
		mark = digest_join(mark, digest_of(&header, sizeof header));
		offset += log->segments[i].size;
	}
	return boot[0] ? (long)(mark.low % 1000000000U) : -1;
}

static bool is_marked(const struct log *log, int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && status.st_mtim.tv_nsec == mark_of(log, fd);
}

/* On failure the file is checked again next time. */
static void set_mark(const struct log *log, int fd)
{
	long mark = mark_of(log, fd);
	struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {0}};

	clock_gettime(CLOCK_REALTIME_COARSE, &times[1]);
	times[1].tv_nsec = mark;
	if (mark >= 0 && !log->ragged)
		futimens(fd, times);
}

static void read_file(struct log *log, int fd)
{
	struct text file = map_file(log, fd, 0);
	const struct file_header *header = (const void *)file.at;

	if (file.size < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0 ||
	    !digest_equal(header->key, log->key))
		return;
	read_segments(log, file, fd, true);
	if (!log->ragged && is_marked(log, fd))
		return;
	read_segments(log, file, fd, false);
	set_mark(log, fd);
}

void log_open(struct log *log, int folder_fd, const char *name, struct digest key)
{
	*log = (struct log){.folder_fd = folder_fd, .key = key};
	snprintf(log->name, sizeof log->name, "%s", name);
	int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	read_file(log, fd);
	close(fd);
}

void log_close(struct log *log)
{
	for (size_t i = 0; i < log->mapping_count; i++)
		file_unmap(log->mappings[i]);
	arena_free(&log->arena);
	*log = (struct log){.folder_fd = -1};
}

void log_cut(struct log *log, size_t number)
{
	while (log->count > number) {
		log->end -= log->segments[--log->count].size;
		log->ragged = true;
	}
}

/* ---- writing */

static bool write_header(int fd, const void *header, size_t size, uint64_t offset)
{
	return file_write_at(fd, text_make(header, size), offset);
}

/* Opens the file for each write, so that no worker forked in between inherits the descriptor. */
static int open_target(const struct log_writer *writer, int flags)
{
	char fresh[PATH_MAX_HERE];

	fresh_name(writer->log, fresh);
	return openat(writer->log->folder_fd, writer->in_place ? writer->log->name : fresh,
		      O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0644);
}

static void write_at(struct log_writer *writer, struct text bytes, uint64_t offset)
{
	if (writer->error || !bytes.size)
		return;
	int fd = open_target(writer, 0);
	if (fd < 0 || !file_write_at(fd, bytes, offset))
		writer->error = errno;
	if (fd >= 0 && close(fd) < 0 && !writer->error)
		writer->error = errno;
}

static void flush(struct log_writer *writer)
{
	write_at(writer, buffer_view(&writer->waiting), writer->at - writer->waiting.size);
	buffer_clear(&writer->waiting);
}

/* Copies the segments of the log to FD, at the same offsets. */
static bool copy_segments(const struct log *log, int fd)
{
	off_t from = sizeof(struct file_header), to = from;
	int file = openat(log->folder_fd, log->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t copied = file < 0 ? -1 : 1;

	while (copied > 0 && (uint64_t)to < log->end)
		copied = copy_file_range(file, &from, fd, &to, log->end - (uint64_t)to, 0);
	int error = copied == 0 ? EIO : errno;
	if (file >= 0)
		close(file);
	errno = error;
	return copied > 0;
}

static void begin_file(struct log_writer *writer)
{
	struct file_header header = {.key = writer->log->key};
	int fd = open_target(writer, O_CREAT | O_TRUNC);

	memcpy(header.magic, magic, sizeof magic);
	if (fd < 0 || !write_header(fd, &header, sizeof header, 0) ||
	    (writer->mode == LOG_APPEND && !copy_segments(writer->log, fd)))
		writer->error = errno;
	if (fd >= 0)
		close(fd);
}

/* Bytes that another process may have mapped are never changed or cut off: a file that cannot
 * simply grow is copied. */
void log_begin(struct log_writer *writer, struct log *log, enum log_mode mode)
{
	*writer = (struct log_writer){.log = log, .mode = log->count ? mode : LOG_REPLACE};
	writer->in_place = writer->mode == LOG_APPEND && !log->ragged;
	writer->begin = writer->mode == LOG_APPEND ? log->end : sizeof(struct file_header);
	writer->at = writer->begin + sizeof(struct segment_header);
	if (!writer->in_place)
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
		if (!file_write_at(lent->fd, runs[i], at))
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

/* The segment as it lies in the file, except for its header. */
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
	if (!find_runs(&header, map_written(writer, fd), segment)) {
		errno = EIO;
		return false;
	}
	if (!digest_segment(&header, fd, writer->begin, segment->size, &header.digest) ||
	    !write_header(fd, &header, sizeof header, writer->begin))
		return false;
	fresh_name(log, fresh);
	return writer->in_place || renameat(log->folder_fd, fresh, log->folder_fd, log->name) == 0;
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
		log->ragged = false;
		set_mark(log, fd);
		good = true;
	}
	int error = writer->error ? writer->error : errno;
	if (fd >= 0)
		close(fd);
	log_drop(writer);
	log->ragged = log->ragged && !good;
	errno = error;
	return good;
}

void log_drop(struct log_writer *writer)
{
	char fresh[PATH_MAX_HERE];

	if (writer->log && writer->in_place) {
		writer->log->ragged = true;
	} else if (writer->log) {
		fresh_name(writer->log, fresh);
		unlinkat(writer->log->folder_fd, fresh, 0); /* unless it was named */
	}
	buffer_free(&writer->waiting);
	*writer = (struct log_writer){.log = NULL};
}
