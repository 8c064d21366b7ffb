/* runtime.h - runs the templates of a theme in a Lua state.
 *
 *   t = templates_open(state, &source);
 *   templates_compile_all(t, names, count, d);   before forking, so that every worker has them
 *   templates_environment(t); lua_pushstring(L, …); lua_setfield(L, -2, "page"); lua_pop(L, 1);
 *   templates_render(t, name, &out, "page fr/x.html", d);
 *   templates_close(t);                          before state_close
 *
 * All templates share one environment: the fields that the caller sets, and behind them the
 * functions of docs/lua-api.md. Templates can write to neither, so that no page depends on the one
 * before.
 *
 * A template is compiled when it is first used and kept. Names are below layouts/
 * ("page.html"), or "partials/…". */
#ifndef SSG_TEMPLATE_RUNTIME_H
#define SSG_TEMPLATE_RUNTIME_H

#include "sandbox/state.h"

struct template_source {
	const struct text *names; /* all templates there are: for "did you mean" */
	size_t count;
	/* Gives path (from the root of the site) and text of template NAME, which live as long as
	 * the templates. False: there is none. */
	bool (*read)(void *self, struct text name, struct text *path, struct text *text);
	/* bind_field_text of api/bind.h, for the reader of the state. May be NULL. */
	bool (*field)(void *self, lua_State *L, int object, int name, struct text *text);
	/* Called with each template that runs, once per rendering. May be NULL. */
	void (*used)(void *self, struct text name);
	void *self; /* handed to all of these */
};

struct templates;

/* Copies SOURCE, not what it points to. */
struct templates *templates_open(struct state *state, const struct template_source *source);
void templates_close(struct templates *templates);

/* Pushes the table of the variables that templates see (state_lua()'s stack). */
void templates_environment(struct templates *templates);

/* Compiles the named templates and all that they name. All errors are reported: E-TEMPLATE, and
 * E-LUA for what Lua itself refuses. */
bool templates_compile_all(struct templates *templates, const struct text *names, size_t count,
			   struct diagnostics *d);

/* Digest of the text of template NAME; 0 if it was not compiled. */
uint64_t templates_digest(const struct templates *templates, struct text name);

/* Appends what template NAME prints to OUT. False if errors were reported; then OUT is
 * unchanged. Errors mention WHERE. May be called while another template runs. */
bool templates_render(struct templates *templates, struct text name, struct buffer *out,
		      const char *where, struct diagnostics *d);

#endif
