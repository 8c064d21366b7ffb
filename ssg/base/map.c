#include "base/map.h"

#include <stdlib.h>
#include <xxhash.h>

void map_free(struct map *map)
{
	if (!map->arena)
		free(map->slots);
	*map = (struct map){.arena = map->arena};
}

static struct map_slot *find(const struct map *map, struct text key, uint64_t hash)
{
	size_t mask = map->capacity - 1;

	for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
		struct map_slot *slot = &map->slots[i];
		if (!slot->key.at || (slot->hash == hash && text_equal(slot->key, key)))
			return slot;
	}
}

static struct map_slot *make_slots(const struct map *map, size_t capacity)
{
	struct map_slot *slots = map->arena ? arena_array(map->arena, capacity, sizeof *slots)
					    : calloc(capacity, sizeof *slots);

	if (!slots)
		memory_exhausted(capacity * sizeof *slots);
	return slots;
}

/* At least a quarter of the slots are free. */
static bool has_room(const struct map *map, size_t count)
{
	return 4 * count <= 3 * map->capacity;
}

static void grow(struct map *map)
{
	struct map old = *map;

	map->capacity = old.capacity ? 2 * old.capacity : 64;
	map->slots = make_slots(map, map->capacity);
	for (size_t i = 0; i < old.capacity; i++)
		if (old.slots[i].key.at)
			*find(map, old.slots[i].key, old.slots[i].hash) = old.slots[i];
	if (!map->arena)
		free(old.slots);
}

void map_expect(struct map *map, size_t count)
{
	if (map->capacity)
		return;
	for (map->capacity = 64; !has_room(map, count);)
		map->capacity *= 2;
	map->slots = make_slots(map, map->capacity);
}

/* The slot for KEY; free: it is not there. */
static struct map_slot *slot_of(struct map *map, struct text key, uint64_t *hash)
{
	if (!has_room(map, map->count + 1))
		grow(map);
	*hash = XXH3_64bits(key.at, key.size);
	return find(map, key, *hash);
}

static void fill(struct map *map, struct map_slot *slot, struct text key, uint64_t hash,
		 size_t value)
{
	map->count += !slot->key.at;
	*slot = (struct map_slot){{key.at ? key.at : "", key.size}, hash, value};
}

void map_put(struct map *map, struct text key, size_t value)
{
	uint64_t hash;
	struct map_slot *slot = slot_of(map, key, &hash);

	fill(map, slot, key, hash, value);
}

size_t map_put_new(struct map *map, struct text key, size_t value)
{
	uint64_t hash;
	struct map_slot *slot = slot_of(map, key, &hash);

	if (slot->key.at)
		return slot->value;
	fill(map, slot, key, hash, value);
	return MAP_NONE;
}

size_t map_get(const struct map *map, struct text key)
{
	if (!map->count)
		return MAP_NONE;
	struct map_slot *slot = find(map, key, XXH3_64bits(key.at, key.size));
	return slot->key.at ? slot->value : MAP_NONE;
}

void map_add_missing(struct map *map, const struct map *other)
{
	for (size_t i = 0; i < other->capacity; i++) {
		const struct map_slot *slot = &other->slots[i];
		if (slot->key.at && map_get(map, slot->key) == MAP_NONE)
			map_put(map, slot->key, slot->value);
	}
}
