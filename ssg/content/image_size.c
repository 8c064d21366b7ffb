#include "content/image_size.h"

#include "content/image_formats.h"

/* ---- numbers at offsets */

uint32_t image_big_endian(struct text file, size_t at, size_t size)
{
	uint32_t number = 0;

	if (at > file.size || file.size - at < size)
		return 0;
	for (size_t i = 0; i < size; i++)
		number = number << 8 | (unsigned char)file.at[at + i];
	return number;
}

static uint32_t little_endian(struct text file, size_t at, size_t size)
{
	uint32_t number = 0;

	if (at > file.size || file.size - at < size)
		return 0;
	for (size_t i = size; i > 0; i--)
		number = number << 8 | (unsigned char)file.at[at + i - 1];
	return number;
}

static bool has(struct text file, size_t at, struct text bytes)
{
	return text_equal(text_slice(file, at, bytes.size), bytes);
}

/* ---- PNG (W3C PNG 5.2, 11.2.1), GIF (89a, 18) */

static bool png_size_read(struct text file, struct image_size *size)
{
	if (!has(file, 0, TEXT("\x89PNG\r\n\x1a\n")) || !has(file, 12, TEXT("IHDR")))
		return false;
	*size = (struct image_size){image_big_endian(file, 16, 4), image_big_endian(file, 20, 4)};
	return true;
}

static bool gif_size_read(struct text file, struct image_size *size)
{
	if (!has(file, 0, TEXT("GIF87a")) && !has(file, 0, TEXT("GIF89a")))
		return false;
	*size = (struct image_size){little_endian(file, 6, 2), little_endian(file, 8, 2)};
	return true;
}

/* ---- WebP (RFC 9649) */

static bool webp_size_read(struct text file, struct image_size *size)
{
	if (!has(file, 0, TEXT("RIFF")) || !has(file, 8, TEXT("WEBP")))
		return false;
	if (has(file, 12, TEXT("VP8X")) && file.size >= 30) {
		*size = (struct image_size){little_endian(file, 24, 3) + 1,
					    little_endian(file, 27, 3) + 1};
		return true;
	}
	if (has(file, 12, TEXT("VP8L")) && has(file, 20, TEXT("\x2f")) && file.size >= 25) {
		uint32_t bits = little_endian(file, 21, 4);
		*size = (struct image_size){(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
		return true;
	}
	if (has(file, 12, TEXT("VP8 ")) && has(file, 23, TEXT("\x9d\x01\x2a"))) {
		/* RFC 6386 9.1: the two high bits are a scale for display */
		*size = (struct image_size){little_endian(file, 26, 2) & 0x3FFF,
					    little_endian(file, 28, 2) & 0x3FFF};
		return true;
	}
	return false;
}

/* ---- JPEG (ITU T.81, annex B) and its EXIF orientation (CIPA DC-008, 4.6) */

enum { MARKER_SOI = 0xD8, MARKER_EOI, MARKER_SOS, MARKER_APP1 = 0xE1 };
enum { TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3, IFD_ENTRY = 12 };

static bool is_start_of_frame(uint32_t marker)
{
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
	       marker != 0xCC;
}

static bool stands_alone(uint32_t marker)
{
	return marker == 0x01 || (marker >= 0xD0 && marker <= MARKER_SOI);
}

/* From 5 on, the picture is turned by 90 degrees. */
static bool exif_turns(struct text segment)
{
	struct text tiff = text_slice(segment, 6, segment.size);
	bool little = has(tiff, 0, TEXT("II\x2a\0"));
	uint32_t (*number)(struct text, size_t, size_t) = little ? little_endian : image_big_endian;
	size_t directory, count;

	if (!has(segment, 0, TEXT("Exif\0\0")) || (!little && !has(tiff, 0, TEXT("MM\0\x2a"))))
		return false;
	directory = number(tiff, 4, 4);
	count = number(tiff, directory, 2);
	for (size_t i = 0; i < count; i++) {
		size_t entry = directory + 2 + i * IFD_ENTRY;
		if (number(tiff, entry, 2) == TAG_ORIENTATION &&
		    number(tiff, entry + 2, 2) == TYPE_SHORT) {
			uint32_t orientation = number(tiff, entry + 8, 2);
			return orientation >= 5 && orientation <= 8;
		}
	}
	return false;
}

static bool jpeg_size_read(struct text file, struct image_size *size)
{
	bool turned = false;
	size_t at = 2;

	if (!has(file, 0, TEXT("\xff\xd8\xff")))
		return false;
	while (at + 4 <= file.size && has(file, at, TEXT("\xff"))) {
		uint32_t marker = image_big_endian(file, at + 1, 1);
		size_t length = image_big_endian(file, at + 2, 2);
		if (marker == 0xFF) { /* fill byte */
			at++;
			continue;
		}
		if (stands_alone(marker)) {
			at += 2;
			continue;
		}
		if (marker == MARKER_EOI || marker == MARKER_SOS || length < 2)
			return false;
		if (marker == MARKER_APP1)
			turned |= exif_turns(text_slice(file, at + 4, length - 2));
		if (is_start_of_frame(marker)) {
			uint32_t height = image_big_endian(file, at + 5, 2);
			uint32_t width = image_big_endian(file, at + 7, 2);
			*size = turned ? (struct image_size){height, width}
				       : (struct image_size){width, height};
			return true;
		}
		at += 2 + length;
	}
	return false;
}

/* ---- any */

bool image_size_read(struct text file, struct image_size *size)
{
	bool known = png_size_read(file, size) || jpeg_size_read(file, size) ||
		     gif_size_read(file, size) || webp_size_read(file, size) ||
		     avif_size_read(file, size) || svg_size_read(file, size);

	return known && size->width >= 1 && size->width <= IMAGE_SIDE_MAX && size->height >= 1 &&
	       size->height <= IMAGE_SIDE_MAX;
}
