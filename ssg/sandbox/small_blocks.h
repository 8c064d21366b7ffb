/* small_blocks.h - an allocator for the many small objects of Lua: tables, closures, short
 * strings.
 *
 *   struct small_blocks blocks = {0};
 *   void *at = small_blocks_take(&blocks, size);      size ≤ SMALL_BLOCK_MAX
 *   small_blocks_give(&blocks, at, size);
 *   small_blocks_free(&blocks);
 *
 * A list of free blocks for each multiple of 16 bytes, cut from larger ones. Lua says how large a
 * block is when it gives it back, so nothing is written beside it. What was cut is never handed
 * back to the system before the end. */
#ifndef SSG_SANDBOX_SMALL_BLOCKS_H
#define SSG_SANDBOX_SMALL_BLOCKS_H

#include <stddef.h>

enum { SMALL_BLOCK_MAX = 256, SMALL_BLOCK_STEP = 16 };

struct small_block {
	struct small_block *next;
};

struct small_blocks {
	struct small_block *free[SMALL_BLOCK_MAX / SMALL_BLOCK_STEP];
	struct small_block *slabs; /* all there are; each begins with the way to the next */
	char *at, *end;            /* of the newest, what has not been cut yet */
};

/* NULL: the system has no memory left. */
void *small_blocks_take(struct small_blocks *blocks, size_t size);
void small_blocks_give(struct small_blocks *blocks, void *block, size_t size);
void small_blocks_free(struct small_blocks *blocks);

#endif
