#include "content/image_size.h"

#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- samples: only what is read of each format, and junk behind it */

#define PNG "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0"
#define GIF "GIF89a\x40\x01\xf0\0\xf7\0\0"
#define JPEG_START "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define JPEG_FRAME "\xff\xc2\0\x11\x08\x01\xe0\x02\x80\3\1\x22\0\2\x11\1\3\x11\1\xff\xda"
/* Orientation 6, in either order of bytes. */
#define EXIF_BIG                                                                                   \
	"\xff\xe1\0\x22"                                                                           \
	"Exif\0\0MM\0\x2a\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
#define EXIF_LITTLE                                                                                \
	"\xff\xe1\0\x22"                                                                           \
	"Exif\0\0II\x2a\0\x08\0\0\0\1\0\x12\x01\3\0\1\0\0\0\6\0\0\0\0\0\0\0"
#define WEBP_LOSSY "RIFF\0\0\0\0WEBPVP8 \x30\0\0\0\x30\1\0\x9d\x01\x2a\x80\x02\xe0\x01\0\0"
#define WEBP_LOSSLESS "RIFF\0\0\0\0WEBPVP8L\x30\0\0\0\x2f\x7f\xc2\x77\0\0\0"
#define WEBP_EXTENDED "RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0"
/* Two items; the primary one is the second: its properties are the 3rd (its size) and 4th. */
#define AVIF(turn)                                                                                 \
	"\0\0\0\x18"                                                                               \
	"ftypavif\0\0\0\0avifmif1"                                                                 \
	"\0\0\0\x7c"                                                                               \
	"meta\0\0\0\0"                                                                             \
	"\0\0\0\x0e"                                                                               \
	"pitm\0\0\0\0\0\2"                                                                         \
	"\0\0\0\x62"                                                                               \
	"iprp"                                                                                     \
	"\0\0\0\x41"                                                                               \
	"ipco"                                                                                     \
	"\0\0\0\x14"                                                                               \
	"ispe\0\0\0\0\0\0\0\1\0\0\0\1"                                                             \
	"\0\0\0\x08"                                                                               \
	"free"                                                                                     \
	"\0\0\0\x14"                                                                               \
	"ispe\0\0\0\0\0\0\x02\x80\0\0\x01\xe0"                                                     \
	"\0\0\0\x09"                                                                               \
	"irot" turn "\0\0\0\x19"                                                                   \
	"ipma\0\0\0\0\0\0\0\2\0\1\1\1\0\2\2\x83\x84"

static bool read_bytes(const char *bytes, size_t size, struct image_size *result)
{
	/* A copy of just the size: the address sanitiser sees every byte read past it. */
	char *copy = malloc(size ? size : 1);
	bool known;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	known = image_size_read(text_make(copy, size), result);
	free(copy);
	return known;
}

static void assert_size(const char *bytes, size_t size, uint32_t width, uint32_t height)
{
	struct image_size result = {0};

	assert_true(read_bytes(bytes, size, &result));
	assert_int_equal(result.width, width);
	assert_int_equal(result.height, height);
}

static void assert_none(const char *bytes, size_t size)
{
	struct image_size result;

	assert_false(read_bytes(bytes, size, &result));
}

#define ASSERT_SIZE(literal, width, height) assert_size(literal, sizeof(literal) - 1, width, height)
#define ASSERT_NONE(literal) assert_none(literal, sizeof(literal) - 1)

static void png_has_its_size_in_the_header(void **state)
{
	(void)state;
	ASSERT_SIZE(PNG, 640, 480);
}

static void gif_has_the_size_of_its_screen(void **state)
{
	(void)state;
	ASSERT_SIZE(GIF, 320, 240);
	ASSERT_SIZE("GIF87a\x01\0\x02\0", 1, 2);
}

static void jpeg_has_the_size_of_its_frame(void **state)
{
	(void)state;
	ASSERT_SIZE(JPEG_START JPEG_FRAME, 640, 480);
	ASSERT_SIZE(JPEG_START "\xff\xff\xff" JPEG_FRAME, 640, 480); /* fill bytes */
	/* a table (DHT) has a marker between those of frames */
	ASSERT_SIZE(JPEG_START "\xff\xc4\0\x09\x08\x08\x08\x08\x08\x08\x08" JPEG_FRAME, 640, 480);
}

static void jpeg_is_turned_as_exif_says(void **state)
{
	(void)state;
	ASSERT_SIZE(JPEG_START EXIF_BIG JPEG_FRAME, 480, 640);
	ASSERT_SIZE("\xff\xd8" EXIF_LITTLE JPEG_FRAME, 480, 640);
}

static void jpeg_upside_down_keeps_its_sides(void **state)
{
	char bytes[] = JPEG_START EXIF_BIG JPEG_FRAME;

	(void)state;
	bytes[sizeof(JPEG_START) - 1 + 29] = 3;
	assert_size(bytes, sizeof(bytes) - 1, 640, 480);
}

static void jpeg_without_a_frame_has_no_size(void **state)
{
	(void)state;
	ASSERT_NONE(JPEG_START "\xff\xda\0\x08\1\1\0\0\x3f\0" JPEG_FRAME);
	ASSERT_NONE(JPEG_START "\xff\xd9\0\x04\0\0" JPEG_FRAME);
	ASSERT_NONE(JPEG_START "\xff\xe2\0\0" JPEG_FRAME);
}

static void webp_has_a_size_in_each_of_its_forms(void **state)
{
	(void)state;
	ASSERT_SIZE(WEBP_LOSSY, 640, 480);
	ASSERT_SIZE(WEBP_LOSSLESS, 640, 480);
	ASSERT_SIZE(WEBP_EXTENDED, 640, 480);
	ASSERT_NONE("RIFF\0\0\0\0WEBPALPH\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
}

static void avif_has_the_size_of_its_primary_item(void **state)
{
	(void)state;
	ASSERT_SIZE(AVIF("\0"), 640, 480);
}

static void avif_is_turned_as_it_says(void **state)
{
	(void)state;
	ASSERT_SIZE(AVIF("\1"), 480, 640);
	ASSERT_SIZE(AVIF("\2"), 640, 480);
}

/* ---- SVG */

static void svg_has_width_and_height(void **state)
{
	(void)state;
	ASSERT_SIZE("<svg xmlns='x' width=\"640\" height='480'/>", 640, 480);
	ASSERT_SIZE("<svg width = ' 640px ' height='479.6'>", 640, 480);
	ASSERT_SIZE("<svg:svg width='1' height='2'>", 1, 2);
}

static void svg_lengths_have_units(void **state)
{
	(void)state;
	ASSERT_SIZE("<svg width='1in' height='72pt'/>", 96, 96);
	ASSERT_SIZE("<svg width='25.4mm' height='2.54cm'/>", 96, 96);
	ASSERT_SIZE("<svg width='6pc' height='101.6Q'/>", 96, 96);
}

static void svg_without_lengths_has_the_size_of_its_view_box(void **state)
{
	(void)state;
	ASSERT_SIZE("<svg viewBox='-1 -1 24 12'/>", 24, 12);
	ASSERT_SIZE("<svg width='100%' height='2em' viewBox='0,0, 24 ,12'/>", 24, 12);
}

static void svg_completes_one_length_by_the_view_box(void **state)
{
	(void)state;
	ASSERT_SIZE("<svg width='48' viewBox='0 0 24 12'/>", 48, 24);
	ASSERT_SIZE("<svg height='48' viewBox='0 0 24 12'/>", 96, 48);
}

static void svg_may_stand_behind_a_prolog(void **state)
{
	(void)state;
	ASSERT_SIZE("\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <svg width='9' height='9'> -->\n"
		    "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"a>b\" [<!ENTITY x '>]'>]>\n"
		    "<svg\n\twidth='2'\n\theight='3'\n>",
		    2, 3);
}

static void svg_without_a_size_has_none(void **state)
{
	(void)state;
	ASSERT_NONE("<svg xmlns='x'><rect width='1' height='1'/></svg>");
	ASSERT_NONE("<svg width='-3' height='4'/>");
	ASSERT_NONE("<svg width='0' height='4'/>");
	ASSERT_NONE("<svg width='1e3' height='.'/>");
	ASSERT_NONE("<svg viewBox='0 0 0 12'/>");
	ASSERT_NONE("<svg viewBox='0 0 12'/>");
	ASSERT_NONE("<svg width='99999999' height='1'/>");
}

static void other_xml_is_no_picture(void **state)
{
	(void)state;
	ASSERT_NONE("<html width='1' height='1'>");
	ASSERT_NONE("<svgx width='1' height='1'>");
	ASSERT_NONE("<!-- <svg width='1' height='1'>");
	ASSERT_NONE("<!DOCTYPE svg [ <svg width='1' height='1'>");
	ASSERT_NONE("<svg width=1 height=1>");
}

/* ---- bad input */

static void side_of_nothing_or_of_a_million_is_refused(void **state)
{
	(void)state;
	ASSERT_NONE("GIF89a\0\0\xf0\0");
	ASSERT_NONE("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\x7f\xff\xff\xff\0\0\x01\xe0\x08\x06\0\0\0");
}

static void nothing_and_noise_are_no_picture(void **state)
{
	(void)state;
	ASSERT_NONE("");
	ASSERT_NONE("%PDF-1.7");
	ASSERT_NONE("\xff");
}

static const struct text samples[] = {
    {PNG, sizeof(PNG) - 1},
    {GIF, sizeof(GIF) - 1},
    {JPEG_START EXIF_BIG JPEG_FRAME, sizeof(JPEG_START EXIF_BIG JPEG_FRAME) - 1},
    {JPEG_START EXIF_LITTLE JPEG_FRAME, sizeof(JPEG_START EXIF_LITTLE JPEG_FRAME) - 1},
    {WEBP_LOSSY, sizeof(WEBP_LOSSY) - 1},
    {WEBP_LOSSLESS, sizeof(WEBP_LOSSLESS) - 1},
    {WEBP_EXTENDED, sizeof(WEBP_EXTENDED) - 1},
    {AVIF("\1"), sizeof(AVIF("\1")) - 1},
    {"<?xml?><!DOCTYPE a [<!--'-->]><svg width='1' viewBox='0 0 2 3'>", 63},
};

static void files_cut_short_anywhere_are_read_within_their_bounds(void **state)
{
	struct image_size size;

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		for (size_t end = 0; end <= samples[i].size; end++)
			read_bytes(samples[i].at, end, &size);
}

static void files_damaged_anywhere_are_read_within_their_bounds(void **state)
{
	static const char values[] = {'\0', '\x01', '\x7f', '\xff', '>', '\''};
	struct image_size size;
	char bytes[512];

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		for (size_t at = 0; at < samples[i].size; at++) {
			for (size_t j = 0; j < sizeof(values); j++) {
				memcpy(bytes, samples[i].at, samples[i].size);
				bytes[at] = values[j];
				if (read_bytes(bytes, samples[i].size, &size))
					assert_true(size.width && size.height);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(png_has_its_size_in_the_header),
	    cmocka_unit_test(gif_has_the_size_of_its_screen),
	    cmocka_unit_test(jpeg_has_the_size_of_its_frame),
	    cmocka_unit_test(jpeg_is_turned_as_exif_says),
	    cmocka_unit_test(jpeg_upside_down_keeps_its_sides),
	    cmocka_unit_test(jpeg_without_a_frame_has_no_size),
	    cmocka_unit_test(webp_has_a_size_in_each_of_its_forms),
	    cmocka_unit_test(avif_has_the_size_of_its_primary_item),
	    cmocka_unit_test(avif_is_turned_as_it_says),
	    cmocka_unit_test(svg_has_width_and_height),
	    cmocka_unit_test(svg_lengths_have_units),
	    cmocka_unit_test(svg_without_lengths_has_the_size_of_its_view_box),
	    cmocka_unit_test(svg_completes_one_length_by_the_view_box),
	    cmocka_unit_test(svg_may_stand_behind_a_prolog),
	    cmocka_unit_test(svg_without_a_size_has_none),
	    cmocka_unit_test(other_xml_is_no_picture),
	    cmocka_unit_test(side_of_nothing_or_of_a_million_is_refused),
	    cmocka_unit_test(nothing_and_noise_are_no_picture),
	    cmocka_unit_test(files_cut_short_anywhere_are_read_within_their_bounds),
	    cmocka_unit_test(files_damaged_anywhere_are_read_within_their_bounds),
	};

	return cmocka_run_group_tests_name("image_size", tests, NULL, NULL);
}
