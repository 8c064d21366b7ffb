/* A picture from a stranger: what is taken for a size is one that a page can bear. */
#include "content/image_size.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct image_size result;

	if (image_size_read(text_make((const char *)bytes, size), &result) &&
	    (result.width < 1 || result.width > IMAGE_SIDE_MAX || result.height < 1 ||
	     result.height > IMAGE_SIDE_MAX))
		abort();
	return 0;
}
