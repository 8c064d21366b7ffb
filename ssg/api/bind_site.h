/* bind_site.h - the whole site in Lua. */
#ifndef SSG_API_BIND_SITE_H
#define SSG_API_BIND_SITE_H

#include "api/bind.h"

/* All types of objects; once a state. READER outlives the state. */
void bind_open(lua_State *L, struct reader *reader);

#endif
