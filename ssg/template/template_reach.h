/* template_reach.h - what a template can run: itself, and all that it includes or extends, whatever
 * happens on a page.
 *
 *   template_reach_all(nodes, count, reach, &arena);
 *   … reach[i].list …                                 of template number i */
#ifndef SSG_TEMPLATE_TEMPLATE_REACH_H
#define SSG_TEMPLATE_TEMPLATE_REACH_H

#include "base/memory.h"

struct template_node {
	uint64_t digest; /* of its name and text */
	bool writes;     /* to tables that it has not made */
	const uint32_t *named;
	size_t named_count;
};

struct template_reach {
	const uint32_t *list; /* numbers, rising */
	size_t count;
	uint64_t digest; /* of all of them */
	unsigned height; /* so many stand inside each other at most; 0: it has no end */
	bool writes;     /* one of them does */
};

/* Fills REACH[0..COUNT); the lists are in ARENA. */
void template_reach_all(const struct template_node *nodes, size_t count,
			struct template_reach *reach, struct arena *arena);

#endif
