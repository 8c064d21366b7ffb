#include "source/loose.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
	PRIORITY_LIBGIT2 = 1, /* the higher is asked first */
	PRIORITY_OURS = 2,
	PRIORITY_PACKS = 3,
	HEADER_SIZE_MAX = 64, /* "commit 18446744073709551615" and a NUL fit */
};

struct loose {
	git_odb_backend backend; /* first: libgit2 knows nothing else */
	const char *const *folders;
};

void loose_prepare(void)
{
	git_libgit2_opts(GIT_OPT_SET_ODB_LOOSE_PRIORITY, PRIORITY_LIBGIT2);
	git_libgit2_opts(GIT_OPT_SET_ODB_PACKED_PRIORITY, PRIORITY_PACKS);
}

/* "blob 12\0": gives the length with the NUL, or 0 when it is none. */
static size_t read_header(const char *header, size_t size, git_object_t *type, size_t *length)
{
	const char *end = memchr(header, '\0', size), *space = memchr(header, ' ', size);
	char name[HEADER_SIZE_MAX], *behind;

	if (!end || !space || space > end || space[1] < '0' || space[1] > '9')
		return 0;
	memcpy(name, header, (size_t)(space - header));
	name[space - header] = '\0';
	*type = git_object_string2type(name);
	errno = 0;
	unsigned long long value = strtoull(space + 1, &behind, 10);
	*length = (size_t)value;
	return errno || behind != end || *type == GIT_OBJECT_INVALID || value > UINT_MAX - 1
		   ? 0
		   : (size_t)(end + 1 - header);
}

/* Inflates header and body from STREAM. Nothing may be missing, and nothing be left. */
static int inflate_object(z_stream *stream, git_odb_backend *backend, void **bytes, size_t *size,
			  git_object_t *type)
{
	char header[HEADER_SIZE_MAX];

	stream->next_out = (Bytef *)header;
	stream->avail_out = sizeof header;
	int result = inflate(stream, Z_SYNC_FLUSH);
	size_t inflated = sizeof header - stream->avail_out;
	size_t start = read_header(header, inflated, type, size);
	if ((result != Z_OK && result != Z_STREAM_END) || start == 0 || inflated - start > *size)
		return LOOSE_DAMAGED;
	char *body = git_odb_backend_data_alloc(backend, *size + 1);
	if (!body)
		return GIT_ERROR;
	memcpy(body, header + start, inflated - start);
	stream->next_out = (Bytef *)body + (inflated - start);
	/* One byte more than expected, so that zlib reaches its checksum. */
	stream->avail_out = (uInt)(*size + 1 - (inflated - start));
	if (result == Z_OK)
		result = inflate(stream, Z_FINISH);
	if (result != Z_STREAM_END || stream->avail_out != 1) {
		git_odb_backend_data_free(backend, body);
		return LOOSE_DAMAGED;
	}
	*bytes = body;
	return 0;
}

static int read_file(int fd, git_odb_backend *backend, void **bytes, size_t *size,
		     git_object_t *type)
{
	z_stream stream = {.avail_in = 0};
	struct stat status;

	if (fstat(fd, &status) < 0 || status.st_size <= 0 || status.st_size > UINT_MAX)
		return LOOSE_DAMAGED;
	void *file = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (file == MAP_FAILED)
		return GIT_ERROR;
	stream.next_in = file;
	stream.avail_in = (uInt)status.st_size;
	int code = GIT_ERROR;
	if (inflateInit(&stream) == Z_OK)
		code = inflate_object(&stream, backend, bytes, size, type);
	inflateEnd(&stream);
	munmap(file, (size_t)status.st_size);
	return code;
}

/* GIT_ENOTFOUND: libgit2 asks the backends after this one. */
static int read_object(void **bytes, size_t *size, git_object_t *type, git_odb_backend *backend,
		       const git_oid *id)
{
	const struct loose *loose = (const struct loose *)(const void *)backend;
	char hex[GIT_OID_HEXSZ + 1], path[PATH_MAX];

	git_oid_tostr(hex, sizeof hex, id);
	for (const char *const *folder = loose->folders; *folder; folder++) {
		int length = snprintf(path, sizeof path, "%s/%.2s/%s", *folder, hex, hex + 2);
		int fd = length < (int)sizeof path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
		if (fd < 0)
			continue;
		int code = read_file(fd, backend, bytes, size, type);
		close(fd);
		return code;
	}
	return GIT_ENOTFOUND;
}

static void free_backend(git_odb_backend *backend)
{
	free(backend);
}

int loose_add(git_odb *odb, const char *const *folders)
{
	struct loose *loose = calloc(1, sizeof *loose);

	if (!loose)
		memory_exhausted(sizeof *loose);
	int code = git_odb_init_backend(&loose->backend, GIT_ODB_BACKEND_VERSION);
	loose->backend.read = read_object;
	loose->backend.free = free_backend;
	loose->folders = folders;
	if (code == 0)
		code = git_odb_add_backend(odb, &loose->backend, PRIORITY_OURS);
	if (code)
		free(loose);
	return code;
}
