/* memory.h - arenas, growing buffers, and what happens when memory runs out.
 *
 * Memory has an owner with a name: an arena a document, an arena a model, a buffer a worker.
 * Nothing is freed piece by piece.
 *
 * When the system has no memory left these functions do not return: memory_exhausted() ends
 * the process. That is safe by design and spares every caller an untestable branch: a worker
 * that ends is reported by its supervisor, with the document it was on; a parent that ends
 * leaves the published site as it was, since only one atomic step changes it. */
#ifndef SSG_BASE_MEMORY_H
#define SSG_BASE_MEMORY_H

#include "base/text.h"

#include <stdarg.h>

enum { EXIT_MACHINE = 3 }; /* exit status: the machine failed, not the content */

_Noreturn void memory_exhausted(size_t wanted);

/* ---- arena: many small things, freed together */

struct arena {
	struct arena_block *block; /* the newest; a list through ->before */
	size_t used;               /* in the newest block */
};

/* An arena of zero bytes is ready for use: struct arena a = {0}; */
void arena_free(struct arena *arena);

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_array(struct arena *arena, size_t count, size_t item_size);

/* Room for one more item behind the COUNT items at ITEMS: gives ITEMS, or a copy of twice the
 * size when COUNT is a power of two (or 0, when ITEMS may be NULL). Only for arrays that have
 * grown by this function alone:
 *
 *   list = arena_grow(arena, list, count, sizeof *list);
 *   list[count++] = item; */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t item_size);

/* Copies that are followed by a NUL. */
struct text arena_text(struct arena *arena, struct text text);
const char *arena_string(struct arena *arena, struct text text);
__attribute__((format(printf, 2, 3))) struct text arena_printf(struct arena *arena,
							       const char *format, ...);

/* ---- buffer: one run of bytes that grows */

struct buffer {
	char *at;
	size_t size;
	size_t capacity;
};

void buffer_free(struct buffer *buffer);
void buffer_clear(struct buffer *buffer); /* keeps the memory */

/* Room for SIZE more bytes, not yet counted in ->size: write there, then add to ->size. */
char *buffer_reserve(struct buffer *buffer, size_t size);
void buffer_add(struct buffer *buffer, const void *bytes, size_t size);
void buffer_text(struct buffer *buffer, struct text text);
void buffer_string(struct buffer *buffer, const char *string);
void buffer_byte(struct buffer *buffer, char byte);
__attribute__((format(printf, 2, 3))) void buffer_printf(struct buffer *buffer, const char *format,
							 ...);
void buffer_vprintf(struct buffer *buffer, const char *format, va_list arguments);
/* Zero bytes up to the next multiple of ALIGNMENT (a power of two). Gives the new size. */
size_t buffer_align(struct buffer *buffer, size_t alignment);
struct text buffer_view(const struct buffer *buffer); /* valid until the next change */

#endif
