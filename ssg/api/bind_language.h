/* bind_language.h - a language of the site in Lua. */
#ifndef SSG_API_BIND_LANGUAGE_H
#define SSG_API_BIND_LANGUAGE_H

#include "api/bind.h"

extern const struct bound_type language_type; /* ->id is a lang_id */

#endif
