/* bind_value.h - data in Lua: maps and lists are read-only objects, scalars are plain Lua values.
 *
 * `v.key`, `v[i]`, `#v`; pairs goes in the order written. Works and terms in data are documents
 * and terms in the language that the value is looked at in. */
#ifndef SSG_API_BIND_VALUE_H
#define SSG_API_BIND_VALUE_H

#include "api/reader.h"
#include "sandbox/freeze.h"

#include <lua.h>

void bind_value_open(lua_State *L);
/* NULL gives nil. VALUE lives as long as the state. */
void bind_value_push(lua_State *L, const struct value *value, lang_id lang);
/* Documents, terms, and the lists and maps of this module. */
extern const struct objects bound_objects;
/* The list or map at INDEX, or NULL: something else. */
const struct value *bind_value_test(lua_State *L, int index);

#endif
