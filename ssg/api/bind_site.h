/* bind_site.h - the whole site in Lua. */
#ifndef SSG_API_BIND_SITE_H
#define SSG_API_BIND_SITE_H

#include "api/bind.h"

/* Makes all types of objects, once per state. READER outlives the state. */
void bind_open(lua_State *L, struct reader *reader);

#endif
