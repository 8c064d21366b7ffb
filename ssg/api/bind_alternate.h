/* bind_alternate.h - a page in one of its languages, as the page of another language sees it. */
#ifndef SSG_API_BIND_ALTERNATE_H
#define SSG_API_BIND_ALTERNATE_H

#include "api/bind.h"
#include "site/pages.h"

extern const struct bound_type alternate_type; /* ->id is a page of the model */

#endif
