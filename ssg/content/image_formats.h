/* image_formats.h - reads image formats that need more than a look at fixed offsets (private to
 * image_size.c, avif_size.c and svg_size.c). */
#ifndef SSG_CONTENT_IMAGE_FORMATS_H
#define SSG_CONTENT_IMAGE_FORMATS_H

#include "base/text.h"

struct image_size; /* content/image_size.h */

/* The number in SIZE bytes (at most 4) at offset AT; 0 if they are not all there. */
uint32_t image_big_endian(struct text file, size_t at, size_t size);

bool avif_size_read(struct text file, struct image_size *size);
bool svg_size_read(struct text file, struct image_size *size);

#endif
