/* map.h - a hash map from texts to numbers.
 *
 *   struct map paths = {0};
 *   map_put(&paths, path, i);
 *   size_t i = map_get(&paths, path);      MAP_NONE when there is none
 *
 *   struct map paths = {.arena = &arena};  its memory is there, and map_free has nothing to do
 *
 * Keys are not copied: they must outlive the map. No order: whoever iterates keeps an array. */
#ifndef SSG_BASE_MAP_H
#define SSG_BASE_MAP_H

#include "base/memory.h"

#define MAP_NONE SIZE_MAX

struct map_slot {
	struct text key; /* at == NULL: free */
	uint64_t hash;
	size_t value;
};

struct map {
	struct map_slot *slots; /* open addressing, linear probing */
	size_t capacity;        /* a power of two */
	size_t count;
	struct arena *arena; /* of the slots; NULL: on the heap */
};

void map_free(struct map *map);
/* Reserves room for COUNT keys in an empty map, so that it need not grow step by step. */
void map_expect(struct map *map, size_t count);
void map_put(struct map *map, struct text key, size_t value); /* replaces */
/* The value that is there; MAP_NONE: there was none, and now VALUE is. */
size_t map_put_new(struct map *map, struct text key, size_t value);
/* Puts what OTHER has and MAP has not. */
void map_add_missing(struct map *map, const struct map *other);
size_t map_get(const struct map *map, struct text key);

#endif
