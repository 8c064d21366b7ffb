/* image_size.h - finds width and height of a picture from its first bytes, without decoding it.
 *
 * PNG, JPEG, GIF, WebP, AVIF and SVG, told apart by their contents, not their names. In CSS
 * pixels and as browsers show it: turned by the orientation that EXIF (JPEG) or `irot` (AVIF)
 * names. Files come from strangers: every offset is checked, work is linear in the size. */
#ifndef SSG_CONTENT_IMAGE_SIZE_H
#define SSG_CONTENT_IMAGE_SIZE_H

#include "base/text.h"

struct image_size {
	uint32_t width, height; /* 1 to IMAGE_SIDE_MAX */
};

enum { IMAGE_SIDE_MAX = 1000000 }; /* more is a mistake or an attack on whoever lays it out */

/* FILE is the complete file. False if it is not such a picture, is damaged, or (SVG) has no
 * size. */
bool image_size_read(struct text file, struct image_size *size);

#endif
