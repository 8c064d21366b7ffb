/* failure.h - turns an error of Lua into a diagnostic: what went wrong, where, and who called.
 *
 *   failure_describe(&f, L);      in a message handler, the error object on top
 *   failure_report(&f, "page fr/x.html", d);
 *
 * Kept in C memory, since Lua's own may be exhausted, and without calling any Lua code. Positions
 * are those of chunks named "@path" (plugins and templates). */
#ifndef SSG_SANDBOX_FAILURE_H
#define SSG_SANDBOX_FAILURE_H

#include "base/diagnostics.h"

#include <lua.h>

struct failure {
	struct buffer path; /* empty: no plugin or template was running */
	uint32_t line;
	struct buffer message;
	struct buffer calls; /* "a.lua:3 (function 'f'), a.lua:9": from the innermost out */
};

void failure_free(struct failure *failure);
void failure_clear(struct failure *failure);

/* True if a line of a plugin or template is running in L. The innermost one: AR->source + 1 is
 * its path, ->currentline its number. Allocates nothing. */
bool failure_find_line(lua_State *L, lua_Debug *ar);
/* The innermost line that runs in L. Allocates no Lua memory: safe inside an allocator. */
void failure_locate(struct failure *failure, lua_State *L);
/* Message of the error object on top of the stack, place and calls. An error() that names another
 * line than the innermost (error("…", 2)) is placed there. */
void failure_describe(struct failure *failure, lua_State *L);
/* Takes only the message of the object on top, and the place if the message begins with that of
 * CHUNK. */
void failure_describe_syntax(struct failure *failure, lua_State *L, struct text chunk);

/* An E-LUA error with WHERE and the calls as hint. */
void failure_report(const struct failure *failure, const char *where, struct diagnostics *d);

#endif
