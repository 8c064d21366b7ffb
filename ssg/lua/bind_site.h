/* bind_site.h - the whole site in Lua. */
#ifndef SSG_LUA_BIND_SITE_H
#define SSG_LUA_BIND_SITE_H

#include "lua/bind.h"

extern const struct bound_type site_type; /* ->id is 0 */

/* All types of objects; once a state. READER outlives the state. */
void bind_open(lua_State *L, struct reader *reader);

#endif
