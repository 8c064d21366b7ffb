/* compiler.h - compiles one template file to Lua source.
 *
 * Pure text to text: knows HTML contexts and Lua's block structure, not Lua's API. Lines of
 * the chunk are lines of the template, so that Lua's own messages name the right place.
 *
 * What the chunk calls and gives: template/seam.h. */
#ifndef SSG_TEMPLATE_COMPILER_H
#define SSG_TEMPLATE_COMPILER_H

#include "base/diagnostics.h"

/* Appends the Lua chunk of TEMPLATE (the file PATH) to LUA. False: errors were reported, with line
 * and column (E-TEMPLATE): unclosed tags, an expression where no escaping is safe, arms of an
 * `if` that end in different contexts … */
bool template_compile(struct text template, struct text path, struct buffer *lua,
		      struct diagnostics *d);

#endif
