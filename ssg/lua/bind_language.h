/* bind_language.h - a language of the site in Lua. */
#ifndef SSG_LUA_BIND_LANGUAGE_H
#define SSG_LUA_BIND_LANGUAGE_H

#include "lua/bind.h"

extern const struct bound_type language_type; /* ->id is a lang_id */

#endif
