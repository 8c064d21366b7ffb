/* bind_page.h - the page being rendered, in Lua.
 *
 * Fields are computed when they are first read, and kept. `extra` is a table of the page's own,
 * which `page` hooks fill; they may set `content`; all else cannot be changed. */
#ifndef SSG_API_BIND_PAGE_H
#define SSG_API_BIND_PAGE_H

#include "api/bind.h"

void bind_page_open(lua_State *L, struct reader *reader); /* once per state */
/* The page of the state's reader, in the reader's language. */
void bind_page_push(lua_State *L);

#endif
