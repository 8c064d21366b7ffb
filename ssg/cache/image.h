/* image.h - saves structs with pointers as one run of bytes, in which pointers are offsets.
 *
 * One function per type visits the pointers of a struct. The same function measures the image,
 * saves it, and turns offsets back into pointers after loading.
 *
 *   static void visit_page(struct image *image, struct page *page)
 *   {
 *           image_text(image, &page->path);
 *           image_value(image, &page->data);
 *   }
 *
 *   struct page *page;
 *   struct buffer bytes = {0};
 *   image_save(&bytes, page, sizeof *page, visit);       VISIT visits all that a page points to
 *   page = image_load(text, visit);                      TEXT must be writable
 *
 * Saving does not change the structs. Saved bytes are aligned to 8. Loading trusts them:
 * cache/log.h has checked their digest. */
#ifndef SSG_CACHE_IMAGE_H
#define SSG_CACHE_IMAGE_H

#include "base/map.h"
#include "base/value.h"

struct image {
	enum { IMAGE_MEASURE, IMAGE_SAVE, IMAGE_LOAD } mode;
	char *base;
	size_t at; /* offset of the next free byte */
	void *self;
	struct arena *arena; /* of all maps after loading, which must not free them */
	struct buffer scratch;
};

typedef void image_visit(struct image *image, void *root);

/* Appends ROOT, of SIZE bytes, and all that it points to, to OUT, which is empty. SELF is for
 * VISIT. */
void image_save(struct buffer *out, const void *root, size_t size, image_visit *visit, void *self);
/* Returns the root, which lies in BYTES. */
void *image_load(struct text bytes, struct arena *arena, image_visit *visit, void *self);

/* ---- for visitors; FIELD is the address of a pointer, which may be NULL */

/* An array of COUNT items of SIZE bytes. Returns the items to visit. */
void *image_array(struct image *image, void *field, size_t count, size_t size);
void image_text(struct image *image, struct text *text);
/* A pointer to struct value, with its members. */
void image_value(struct image *image, void *field);
/* A pointer to an item of ARRAY, which is not saved. */
void image_reference(struct image *image, void *field, const void *array, size_t size);
void image_map(struct image *image, struct map *map);

#endif
