/* localize.h - the functions t, date, number, list and sort_key of templates. */
#ifndef SSG_API_LOCALIZE_H
#define SSG_API_LOCALIZE_H

#include "api/reader.h"

#include <lua.h>

/* Sets the five functions in the table on top of the stack. READER outlives the state. */
void localize_open(lua_State *L, struct reader *reader);

#endif
