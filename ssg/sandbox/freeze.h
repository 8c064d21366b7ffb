/* freeze.h - turns data of plugins into values (base/value.h), and back.
 *
 *   node = freeze(L, 2, objects, arena);   a copy of argument 2
 *   thaw(L, node);                         pushes it as tables
 *
 * What can be kept: nil, true and false, numbers, texts, html, objects that stand for values
 * (documents, terms, data of the site: api/bind_value.h), and tables of these. A table with the
 * keys 1 to n is a list, so an empty one too; any other has texts as keys and becomes a map in the
 * order of ordered_pairs.h. Metatables are not looked at. Values have no place in a file. */
#ifndef SSG_SANDBOX_FREEZE_H
#define SSG_SANDBOX_FREEZE_H

#include "base/value.h"

#include <lua.h>

enum { FREEZE_DEPTH_MAX = 32 }; /* as deep as YAML (content/limits.h): a circle ends there too */

/* The values that userdata of higher layers stand for. */
struct objects {
	/* The value of the userdata at INDEX: it lives as long as the state, or is a scalar in
	 * ROOM. NULL if it stands for none. */
	const struct value *(*value_of)(lua_State *L, int index, struct value *room);
};

/* The value at INDEX; OBJECTS may be NULL: none can be kept; all of it is in ARENA, as errors skip
 * clean-up. Raises an error that names what cannot be kept: "data.list[3]: a function cannot be
 * kept". Its memory is charged to the budget, and a copy larger than the state's memory limit is an
 * error. */
struct value_node *freeze(lua_State *L, int index, const struct objects *objects,
			  struct arena *arena);

/* Raises an error that begins with WHAT unless TEXT is UTF-8 without control characters other than
 * tab and line ends: a feed could not bear them. */
void freeze_check_text(lua_State *L, const char *what, struct text text);

/* Pushes NODE. Dates are texts, nothing is nil: lists may have gaps. Works and terms, which are
 * objects of the model only, are nil. */
void thaw(lua_State *L, const struct value_node *node);

#endif
