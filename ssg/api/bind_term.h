/* bind_term.h - terms and taxonomies in Lua. */
#ifndef SSG_API_BIND_TERM_H
#define SSG_API_BIND_TERM_H

#include "api/bind.h"

extern const struct bound_type term_type;
extern const struct bound_type taxonomy_type;

#endif
