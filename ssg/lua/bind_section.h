/* bind_section.h - sections in Lua, and the options of lists of documents. */
#ifndef SSG_LUA_BIND_SECTION_H
#define SSG_LUA_BIND_SECTION_H

#include "lua/bind.h"

extern const struct bound_type section_type;

/* Pushes the documents that QUERY gives once limit, sort, reverse and type of the table at
 * OPTIONS (or nil) are set in it. */
void bind_push_query(lua_State *L, struct reader *reader, struct query *query, int options);

#endif
