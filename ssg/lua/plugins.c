#include "lua/plugins.h"

#include "lua/bind_site.h"

#include <lauxlib.h>
#include <stdlib.h>

static const char *const hook_names[HOOKS] = {
    [HOOK_DOCUMENT] = "document",
    [HOOK_SITE] = "site",
    [HOOK_PAGE] = "page",
};

struct plugin {
	struct text path;
	int chunk; /* reference in the registry: its compiled file */
	bool hooks[HOOKS];
};

struct plugins {
	struct state *state;
	struct reader *reader;
	struct arena arena;
	struct plugin *list;
	size_t count;
};

struct plugins *plugins_open(struct state *state, struct reader *reader)
{
	struct plugins *plugins = calloc(1, sizeof *plugins);

	if (!plugins)
		memory_exhausted(sizeof *plugins);
	plugins->state = state;
	plugins->reader = reader;
	return plugins;
}

void plugins_close(struct plugins *plugins)
{
	if (!plugins)
		return;
	for (size_t i = 0; i < plugins->count; i++)
		luaL_unref(state_lua(plugins->state), LUA_REGISTRYINDEX, plugins->list[i].chunk);
	arena_free(&plugins->arena);
	free(plugins);
}

bool plugins_have(const struct plugins *plugins, enum hook hook)
{
	for (size_t i = 0; i < plugins->count; i++)
		if (plugins->list[i].hooks[hook])
			return true;
	return false;
}

/* ---- in Lua */

/* (chunk) -> the plugin's table, made by running the file in a new environment. */
static void run_file(lua_State *L, int chunk)
{
	lua_pushvalue(L, chunk);
	state_push_environment(state_of(L));
	lua_setupvalue(L, -2, 1); /* _ENV is a main function's first */
	lua_call(L, 0, 1);
	if (!lua_istable(L, -1))
		luaL_error(L, "a plugin returns a table with its hooks, not %s",
			   lua_isnil(L, -1) ? "nothing" : luaL_typename(L, -1));
}

/* (chunk, struct plugin): notes which hooks there are. */
static int examine(lua_State *L)
{
	struct plugin *plugin = lua_touserdata(L, 2);

	run_file(L, 1);
	for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
		struct text name =
		    lua_type(L, -2) == LUA_TSTRING ? text_of(lua_tostring(L, -2)) : TEXT("?");
		bool known = false;
		for (size_t i = 0; i < HOOKS; i++)
			if (text_is(name, hook_names[i]))
				known = plugin->hooks[i] = true;
		if (!known && lua_isfunction(L, -1))
			return luaL_error(L,
					  "there is no hook '%s': a plugin may have document, "
					  "site and page",
					  name.at);
		if (known && !lua_isfunction(L, -1))
			return luaL_error(L, "hook '%s' is a %s, not a function", name.at,
					  luaL_typename(L, -1));
	}
	return 0;
}

/* (chunk, name of the hook, its argument) */
static int run_hook(lua_State *L)
{
	run_file(L, 1);
	lua_pushvalue(L, 2);
	lua_rawget(L, -2);
	lua_pushvalue(L, 3);
	lua_call(L, 1, 0);
	return 0;
}

/* ---- loading and running */

bool plugins_load(struct plugins *plugins, struct text path, struct text source,
		  struct diagnostics *d)
{
	lua_State *L = state_lua(plugins->state);
	struct plugin plugin = {.path = path};

	state_push_environment(plugins->state);
	if (!state_load(plugins->state, source, path, d))
		return false;
	plugin.chunk = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_pushcfunction(L, examine);
	lua_rawgeti(L, LUA_REGISTRYINDEX, plugin.chunk);
	lua_pushlightuserdata(L, &plugin);
	if (!state_call(plugins->state, 2, 0, "loading the plugin", d)) {
		/* What is wrong with its table is seen when none of its lines runs any more. */
		struct place *place = &d->list[d->count - 1].place;
		if (!place->path.size)
			place->path = arena_text(&d->arena, path);
		luaL_unref(L, LUA_REGISTRYINDEX, plugin.chunk);
		return false;
	}
	plugins->list = arena_grow(&plugins->arena, plugins->list, plugins->count, sizeof plugin);
	plugins->list[plugins->count++] = plugin;
	return true;
}

/* The argument is on top of the stack, and is popped. */
static bool run(struct plugins *plugins, const struct plugin *plugin, enum hook hook,
		const char *where, struct diagnostics *d)
{
	lua_State *L = state_lua(plugins->state);

	plugins->reader->diagnostics = d;
	lua_pushcfunction(L, run_hook);
	lua_rawgeti(L, LUA_REGISTRYINDEX, plugin->chunk);
	lua_pushstring(L, hook_names[hook]);
	lua_rotate(L, -4, 3);
	return state_call(plugins->state, 3, 0, where, d);
}

bool plugins_run_document(struct plugins *plugins, struct hook_document *document,
			  struct diagnostics *d)
{
	lua_State *L = state_lua(plugins->state);
	struct arena arena = {0};
	struct text where = arena_printf(&arena, "hook document, %.*s", TEXT_ARGS(document->path));
	bool good = true;

	for (size_t i = 0; i < plugins->count; i++) {
		const struct plugin *plugin = &plugins->list[i];
		if (!plugin->hooks[HOOK_DOCUMENT])
			continue;
		document->plugin = plugin->path;
		hook_document_push(L, document);
		good &= run(plugins, plugin, HOOK_DOCUMENT, where.at, d);
		hook_document_expire(L);
	}
	arena_free(&arena);
	return good;
}

bool plugins_run_site(struct plugins *plugins, void (*begun)(void *self, struct text path),
		      void *self, struct diagnostics *d)
{
	bool good = true;

	for (size_t i = 0; i < plugins->count; i++) {
		const struct plugin *plugin = &plugins->list[i];
		if (!plugin->hooks[HOOK_SITE])
			continue;
		if (begun)
			begun(self, plugin->path);
		bind_push(state_lua(plugins->state), &site_type, 0, plugins->reader->lang);
		good &= run(plugins, plugin, HOOK_SITE, "hook site", d);
	}
	return good;
}

bool plugins_run_page(struct plugins *plugins, const char *where, struct diagnostics *d)
{
	bool good = true;

	plugins->reader->hooks = true;
	for (size_t i = 0; i < plugins->count; i++) {
		const struct plugin *plugin = &plugins->list[i];
		if (!plugin->hooks[HOOK_PAGE])
			continue;
		lua_pushvalue(state_lua(plugins->state), -1);
		good &= run(plugins, plugin, HOOK_PAGE, where, d);
	}
	plugins->reader->hooks = false;
	return good;
}
