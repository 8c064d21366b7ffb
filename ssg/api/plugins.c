#include "api/plugins.h"

#include "api/bind.h"
#include "api/bind_value.h"
#include "base/characters.h"
#include "sandbox/html_library.h"
#include "sandbox/json.h"
#include "sandbox/sandbox.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

static const char *const hook_names[HOOKS] = {
    [HOOK_DOCUMENT] = "document",
    [HOOK_SITE] = "site",
    [HOOK_PAGE] = "page",
    [HOOK_FILE] = "file",
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
	struct event_log *events;
};

struct plugins *plugins_open(struct state *state, struct reader *reader)
{
	struct plugins *plugins = calloc(1, sizeof *plugins);
	lua_State *L = state_lua(state);

	if (!plugins)
		memory_exhausted(sizeof *plugins);
	plugins->state = state;
	plugins->reader = reader;
	html_library_open(L);
	json_open(L, &bound_objects);
	hook_document_open(L);
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

bool plugins_next(const struct plugins *plugins, size_t *at, struct text *path, bool hooks[HOOKS])
{
	if (*at >= plugins->count)
		return false;
	const struct plugin *plugin = &plugins->list[(*at)++];
	*path = plugin->path;
	memcpy(hooks, plugin->hooks, sizeof plugin->hooks);
	return true;
}

const char *plugins_hook_name(enum hook hook)
{
	return hook_names[hook];
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
	sandbox_push_environment(L);
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
					  "site, page and file",
					  name.at);
		if (known && !lua_isfunction(L, -1))
			return luaL_error(L, "hook '%s' is a %s, not a function", name.at,
					  luaL_typename(L, -1));
	}
	return 0;
}

/* (chunk, name of the hook, its arguments) -> what it returns */
static int run_hook(lua_State *L)
{
	int arguments = lua_gettop(L) - 2;

	run_file(L, 1);
	lua_pushvalue(L, 2);
	lua_rawget(L, -2);
	for (int i = 1; i <= arguments; i++)
		lua_pushvalue(L, 2 + i);
	lua_call(L, arguments, 1);
	return 1;
}

/* ---- loading and running */

void plugins_time(struct plugins *plugins, struct event_log *events)
{
	plugins->events = events;
}

bool plugins_load(struct plugins *plugins, struct text path, struct text source,
		  struct diagnostics *d)
{
	lua_State *L = state_lua(plugins->state);
	struct plugin plugin = {.path = path};

	sandbox_push_environment(L);
	if (!state_load(plugins->state, source, path, d))
		return false;
	plugin.chunk = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_pushcfunction(L, examine);
	lua_rawgeti(L, LUA_REGISTRYINDEX, plugin.chunk);
	lua_pushlightuserdata(L, &plugin);
	if (!state_call(plugins->state, 2, 0, "loading the plugin", d)) {
		/* What is wrong with its table is found when none of its lines runs any more. */
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

/* The ARGUMENTS are on top of the stack, and are popped; one result of RESULTS 1 takes their place,
 * if there is no error. */
static bool run_for(struct plugins *plugins, const struct plugin *plugin, enum hook hook,
		    int arguments, int results, const char *where, struct diagnostics *d)
{
	lua_State *L = state_lua(plugins->state);

	plugins->reader->diagnostics = d;
	plugins->reader->plugin = plugin->path;
	lua_pushcfunction(L, run_hook);
	lua_rawgeti(L, LUA_REGISTRYINDEX, plugin->chunk);
	lua_pushstring(L, hook_names[hook]);
	lua_rotate(L, -arguments - 3, 3);
	uint64_t begun = event_begin(plugins->events);
	bool good = state_call(plugins->state, 2 + arguments, results, where, d);
	event_end(plugins->events, begun, EVENT_HOOK, plugin->path, text_of(hook_names[hook]));
	return good;
}

/* The argument is on top of the stack, and is popped. */
static bool run(struct plugins *plugins, const struct plugin *plugin, enum hook hook,
		const char *where, struct diagnostics *d)
{
	return run_for(plugins, plugin, hook, 1, 0, where, d);
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

/* PLUGIN has asked for the files from number FIRST on: who makes their text? */
static bool check_files(const struct plugins *plugins, const struct plugin *plugin, size_t first,
			struct diagnostics *d)
{
	const struct model *model = plugins->reader->model;

	if (plugin->hooks[HOOK_FILE] || model->file_count == first)
		return true;
	diag_error(d, "E-PLUGIN", model->files[first].place,
		   "the plugin adds files, but has no hook `file` that gives their text");
	return false;
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
		size_t files = plugins->reader->model->file_count;
		bind_push(state_lua(plugins->state), &site_type, 0, plugins->reader->lang);
		good &= run(plugins, plugin, HOOK_SITE, "hook site", d);
		good &= check_files(plugins, plugin, files, d);
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

/* ---- files */

/* What a hook may return for FILE; anything else is reported. */
static bool check_text(const struct file_plan *file, struct text text, struct diagnostics *d)
{
	size_t offset = 0, size;
	uint32_t code_point;
	enum character_fault fault;

	if (text.size > FILE_BYTES_MAX) {
		diag_error(d, "E-PLUGIN", file->place, "%.*s is larger than %d MB",
			   TEXT_ARGS(file->path), FILE_BYTES_MAX >> 20);
		return false;
	}
	while ((fault = characters_find_fault(text, &offset, &code_point, &size))) {
		if (fault == CHARACTER_BROKEN || fault == CHARACTER_CONTROL) {
			diag_error(d, "E-PLUGIN", file->place,
				   fault == CHARACTER_BROKEN
				       ? "the text of %.*s is not UTF-8"
				       : "the text of %.*s has a control character",
				   TEXT_ARGS(file->path));
			return false;
		}
		offset += size;
	}
	return true;
}

/* Takes the result from the stack. */
static bool take_text(lua_State *L, const struct file_plan *file, struct buffer *out,
		      struct diagnostics *d)
{
	bool good = lua_type(L, -1) == LUA_TSTRING;

	if (good) {
		struct text text = bind_text(L, -1);
		good = check_text(file, text, d);
		if (good)
			buffer_text(out, text);
	} else {
		diag_error(d, "E-PLUGIN", file->place,
			   "the hook `file` gave a %s for %.*s: it has to be a text",
			   luaL_typename(L, -1), TEXT_ARGS(file->path));
	}
	lua_pop(L, 1);
	return good;
}

static const struct plugin *plugin_of(const struct plugins *plugins, const struct file_plan *file)
{
	size_t i = 0;

	while (!text_equal(plugins->list[i].path, file->plugin))
		i++;
	return &plugins->list[i];
}

bool plugins_run_file(struct plugins *plugins, const struct file_plan *file, struct buffer *out,
		      struct diagnostics *d)
{
	lua_State *L = state_lua(plugins->state);
	struct arena arena = {0};
	struct text where = arena_printf(&arena, "hook file, %.*s", TEXT_ARGS(file->path));

	bind_push(L, &site_type, 0, file->lang);
	lua_createtable(L, 0, 2);
	bind_push_text(L, file->path);
	lua_setfield(L, -2, "path");
	bind_value_push(L, file->data, file->lang);
	lua_setfield(L, -2, "data");
	bool good = run_for(plugins, plugin_of(plugins, file), HOOK_FILE, 2, 1, where.at, d) &&
		    take_text(L, file, out, d);
	arena_free(&arena);
	return good;
}
