/* The size of an AVIF picture: properties `ispe` and `irot` of the primary item of a HEIF file
 * (ISO/IEC 14496-12 for boxes, 23008-12 for items; AV1 Image File Format 1.1). */
#include "content/image_formats.h"
#include "content/image_size.h"

/* ---- boxes */

enum { BOX_HEADER = 8, FULL_BOX_HEADER = 4 /* version and flags, in the contents */ };

/* Takes the next box off REST. False: none is left, or it is damaged. */
static bool take_box(struct text *rest, struct text *type, struct text *contents)
{
	size_t size = image_big_endian(*rest, 0, 4);

	if (rest->size < BOX_HEADER)
		return false;
	if (size == 0) /* up to the end */
		size = rest->size;
	if (size < BOX_HEADER || size > rest->size) /* 1: 64 bits; no picture of ours is so large */
		return false;
	*type = text_slice(*rest, 4, 4);
	*contents = text_slice(*rest, BOX_HEADER, size - BOX_HEADER);
	*rest = text_slice(*rest, size, rest->size);
	return true;
}

/* The contents of the first box TYPE in REST; empty if there is none. */
static struct text find_box(struct text rest, const char *type)
{
	struct text found, contents;

	while (take_box(&rest, &found, &contents))
		if (text_is(found, type))
			return contents;
	return text_of("");
}

/* ---- properties of the primary item */

/* Takes the width, height or turn that a property box names. */
static void apply_property(struct text properties, uint32_t index, struct image_size *size,
			   bool *turned)
{
	struct text type, contents;

	for (uint32_t i = 1; take_box(&properties, &type, &contents); i++) {
		if (i != index)
			continue;
		if (text_is(type, "ispe"))
			*size =
			    (struct image_size){image_big_endian(contents, FULL_BOX_HEADER, 4),
						image_big_endian(contents, FULL_BOX_HEADER + 4, 4)};
		else if (text_is(type, "irot")) /* quarter turns */
			*turned = image_big_endian(contents, 0, 1) & 1;
		return;
	}
}

/* `ipma`: for each item the numbers of its properties. */
static void apply_properties(struct text associations, struct text properties, uint32_t item,
			     struct image_size *size, bool *turned)
{
	uint32_t version = image_big_endian(associations, 0, 1);
	size_t index_size = image_big_endian(associations, 3, 1) & 1 ? 2 : 1;
	uint32_t index_mask = index_size == 2 ? 0x7FFF : 0x7F; /* the high bit: essential */
	size_t id_size = version < 1 ? 2 : 4;
	uint32_t items = image_big_endian(associations, 4, 4);
	size_t at = 8;

	for (uint32_t i = 0; i < items && at < associations.size; i++) {
		bool ours = image_big_endian(associations, at, id_size) == item;
		uint32_t count = image_big_endian(associations, at + id_size, 1);
		at += id_size + 1;
		for (uint32_t j = 0; j < count; j++, at += index_size)
			if (ours)
				apply_property(properties,
					       image_big_endian(associations, at, index_size) &
						   index_mask,
					       size, turned);
		if (ours)
			return;
	}
}

bool avif_size_read(struct text file, struct image_size *size)
{
	struct text types = find_box(file, "ftyp"), meta, primary, item_properties;
	bool turned = false;

	if (!text_equal(text_slice(file, 4, 4), TEXT("ftyp")) ||
	    text_find(types, TEXT("avif")) == SIZE_MAX)
		return false;
	meta = find_box(file, "meta");
	meta = text_slice(meta, FULL_BOX_HEADER, meta.size);
	primary = find_box(meta, "pitm");
	item_properties = find_box(meta, "iprp");
	*size = (struct image_size){0};
	apply_properties(find_box(item_properties, "ipma"), find_box(item_properties, "ipco"),
			 image_big_endian(primary, FULL_BOX_HEADER,
					  image_big_endian(primary, 0, 1) == 0 ? 2 : 4),
			 size, &turned);
	if (turned)
		*size = (struct image_size){size->height, size->width};
	return size->width && size->height;
}
