/* print.h - prints a Lua value into a page, escaped for its place in HTML.
 *
 * Texts print as they are, integers in decimal, floats with at most 14 digits and without ".0", nil
 * as nothing. true, false, tables, functions and objects are mistakes: an error says so. HTML
 * prints in text only. */
#ifndef SSG_SANDBOX_PRINT_H
#define SSG_SANDBOX_PRINT_H

#include "base/memory.h"
#include "sandbox/print_place.h"

#include <lua.h>

/* Raises Lua errors. */
void print_value(lua_State *L, int index, enum print_place place, struct buffer *out);
void print_string(struct text text, enum print_place place, struct buffer *out);

#endif
