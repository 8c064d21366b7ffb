#include "sandbox/small_blocks.h"

#include <stdlib.h>

enum { SLAB_BYTES = 65536 };

static size_t list_of(size_t size)
{
	return (size - 1) / SMALL_BLOCK_STEP;
}

static void *cut(struct small_blocks *blocks, size_t size)
{
	if ((size_t)(blocks->end - blocks->at) < size) {
		struct small_block *slab = malloc(SLAB_BYTES);
		if (!slab)
			return NULL;
		slab->next = blocks->slabs;
		blocks->slabs = slab;
		blocks->at = (char *)slab + SMALL_BLOCK_STEP;
		blocks->end = (char *)slab + SLAB_BYTES;
	}
	void *block = blocks->at;
	blocks->at += size;
	return block;
}

void *small_blocks_take(struct small_blocks *blocks, size_t size)
{
	size_t list = list_of(size);
	struct small_block *block = blocks->free[list];

	if (!block)
		return cut(blocks, (list + 1) * SMALL_BLOCK_STEP);
	blocks->free[list] = block->next;
	return block;
}

void small_blocks_give(struct small_blocks *blocks, void *block, size_t size)
{
	struct small_block *freed = block;
	size_t list = list_of(size);

	freed->next = blocks->free[list];
	blocks->free[list] = freed;
}

void small_blocks_free(struct small_blocks *blocks)
{
	while (blocks->slabs) {
		struct small_block *next = blocks->slabs->next;
		free(blocks->slabs);
		blocks->slabs = next;
	}
	*blocks = (struct small_blocks){0};
}
