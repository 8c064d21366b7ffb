/* print.h - prints a Lua value into a page, escaped for the place it stands in.
 *
 * Texts print as they are, integers in decimal, floats with at most 14 digits and without ".0", nil
 * as nothing. true, false, tables, functions and objects are mistakes: an error says so. HTML
 * prints in text only. All raise Lua errors. */
#ifndef SSG_LUA_PRINT_H
#define SSG_LUA_PRINT_H

#include "base/memory.h"

#include <lua.h>

void print_text(lua_State *L, int index, struct buffer *out);
/* Attribute values, <title>, <textarea>: places where markup is not read. */
void print_plain(lua_State *L, int index, struct buffer *out);
/* A whole address, or the beginning of one: "#" in place of a scheme that could run code. */
void print_url(lua_State *L, int index, struct buffer *out);
/* What follows an expression that may have been the beginning of a scheme: ':' is encoded. */
void print_url_scheme(lua_State *L, int index, struct buffer *out);
/* The rest of an address. */
void print_url_rest(lua_State *L, int index, struct buffer *out);

#endif
