/* html.h - trusted HTML as a type of its own in Lua, so that templates need no "raw" operator.
 *
 * A value is either bytes, or a promise of a C function to write them when they are printed
 * (a document's body is never copied into Lua unless a plugin asks). */
#ifndef SSG_SANDBOX_HTML_H
#define SSG_SANDBOX_HTML_H

#include "base/memory.h"

#include <lua.h>

struct html {
	const void *kind; /* sandbox/userdata.h */
	/* Appends to OUT. Must not raise a Lua error; called any number of times. */
	void (*write)(void *self, uint64_t argument, struct buffer *out);
	void *self;
	uint64_t argument;
};

void html_push_string(lua_State *L, struct text source); /* copies */
/* SELF must live until the state is closed. */
void html_push_lazy(lua_State *L, void (*write)(void *self, uint64_t argument, struct buffer *out),
		    void *self, uint64_t argument);

const struct html *html_test(lua_State *L, int index);  /* NULL: something else */
const struct html *html_check(lua_State *L, int index); /* raises an argument error */
void html_write(const struct html *html, struct buffer *out);

/* Takes the table on top as the metatable of all HTML values (html_library.c). */
void html_set_metatable(lua_State *L);

#endif
