/* print.h - prints a Lua value into a page, escaped for the place it stands in.
 *
 * Texts print as they are, integers in decimal, floats with at most 14 digits and without ".0", nil
 * as nothing. true, false, tables, functions and objects are mistakes: an error says so. HTML
 * prints in text only. */
#ifndef SSG_SANDBOX_PRINT_H
#define SSG_SANDBOX_PRINT_H

#include "base/memory.h"

#include <lua.h>

enum print_place {
	PRINT_TEXT,
	PRINT_PLAIN,      /* attribute values, <title>, <textarea>: markup is not read there */
	PRINT_URL,        /* a whole address, or the beginning of one: "#" in place of a scheme that
			     could run code */
	PRINT_URL_SCHEME, /* what follows an expression that may have been the beginning of a
			     scheme: ':' is encoded */
	PRINT_URL_REST,   /* the rest of an address */
};

/* Raises Lua errors. */
void print_value(lua_State *L, int index, enum print_place place, struct buffer *out);
void print_string(struct text text, enum print_place place, struct buffer *out);

#endif
