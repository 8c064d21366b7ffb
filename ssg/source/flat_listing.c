#include "source/flat_listing.h"

#include "source/path_set.h"
#include "source/tree.h"

#include <string.h>

/* Followed by files, folders, texts. */
struct header {
	uint64_t file_count, folder_count, text_size;
};

/* ---- reading */

static bool references_are_right(const struct flat_listing *flat)
{
	for (size_t i = 0; i < flat->file_count; i++) {
		const struct flat_file *file = &flat->files[i];
		if (file->path > flat->texts.size ||
		    file->path_size > flat->texts.size - file->path)
			return false;
	}
	for (size_t i = 0; i < flat->folder_count; i++) {
		const struct flat_folder *folder = &flat->folders[i];
		if (folder->first_file >= flat->file_count || !folder->file_count ||
		    folder->file_count > flat->file_count - folder->first_file ||
		    folder->path_size > flat->files[folder->first_file].path_size)
			return false;
	}
	return true;
}

static bool has_sizes(const struct header *header, size_t size)
{
	uint64_t files = header->file_count, folders = header->folder_count;

	if (files > size / sizeof(struct flat_file) || folders > size / sizeof(struct flat_folder))
		return false;
	size_t tables = files * sizeof(struct flat_file) + folders * sizeof(struct flat_folder);
	return tables <= size && header->text_size == size - tables;
}

bool flat_listing_read(struct flat_listing *flat, struct text bytes)
{
	const struct header *header = (const void *)bytes.at;

	*flat = (struct flat_listing){.file_count = 0};
	if (bytes.size < sizeof *header || (uintptr_t)bytes.at % _Alignof(struct header) ||
	    !has_sizes(header, bytes.size - sizeof *header))
		return false;
	struct flat_listing found = {.file_count = header->file_count,
				     .folder_count = header->folder_count};
	found.files = (const void *)(header + 1);
	found.folders = (const void *)(found.files + found.file_count);
	found.texts =
	    text_make((const char *)(found.folders + found.folder_count), header->text_size);
	if (!references_are_right(&found))
		return false;
	*flat = found;
	return true;
}

struct text flat_listing_path(const struct flat_listing *flat, size_t file)
{
	return text_make(flat->texts.at + flat->files[file].path, flat->files[file].path_size);
}

static struct text folder_path(const struct flat_listing *flat, const struct flat_folder *folder)
{
	return text_slice(flat_listing_path(flat, folder->first_file), 0, folder->path_size);
}

const struct flat_folder *flat_listing_find(const struct flat_listing *flat, struct text path,
					    const unsigned char *tree)
{
	size_t from = 0, to = flat->folder_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const struct flat_folder *folder = &flat->folders[middle];
		int order = text_compare(folder_path(flat, folder), path);
		if (order == 0)
			return memcmp(folder->tree.bytes, tree, sizeof folder->tree) == 0 ? folder
											  : NULL;
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return NULL;
}

/* ---- writing */

_Static_assert((uint64_t)TREE_ENTRIES_MAX *PATH_BYTES_MAX <= UINT32_MAX,
	       "all paths of a listing together are counted in 32 bits");

static void put_files(const struct snapshot *s, struct buffer *out)
{
	uint32_t path = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct file *file = &s->files[i];
		struct flat_file flat = {file->blob, path, (uint32_t)file->path.size};
		buffer_add(out, &flat, sizeof flat);
		path += flat.path_size;
	}
}

/* FOLDER, and all that were below it. */
static void put_known(const struct listed_folder *folder, struct buffer *out)
{
	const struct flat_folder *next = folder->known,
				 *end = folder->from->folders + folder->from->folder_count;
	uint32_t first = next->first_file, count = next->file_count;

	for (; next < end && next->first_file - first < count; next++) {
		struct flat_folder moved = *next;
		moved.first_file += folder->flat.first_file - first;
		buffer_add(out, &moved, sizeof moved);
	}
}

void flat_listing_write(const struct snapshot *s, struct buffer *out)
{
	struct header header = {.file_count = s->count};
	size_t start = buffer_align(out, _Alignof(struct header));

	buffer_add(out, &header, sizeof header);
	put_files(s, out);
	size_t folders = out->size;
	for (size_t i = 0; i < s->folder_count; i++) {
		const struct listed_folder *folder = &s->folders[i];
		if (folder->known)
			put_known(folder, out);
		else
			buffer_add(out, &folder->flat, sizeof folder->flat);
	}
	header.folder_count = (out->size - folders) / sizeof(struct flat_folder);
	size_t texts = out->size;
	for (size_t i = 0; i < s->count; i++)
		buffer_text(out, s->files[i].path);
	header.text_size = out->size - texts;
	memcpy(out->at + start, &header, sizeof header);
}
