/* json.h - json(value) for plugins: a text in JSON (RFC 8259), the same for equal values on every
 * build: without white space; keys of tables by bytes, those of data as written.
 *
 *   json_open(L, objects);       once per state: the global `json`
 *
 * What can be kept can be written (sandbox/freeze.h), but for documents, terms and infinite
 * numbers; html is a text. */
#ifndef SSG_SANDBOX_JSON_H
#define SSG_SANDBOX_JSON_H

#include "sandbox/freeze.h"

/* OBJECTS, which may be NULL, outlive the state. */
void json_open(lua_State *L, const struct objects *objects);

#endif
