/* print_place.h - the places in HTML where a value can be printed, each with its own escaping.
 *
 * The one list of places: html_context.c finds the place in a template, the compiled template names
 * it, and print.c escapes for it. */
#ifndef SSG_SANDBOX_PRINT_PLACE_H
#define SSG_SANDBOX_PRINT_PLACE_H

enum print_place {
	PRINT_NOWHERE, /* no escaping is safe: nothing is printed */
	PRINT_TEXT,
	PRINT_PLAIN, /* attribute values, <title>, <textarea>: markup is not read there */
	PRINT_URL,   /* an address or its beginning: "#" replaces a scheme that could run code */
	PRINT_URL_SCHEME, /* what follows an expression that may have been the beginning of a
			     scheme: ':' is encoded */
	PRINT_URL_REST,   /* the rest of an address */
};
enum { PRINT_PLACES = PRINT_URL_REST + 1 };

#endif
