#include "cache/image.h"

#include <string.h>

enum { ALIGNMENT = 8 };

/* Fields are copied as bytes, as they are pointers to different types. */
static char *get_pointer(const void *field)
{
	char *pointer;

	memcpy(&pointer, field, sizeof pointer);
	return pointer;
}

static void set_pointer(void *field, const char *pointer)
{
	memcpy(field, &pointer, sizeof pointer);
}

/* An offset, stored in a pointer. */
static const char *of_offset(size_t offset)
{
	return (const char *)(uintptr_t)offset; /* NOLINT(performance-no-int-to-ptr) */
}

/* Handles the SIZE bytes that FIELD points to. Returns the bytes to visit. */
static char *place(struct image *image, void *field, size_t size, size_t alignment)
{
	char *from = get_pointer(field);

	if (!from)
		return NULL;
	if (image->mode == IMAGE_LOAD) {
		from = image->base + (uintptr_t)from;
		set_pointer(field, from);
		return from;
	}
	image->at = (image->at + alignment - 1) / alignment * alignment;
	size_t at = image->at;
	image->at += size;
	if (image->mode == IMAGE_MEASURE)
		return from;
	memcpy(image->base + at, from, size);
	set_pointer(field, of_offset(at));
	return image->base + at;
}

void *image_array(struct image *image, void *field, size_t count, size_t size)
{
	return place(image, field, count * size, ALIGNMENT);
}

/* Saves the zero byte after it too: texts of arenas can be used as C strings. */
void image_text(struct image *image, struct text *text)
{
	char *bytes = place(image, &text->at, text->size, 1);

	if (!bytes || image->mode == IMAGE_LOAD)
		return;
	if (image->mode == IMAGE_SAVE)
		image->base[image->at] = '\0';
	image->at++;
}

void image_value(struct image *image, void *field)
{
	const struct value *value = (const void *)get_pointer(field);

	if (!value || image->mode == IMAGE_LOAD) {
		place(image, field, 0, ALIGNMENT);
		return;
	}
	buffer_clear(&image->scratch);
	value_copy(&image->scratch, value);
	struct text copy = buffer_view(&image->scratch);
	if (image->mode == IMAGE_SAVE)
		set_pointer(field, copy.at);
	place(image, field, copy.size, ALIGNMENT);
}

void image_reference(struct image *image, void *field, const void *array, size_t size)
{
	const char *item = get_pointer(field), *first = array;

	if (!item)
		return;
	if (image->mode == IMAGE_SAVE)
		set_pointer(field, of_offset((size_t)(item - first) / size + 1));
	else if (image->mode == IMAGE_LOAD)
		set_pointer(field, first + ((uintptr_t)item - 1) * size);
}

void image_map(struct image *image, struct map *map)
{
	struct map_slot *slots = image_array(image, &map->slots, map->capacity, sizeof *map->slots);

	for (size_t i = 0; slots && i < map->capacity; i++)
		image_text(image, &slots[i].key);
	if (image->mode == IMAGE_LOAD)
		map->arena = image->arena;
}

void image_save(struct buffer *out, const void *root, size_t size, image_visit *visit, void *self)
{
	struct image image = {.mode = IMAGE_MEASURE, .self = self};
	char *copy = (char *)(uintptr_t)root;

	place(&image, &copy, size, ALIGNMENT);
	visit(&image, copy);
	image.mode = IMAGE_SAVE;
	image.base = memset(buffer_reserve(out, image.at + ALIGNMENT), 0, image.at + ALIGNMENT);
	out->size = image.at;
	image.at = 0;
	visit(&image, place(&image, &copy, size, ALIGNMENT));
	buffer_align(out, ALIGNMENT);
	buffer_free(&image.scratch);
}

void *image_load(struct text bytes, struct arena *arena, image_visit *visit, void *self)
{
	struct image image = {
	    .mode = IMAGE_LOAD, .base = (char *)(uintptr_t)bytes.at, .self = self, .arena = arena};

	visit(&image, image.base);
	return image.base;
}
