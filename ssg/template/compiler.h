/* compiler.h - compiles one template file to Lua source.
 *
 * Pure text to text: knows HTML contexts and Lua's block structure, not Lua's API. Lines of
 * the chunk are lines of the template, so that Lua's own messages name the right place.
 *
 * The chunk is called once, with the functions below in this order. It returns a function (args)
 * to be called for each rendering, and what the template names, as a flat list: name, line,
 * column, true (extends) or false (include), ….
 *
 *   ssg_raw(text)            appends what the template itself says
 *   ssg_text(value) ssg_plain(value) ssg_url(value) ssg_url_scheme(value) ssg_url_rest(value)
 *                            append a value, escaped for the place: sandbox/print.h
 *   ssg_include(name, args) ssg_extend(name, args)
 *   ssg_define(name, function (super)) ssg_block(name, function (super))
 *
 * Names that begin with "ssg_" are refused in tags. */
#ifndef SSG_TEMPLATE_COMPILER_H
#define SSG_TEMPLATE_COMPILER_H

#include "base/diagnostics.h"

/* Appends the Lua chunk of TEMPLATE (the file PATH) to LUA. False: errors were reported, with line
 * and column (E-TEMPLATE): unclosed tags, an expression where no escaping is safe, arms of an
 * `if` that end in different contexts … */
bool template_compile(struct text template, struct text path, struct buffer *lua,
		      struct diagnostics *d);

#endif
