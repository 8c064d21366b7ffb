#include "base/region.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ALIGNMENT = _Alignof(max_align_t), CHUNK = 4 << 20 };

/* 32 TiB: programs, heaps, libraries and stacks lie above on x86-64 and arm64, and what sanitizers
 * take for themselves around it. */
static char *const place = (char *)0x200000000000;

/* Of the linker: the program in memory, from its first byte to where the heap may begin. */
extern char __executable_start, end; /* NOLINT(bugprone-reserved-identifier) */

static void *map_at(char *at, size_t size, int fd, size_t offset)
{
	int how = MAP_PRIVATE | MAP_FIXED_NOREPLACE | (fd < 0 ? MAP_ANONYMOUS : 0);
	void *mapped = mmap(at, size, PROT_READ | PROT_WRITE, how, fd, (off_t)offset);

	if (mapped == at)
		return mapped;
	if (mapped != MAP_FAILED) /* a kernel that does not know MAP_FIXED_NOREPLACE */
		munmap(mapped, size);
	return NULL;
}

void *region_alloc(struct region *region, size_t size)
{
	size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (region->mapped - region->used < size) {
		size_t more = (size + CHUNK - 1) & ~(size_t)(CHUNK - 1);
		if (region->torn || !map_at(place + region->mapped, more, -1, 0)) {
			region->torn = true;
			return NULL;
		}
		region->at = place;
		region->mapped += more;
	}
	void *given = region->at + region->used;
	region->used += size;
	return given;
}

bool region_has(const struct region *region, const void *at)
{
	uintptr_t offset = (uintptr_t)at - (uintptr_t)region->at;

	return region->at && offset < region->mapped;
}

struct text region_view(const struct region *region)
{
	return text_make(region->at, region->used);
}

bool region_is_closed(const struct region *region)
{
	uintptr_t first = (uintptr_t)&__executable_start, heap = (uintptr_t)sbrk(0);
	uintptr_t stack = (uintptr_t)__builtin_frame_address(0) >> 40;

	if (region->torn || !region->at || heap < (uintptr_t)&end)
		return false;
	for (size_t i = 0; i + sizeof(uintptr_t) <= region->used; i += sizeof(uintptr_t)) {
		uintptr_t word, next = 0;
		memcpy(&word, region->at + i, sizeof word);
		if ((word < first || word >= heap) && word >> 40 != stack)
			continue;
		/* An empty text, of which nobody reads a byte: "" of the program. */
		if (i + 2 * sizeof word <= region->used)
			memcpy(&next, region->at + i + sizeof word, sizeof next);
		if (next)
			return false;
	}
	return true;
}

bool region_map(struct region *region, int fd, size_t offset, size_t size)
{
	struct stat status;

	*region = (struct region){0};
	if (!size || fstat(fd, &status) < 0 || status.st_size < 0 ||
	    (size_t)status.st_size < offset || (size_t)status.st_size - offset < size ||
	    !map_at(place, size, fd, offset))
		return false;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	*region =
	    (struct region){.at = place, .used = size, .mapped = (size + page - 1) / page * page};
	return true;
}

void region_free(struct region *region)
{
	if (region->at)
		munmap(region->at, region->mapped);
	*region = (struct region){0};
}
