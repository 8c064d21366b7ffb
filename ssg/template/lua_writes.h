/* lua_writes.h - does Lua write into tables that it was given? Private to template.c.
 *
 * A static and careful answer, of the words of a chunk (template/lua_token.h) and without scopes. A
 * name is its *own* if whatever binds it anywhere is `local name = {…}`. Only into tables of such
 * names it may write: by assignment (`own[key] = …`, `own.key = …`), or by `table.insert`,
 * `table.remove` and `table.sort`; `table.move` may go into a constructor. What else looks like
 * writing counts, needed or not: assignments to a field of anything else, other uses of `table` but
 * to read, `_ENV`. */
#ifndef SSG_TEMPLATE_LUA_WRITES_H
#define SSG_TEMPLATE_LUA_WRITES_H

#include "base/text.h"

bool lua_writes(struct text chunk);

#endif
