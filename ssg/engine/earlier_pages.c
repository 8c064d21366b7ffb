#include "engine/earlier_pages.h"

#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name of read NUMBER; empty: it is a fixed one. */
static struct text name_of(const struct page_memory *memory, uint32_t number)
{
	uint32_t fixed = memory->header->fixed_count;

	return number < fixed
		   ? TEXT("")
		   : page_memory_string(memory, page_memory_name(memory, number - fixed)->text);
}

static bool only_templates_changed(const struct page_memory *memory, const struct memory_file *file)
{
	const uint32_t *reads = page_memory_reads(memory, file);

	for (uint32_t i = 0; i < file->read_count; i++)
		if (memory->changed[reads[i]] && !reads_is_templates(name_of(memory, reads[i])))
			return false;
	return true;
}

/* The bytes of the file at PATH in OUT. O_NONBLOCK: a named pipe in its place must not make us
 * wait. */
static bool read_bytes(struct earlier_pages *earlier, struct text path)
{
	struct arena arena = {0};
	struct stat status;
	int file = openat(earlier->out_fd, arena_string(&arena, path),
			  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	arena_free(&arena);
	buffer_clear(&earlier->bytes);
	bool good = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
		    file_read_all(file, &earlier->bytes);
	if (file >= 0)
		close(file);
	return good;
}

static void note(const struct page_memory *memory, const struct memory_file *file,
		 struct reads *reads)
{
	const uint32_t *numbers = page_memory_reads(memory, file);

	for (uint32_t i = 0; i < file->read_count; i++) {
		struct text name = name_of(memory, numbers[i]);
		if (!name.size)
			reads_note_number(reads, numbers[i]);
		else if (!reads_is_templates(name))
			reads_note_name(reads, name);
	}
}

bool earlier_page_read(struct earlier_pages *earlier, uint32_t number, struct text path,
		       struct reads *reads)
{
	const struct page_memory *memory = earlier->memory;
	const struct memory_file *file = memory->same_model ? &memory->files[number] : NULL;

	if (!file || !file->part_count || earlier->out_fd < 0 ||
	    !only_templates_changed(memory, file) || !read_bytes(earlier, path) ||
	    digest_text(buffer_view(&earlier->bytes)).low != file->digest)
		return false;
	earlier->parts = (struct template_parts){.bytes = buffer_view(&earlier->bytes),
						 .list = page_memory_parts(memory, file),
						 .count = file->part_count};
	note(memory, file, reads);
	return true;
}

void earlier_pages_close(struct earlier_pages *earlier)
{
	buffer_free(&earlier->bytes);
}
