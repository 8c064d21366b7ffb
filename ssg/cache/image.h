/* image.h - structures with pointers as one run of bytes, in which pointers are offsets.
 *
 * One function per type says which fields point where. It serves for all: to measure, to save, and
 * to make pointers of offsets again after loading.
 *
 *   static void visit_page(struct image *image, struct page *page)
 *   {
 *           image_text(image, &page->path);
 *           image_value(image, &page->data);
 *   }
 *
 *   struct page *page;
 *   struct buffer bytes = {0};
 *   image_save(&bytes, page, sizeof *page, visit);       VISIT visits all that hangs on a page
 *   page = image_load(text, visit);                      the bytes, which this process may change
 *
 * While it measures and saves, the structures themselves stay as they are. Saved bytes are aligned
 * to 8. Whoever loads must trust them: cache/log.h checks their digest. */
#ifndef SSG_CACHE_IMAGE_H
#define SSG_CACHE_IMAGE_H

#include "base/map.h"
#include "base/value.h"

struct image {
	enum { IMAGE_MEASURE, IMAGE_SAVE, IMAGE_LOAD } mode;
	char *base;
	size_t at; /* where the next thing is saved */
	void *self;
	struct arena *arena; /* of all maps after loading: they are not on the heap */
	struct buffer scratch;
};

typedef void image_visit(struct image *image, void *root);

/* Appends to OUT, which is empty, all that ROOT (of SIZE bytes) is made of. SELF is for VISIT. */
void image_save(struct buffer *out, const void *root, size_t size, image_visit *visit, void *self);
/* The root, in BYTES. */
void *image_load(struct text bytes, struct arena *arena, image_visit *visit, void *self);

/* ---- for visitors; FIELD is the address of a pointer, which may be NULL */

/* An array of COUNT items of SIZE bytes. Gives the items to visit. */
void *image_array(struct image *image, void *field, size_t count, size_t size);
void image_text(struct image *image, struct text *text);
/* A const struct value * with all that hangs on it. */
void image_value(struct image *image, void *field);
/* A pointer to one of the items of ARRAY, which is not saved. */
void image_reference(struct image *image, void *field, const void *array, size_t size);
void image_map(struct image *image, struct map *map);

#endif
