/* seam.h - what compiler.c and runtime.c agree on: the functions that a compiled template calls.
 *
 * The chunk is called once, with all of them in this order. It returns a function (args) to be
 * called for each rendering, and what the template names, as a flat list: name, line, column, true
 * (extends) or false (include), …. Names that begin with "ssg_" are refused in tags. */
#ifndef SSG_TEMPLATE_SEAM_H
#define SSG_TEMPLATE_SEAM_H

#include "sandbox/print_place.h"

enum seam_function {
	SEAM_RAW, /* (text): appends what the template itself says */
	/* (value): appends it, escaped for its place, which has the same number. */
	SEAM_TEXT = PRINT_TEXT,
	SEAM_PLAIN = PRINT_PLAIN,
	SEAM_URL = PRINT_URL,
	SEAM_URL_SCHEME = PRINT_URL_SCHEME,
	SEAM_URL_REST = PRINT_URL_REST,
	/* (place, object, name, text before it): appends TEXT BEFORE IT, if there is one, and the
	 * field NAME if it is a text of an object of ours. Gives true if it is anything else. */
	SEAM_FIELD,
	SEAM_INCLUDE, /* (name, args) */
	SEAM_EXTEND,  /* (name, args) */
	SEAM_DEFINE,  /* (name, function (super)): fills a block of the template above */
	SEAM_BLOCK,   /* (name, function (super)) */
	SEAM_FUNCTIONS,
};
_Static_assert((int)SEAM_FIELD == PRINT_PLACES, "a function prints at each place");

static const char *const seam_names[] = {
    [SEAM_RAW] = "ssg_raw",
    [SEAM_TEXT] = "ssg_text",
    [SEAM_PLAIN] = "ssg_plain",
    [SEAM_URL] = "ssg_url",
    [SEAM_URL_SCHEME] = "ssg_url_scheme",
    [SEAM_URL_REST] = "ssg_url_rest",
    [SEAM_FIELD] = "ssg_field",
    [SEAM_INCLUDE] = "ssg_include",
    [SEAM_EXTEND] = "ssg_extend",
    [SEAM_DEFINE] = "ssg_define",
    [SEAM_BLOCK] = "ssg_block",
};
_Static_assert(sizeof seam_names / sizeof *seam_names == SEAM_FUNCTIONS, "each has a name");

#endif
