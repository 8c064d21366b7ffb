#include "publish/written.h"

#include "publish/generation.h"

#include <string.h>

struct entry {
	uint64_t size;
	struct checksum checksum;
	uint64_t path_size; /* the path follows, and zeros up to a multiple of 8 */
};

enum { ALIGNMENT = 8 };

void output_add(const struct published_file *file, struct buffer *result)
{
	struct entry entry = {file->size, file->checksum, file->path.size};

	buffer_add(result, &entry, sizeof entry);
	buffer_text(result, file->path);
	buffer_align(result, ALIGNMENT);
}

enum status output_write(int next_fd, struct text path, struct text bytes, struct buffer *result,
			 struct diagnostics *d)
{
	struct arena arena = {0};
	enum status status = generation_write(next_fd, arena_string(&arena, path), bytes, d);

	if (status == STATUS_OK) {
		struct published_file file = {path, bytes.size, checksum_of(bytes)};
		output_add(&file, result);
	}
	arena_free(&arena);
	return status;
}

bool output_next(struct text *results, struct published_file *file)
{
	struct entry entry;

	if (results->size < sizeof entry)
		return false;
	memcpy(&entry, results->at, sizeof entry);
	struct text rest = text_slice(*results, sizeof entry, results->size);
	uint64_t padded = (entry.path_size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (!entry.path_size || entry.path_size > rest.size || padded > rest.size)
		return false;
	*file = (struct published_file){text_slice(rest, 0, entry.path_size), entry.size,
					entry.checksum};
	*results = text_slice(rest, padded, rest.size);
	return true;
}

size_t output_count(struct text results)
{
	struct published_file file;
	size_t count = 0;

	while (output_next(&results, &file))
		count++;
	return count;
}
