/* bind_section.h - sections in Lua, and the options of lists of documents. */
#ifndef SSG_API_BIND_SECTION_H
#define SSG_API_BIND_SECTION_H

#include "api/bind.h"

/* In a method: pushes the documents that QUERY gives once the options (docs/lua-api.md,
 * `site:documents`) of the table that is argument 2, or nil, are set in it. */
void bind_push_query(lua_State *L, struct reader *reader, struct query *query);
/* Pushes how many documents QUERY gives. */
void bind_push_count(lua_State *L, const struct reader *reader, const struct query *query);

#endif
