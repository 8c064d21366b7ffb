#include "cache/seals.h"

#include "base/digest.h"
#include "cache/state_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_NAME "seals"

static const char magic[8] = "ssg-se1";
static const int64_t TICK = 20000000; /* nanoseconds: two ticks of a slow clock */

/* Of zeros: of no file. */
struct identity {
	uint64_t device, inode, size;
	int64_t changed; /* nanoseconds since 1970 */
};

struct seal {
	char name[STATE_NAME_MAX];
	struct identity known;
};

/* A file of the folder, in this build. */
struct sealed {
	struct seal seal;
	struct identity seen; /* when it was asked for */
};

/* Followed by the seals. */
struct header {
	char magic[8];
	uint64_t count;
	struct digest seals;
};

static struct identity look(int folder_fd, const char *name)
{
	struct stat status;

	if (fstatat(folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(status.st_mode))
		return (struct identity){.changed = 0};
	return (struct identity){
	    .device = status.st_dev,
	    .inode = status.st_ino,
	    .size = (uint64_t)status.st_size,
	    .changed = (int64_t)status.st_ctim.tv_sec * 1000000000 + status.st_ctim.tv_nsec,
	};
}

static bool is_same(struct identity a, struct identity b)
{
	return a.inode && a.device == b.device && a.inode == b.inode && a.size == b.size &&
	       a.changed == b.changed;
}

static struct sealed *enter(struct seals *seals, const char *name)
{
	size_t found = map_get(&seals->by_name, text_of(name));

	if (found == MAP_NONE) {
		found = seals->count++;
		seals->list = arena_grow(&seals->arena, seals->list, found, sizeof *seals->list);
		seals->list[found] = (struct sealed){.seen = {.changed = 0}};
		snprintf(seals->list[found].seal.name, STATE_NAME_MAX, "%s", name);
		map_put(&seals->by_name, arena_text(&seals->arena, text_of(name)), found);
	}
	return &seals->list[found];
}

static bool is_whole(struct text bytes)
{
	const struct header *header = (const void *)bytes.at;

	if (bytes.size < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0)
		return false;
	bytes = text_slice(bytes, sizeof *header, bytes.size);
	return header->count == bytes.size / sizeof(struct seal) &&
	       digest_equal(header->seals, digest_text(bytes));
}

void seals_open(struct seals *seals, int folder_fd)
{
	struct state_file file;

	*seals = (struct seals){.folder_fd = folder_fd};
	if (!state_file_map(&file, folder_fd, FILE_NAME))
		return;
	if (is_whole(file.bytes)) {
		const struct header *header = (const void *)file.bytes.at;
		const struct seal *list = (const void *)(header + 1);
		for (uint64_t i = 0; i < header->count; i++)
			if (memchr(list[i].name, '\0', sizeof list[i].name))
				enter(seals, list[i].name)->seal = list[i];
	}
	state_file_unmap(&file);
}

void seals_close(struct seals *seals)
{
	map_free(&seals->by_name);
	arena_free(&seals->arena);
}

bool seals_hold(struct seals *seals, const char *name)
{
	if (!seals)
		return false;
	struct sealed *sealed = enter(seals, name);
	sealed->seen = look(seals->folder_fd, name);
	return is_same(sealed->seal.known, sealed->seen);
}

void seals_set(struct seals *seals, const char *name)
{
	struct sealed *sealed = enter(seals, name);

	if (!sealed->seen.inode)
		sealed->seen = look(seals->folder_fd, name);
	sealed->seal.known = sealed->seen;
}

void seals_set_written(struct seals *seals, const char *name)
{
	enter(seals, name)->seal.known = look(seals->folder_fd, name);
}

void seals_keep(struct seals *seals)
{
	struct header header = {.count = 0};
	struct state_writer writer;
	struct buffer list = {0};
	struct state_file file;

	state_writer_open(&writer, seals->folder_fd, FILE_NAME);
	int64_t now = look(seals->folder_fd, writer.fresh).changed; /* the file system's clock */
	for (size_t i = 0; i < seals->count; i++) {
		const struct seal *seal = &seals->list[i].seal;
		if (is_same(seal->known, look(seals->folder_fd, seal->name)) &&
		    seal->known.changed < now - TICK)
			buffer_add(&list, seal, sizeof *seal);
	}
	memcpy(header.magic, magic, sizeof magic);
	header.count = list.size / sizeof(struct seal);
	header.seals = digest_text(buffer_view(&list));
	state_writer_add(&writer, text_make((const char *)&header, sizeof header));
	state_writer_add(&writer, buffer_view(&list));
	if (state_writer_place(&writer, &file))
		state_file_unmap(&file);
	buffer_free(&list);
}
