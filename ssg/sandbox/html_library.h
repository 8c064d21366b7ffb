/* html_library.h - the global `html` of Lua, and the methods of HTML values.
 *
 * `tostring(h)` is the source, `h:replace(pattern, replacement, limit)` gsub on it,
 * `html.escape(text)` and `html.join(list, separator)` make more; texts and numbers in a list are
 * escaped. */
#ifndef SSG_SANDBOX_HTML_LIBRARY_H
#define SSG_SANDBOX_HTML_LIBRARY_H

#include <lua.h>

void html_library_open(lua_State *L); /* once per state */

#endif
