#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_SIZE = 64 * 1024, ALIGNMENT = _Alignof(max_align_t) };

struct arena_block {
	struct arena_block *before;
	size_t capacity;
	_Alignas(ALIGNMENT) char bytes[];
};

void memory_exhausted(size_t wanted)
{
	/* stderr is unbuffered; no other library call is sure to work now. */
	fprintf(stderr, "ssg: out of memory (%zu bytes wanted)\n", wanted);
	_exit(EXIT_MACHINE);
}

void arena_free(struct arena *arena)
{
	struct arena_block *before;

	for (struct arena_block *block = arena->block; block; block = before) {
		before = block->before;
		free(block);
	}
	*arena = (struct arena){0};
}

static struct arena_block *make_block(size_t capacity)
{
	size_t size = sizeof(struct arena_block) + capacity;
	struct arena_block *block = malloc(size);

	if (!block)
		memory_exhausted(size);
	block->capacity = capacity;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX / 2)
		memory_exhausted(size);
	size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (!arena->block || arena->block->capacity - arena->used < size) {
		size_t capacity = size > BLOCK_SIZE ? size : BLOCK_SIZE;
		struct arena_block *block = make_block(capacity);
		block->before = arena->block;
		arena->block = block;
		arena->used = 0;
	}
	/* Cleared when it is given out: most arenas are small, and never use all of a block. */
	void *at = memset(arena->block->bytes + arena->used, 0, size);
	arena->used += size;
	return at;
}

void *arena_array(struct arena *arena, size_t count, size_t item_size)
{
	size_t size;

	if (__builtin_mul_overflow(count, item_size, &size))
		memory_exhausted(SIZE_MAX);
	return arena_alloc(arena, size);
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t item_size)
{
	if (count & (count - 1) || (items && count == 0))
		return items;
	void *larger = arena_array(arena, count ? 2 * count : 1, item_size);
	if (items)
		memcpy(larger, items, count * item_size);
	return larger;
}

struct text arena_text(struct arena *arena, struct text text)
{
	char *copy = arena_alloc(arena, text.size + 1);

	if (text.size)
		memcpy(copy, text.at, text.size);
	return text_make(copy, text.size);
}

const char *arena_string(struct arena *arena, struct text text)
{
	return arena_text(arena, text).at;
}

struct text arena_printf(struct arena *arena, const char *format, ...)
{
	char room[256]; /* most fit, and need not be formatted a second time */
	va_list arguments;

	va_start(arguments, format);
	int size = vsnprintf(room, sizeof room, format, arguments);
	va_end(arguments);
	if (size < 0)
		memory_exhausted(0);
	if ((size_t)size < sizeof room)
		return arena_text(arena, text_make(room, (size_t)size));
	char *at = arena_alloc(arena, (size_t)size + 1);
	va_start(arguments, format);
	vsnprintf(at, (size_t)size + 1, format, arguments);
	va_end(arguments);
	return text_make(at, (size_t)size);
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->at);
	*buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer)
{
	buffer->size = 0;
}

char *buffer_reserve(struct buffer *buffer, size_t size)
{
	if (!buffer->at || buffer->capacity - buffer->size < size) {
		if (size > SIZE_MAX / 4 || buffer->size > SIZE_MAX / 4)
			memory_exhausted(size);
		size_t capacity = buffer->capacity ? 2 * buffer->capacity : 256;
		if (capacity < buffer->size + size)
			capacity = buffer->size + size;
		char *at = realloc(buffer->at, capacity);
		if (!at)
			memory_exhausted(capacity);
		buffer->at = at;
		buffer->capacity = capacity;
	}
	return buffer->at + buffer->size;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t size)
{
	char *end = buffer_reserve(buffer, size);

	if (size)
		memcpy(end, bytes, size);
	buffer->size += size;
}

void buffer_text(struct buffer *buffer, struct text text)
{
	buffer_add(buffer, text.at, text.size);
}

void buffer_string(struct buffer *buffer, const char *string)
{
	buffer_add(buffer, string, strlen(string));
}

void buffer_byte(struct buffer *buffer, char byte)
{
	*buffer_reserve(buffer, 1) = byte;
	buffer->size++;
}

void buffer_vprintf(struct buffer *buffer, const char *format, va_list arguments)
{
	va_list again;

	va_copy(again, arguments);
	int size = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (size < 0)
		memory_exhausted(0);
	vsnprintf(buffer_reserve(buffer, (size_t)size + 1), (size_t)size + 1, format, arguments);
	buffer->size += (size_t)size;
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	buffer_vprintf(buffer, format, arguments);
	va_end(arguments);
}

size_t buffer_align(struct buffer *buffer, size_t alignment)
{
	size_t padding = (0 - buffer->size) & (alignment - 1);

	memset(buffer_reserve(buffer, padding), 0, padding);
	buffer->size += padding;
	return buffer->size;
}

struct text buffer_view(const struct buffer *buffer)
{
	return text_make(buffer->at ? buffer->at : "", buffer->size);
}
