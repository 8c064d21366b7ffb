/* region.h - memory at the same address in every process, so that what is built there, pointers and
 * all, can be kept in a file and used by a later process as it lies.
 *
 *   struct region region = {0};
 *   struct arena arena = {.region = &region};       … build in ARENA …
 *   if (region_is_closed(&region, &gaps)) … write the bytes region_view(&region) to a file …
 *
 *   region_map(&region, fd, offset, size);          later, by the same program: what was built
 *
 * One region at a time: all lie at one place, far from where systems put anything by themselves. On
 * a machine where that place cannot be had, arenas live on the heap, and nothing is kept. */
#ifndef SSG_BASE_REGION_H
#define SSG_BASE_REGION_H

#include "base/text.h"

/* Places where nothing is put, as addresses there look like two small numbers of 32 bits side by
 * side: the lower half of each is small. To be opened before large files are mapped; processes that
 * are forked have them too. */
struct region_gaps {
	char *list[32];
	size_t count;
};

void region_gaps_open(struct region_gaps *gaps);
void region_gaps_close(struct region_gaps *gaps); /* also of zeros */

struct region {
	char *at; /* NULL: empty */
	size_t used, mapped;
	bool torn; /* a block had no room here, and lies on the heap */
};

/* SIZE bytes, aligned for any type; NULL, and torn: there is no room. */
void *region_alloc(struct region *region, size_t size);
bool region_has(const struct region *region, const void *at);
struct text region_view(const struct region *region);

/* Does nothing in it point to where this process has its program, heap, stack, libraries and
 * mapped files? Whatever looks like such an address counts as one, unless it is in one of GAPS:
 * what is closed can be trusted, what is not may still be. */
bool region_is_closed(const struct region *region, const struct region_gaps *gaps);

/* Maps SIZE bytes from OFFSET (a multiple of 4096) of the file FD, which a region once held.
 * Changes stay in this process. False: the place is taken, or the file shorter. */
bool region_map(struct region *region, int fd, size_t offset, size_t size);

void region_free(struct region *region);

#endif
