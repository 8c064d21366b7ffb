#include "base/region.h"

#include <link.h>
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

extern char __executable_start; /* of the linker, NOLINT(bugprone-reserved-identifier) */

static void *map_at(char *at, size_t size, int protection, int fd, size_t offset)
{
	int how = MAP_PRIVATE | MAP_FIXED_NOREPLACE | (fd < 0 ? MAP_ANONYMOUS : 0) |
		  (protection == PROT_NONE ? MAP_NORESERVE : 0);
	void *mapped = mmap(at, size, protection, how, fd, (off_t)offset);

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
		if (region->torn ||
		    !map_at(place + region->mapped, more, PROT_READ | PROT_WRITE, -1, 0)) {
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

/* Where the system would put SIZE bytes now; 0: nowhere. */
static uintptr_t next_place(size_t size)
{
	void *at = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return 0;
	munmap(at, size);
	return (uintptr_t)at;
}

/* ---- where nothing is put */

enum { GAP = 16 << 20, GAPS = 24 };
static const uintptr_t window = (uintptr_t)1 << 32;

static void add_gap(struct region_gaps *gaps, uintptr_t at)
{
	void *gap =
	    map_at((char *)at, GAP, PROT_NONE, -1, 0); /* NOLINT(performance-no-int-to-ptr) */

	if (gap)
		gaps->list[gaps->count++] = gap;
}

/* Where something is already, there is none. */
void region_gaps_open(struct region_gaps *gaps)
{
	uintptr_t heap = (uintptr_t)sbrk(0) & ~(window - 1), next = next_place(GAP);

	*gaps = (struct region_gaps){.count = 0};
	add_gap(gaps, heap); /* behind the program */
	add_gap(gaps, heap + window);
	if (!next)
		return;
	uintptr_t first = (next & ~(window - 1)) + window; /* among the libraries */
	for (uintptr_t i = 0; i < GAPS; i++)               /* what is mapped comes downwards */
		add_gap(gaps, first - i * window);
}

void region_gaps_close(struct region_gaps *gaps)
{
	for (size_t i = 0; i < gaps->count; i++)
		munmap(gaps->list[i], GAP);
	gaps->count = 0;
}

/* ---- where this process has what does not outlive it */

struct range {
	uintptr_t first, end;
};

static bool is_within(uintptr_t word, struct range range)
{
	return word >= range.first && word < range.end;
}

/* The program, and behind it the heap. */
static struct range program(void)
{
	return (struct range){(uintptr_t)&__executable_start, (uintptr_t)sbrk(0)};
}

/* The frames of all who called. */
static struct range stack(void)
{
	enum { STACK = 8 << 20 };
	uintptr_t frame = (uintptr_t)__builtin_frame_address(0);

	return (struct range){frame, frame + STACK};
}

static int extend_to(struct dl_phdr_info *info, size_t size, void *self)
{
	struct range *range = self;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		uintptr_t end =
		    info->dlpi_addr + info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz;
		if (info->dlpi_phdr[i].p_type == PT_LOAD && end > range->end && end < stack().first)
			range->end = end;
	}
	return 0;
}

/* What is mapped: the system gives places downwards from the libraries, and this one, which fits
 * in nowhere, is below all others. */
static struct range mappings(void)
{
	const size_t wide = 2 * window;
	struct range range = {0, 0};
	uintptr_t lowest = next_place(wide);

	if (!lowest)
		return (struct range){0, UINTPTR_MAX};
	range.first = lowest + wide;
	dl_iterate_phdr(extend_to, &range);
	return range;
}

static bool is_in_gap(uintptr_t word, const struct region_gaps *gaps)
{
	for (size_t i = 0; i < gaps->count; i++)
		if (word - (uintptr_t)gaps->list[i] < GAP)
			return true;
	return false;
}

bool region_is_closed(const struct region *region, const struct region_gaps *gaps)
{
	const struct range outside[] = {program(), stack(), mappings()};

	if (region->torn || !region->at)
		return false;
	for (size_t i = 0; i + sizeof(uintptr_t) <= region->used; i += sizeof(uintptr_t)) {
		uintptr_t word, next = 0;
		memcpy(&word, region->at + i, sizeof word);
		if (!is_within(word, outside[0]) && !is_within(word, outside[1]) &&
		    !is_within(word, outside[2]))
			continue;
		if (is_in_gap(word, gaps))
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
	    !map_at(place, size, PROT_READ | PROT_WRITE, fd, offset))
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
