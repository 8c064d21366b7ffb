#include "template/runtime.h"

#include "base/digest.h"
#include "base/map.h"
#include "sandbox/frozen_table.h"
#include "sandbox/html.h"
#include "sandbox/print.h"
#include "sandbox/sandbox.h"
#include "template/compiler.h"
#include "template/seam.h"
#include "workers/pulse.h"

#include <lauxlib.h>
#include <stdlib.h>

enum {
	DEPTH_MAX =
	    40, /* templates inside each other: each takes up to three of Lua's 200 C calls */
	PAGE_BYTES_MAX = 32 << 20, /* no honest page; a loop fills it in a second */
};

/* The templates that a template names: always literals, so that all are known when it is
 * compiled. */
struct reference {
	struct text name;
	struct place place;
	bool extends; /* else include */
};

struct compiled {
	struct text name;
	int function; /* reference in the registry: (args) */
	struct reference *references;
	size_t reference_count;
	bool ready; /* all that it names is compiled too */
	uint64_t digest;
	uint64_t rendering; /* the last that it ran in */
};

struct templates {
	struct state *state;
	struct template_source source;
	struct arena arena;
	struct compiled **list;
	size_t count;
	struct map by_name;
	int variables;      /* reference: the table of templates_environment */
	int environment;    /* reference to its frozen stand-in */
	int functions;      /* reference: list of the functions that chunks are given */
	uint64_t rendering; /* counts outermost calls of templates_render */
	struct buffer *out; /* what templates print goes here */
	unsigned depth;     /* so many templates run inside each other */
};

/* What templates may use of Lua, besides the variables. See docs/lua-api.md, "Templates". */
static const char *const allowed[] = {"ipairs", "math",     "next",     "pairs", "select", "string",
				      "table",  "tonumber", "tostring", "type",  "utf8"};

/* ---- what chunks call: upvalue 1 is the struct templates */

static struct templates *self(lua_State *L)
{
	return lua_touserdata(L, lua_upvalueindex(1));
}

static int grown(lua_State *L, const struct templates *t)
{
	if (t->out->size > PAGE_BYTES_MAX)
		state_doom(L, "the page is larger than %d MB", PAGE_BYTES_MAX >> 20);
	return 0;
}

static int emit_raw(lua_State *L)
{
	struct templates *t = self(L);
	size_t size;
	const char *at = lua_tolstring(L, 1, &size);

	buffer_add(t->out, at, size);
	return grown(L, t);
}

/* Upvalue 2: which of the functions it is, and so enum print_place. */
static int emit_value(lua_State *L)
{
	struct templates *t = self(L);

	print_value(L, 1, (enum print_place)lua_tointeger(L, lua_upvalueindex(2)), t->out);
	return grown(L, t);
}

/* (place, object, name, text before it) -> is it something else than a text field of ours? Those
 * are printed at once; others are read as Lua reads them, and say what is wrong in Lua's words. */
static int emit_field(lua_State *L)
{
	struct templates *t = self(L);
	struct text text;
	size_t size;
	const char *before = lua_tolstring(L, 4, &size);

	if (before)
		buffer_add(t->out, before, size);
	if (!t->source.field || !t->source.field(t->source.self, L, 2, 3, &text)) {
		lua_pushboolean(L, 1);
		return 1;
	}
	print_string(text, (enum print_place)lua_tointeger(L, 1), t->out);
	return grown(L, t);
}

/* Runs the template named at stack index 1 with the args at 2. */
static void run(lua_State *L, struct templates *t)
{
	struct text name;
	name.at = luaL_checklstring(L, 1, &name.size);
	size_t i = map_get(&t->by_name, name);

	if (i == MAP_NONE)
		luaL_error(L, "there is no template \"%s\"", name.at);
	if (t->depth >= DEPTH_MAX)
		luaL_error(L, "templates stand inside each other more than %d deep", DEPTH_MAX);
	if (t->source.used && t->list[i]->rendering != t->rendering)
		t->source.used(t->source.self, name);
	t->list[i]->rendering = t->rendering;
	t->depth++;
	lua_rawgeti(L, LUA_REGISTRYINDEX, t->list[i]->function);
	lua_pushvalue(L, 2);
	lua_call(L, 1, 0);
	t->depth--;
}

/* (name, args): an included template's blocks are its own. Without args they are empty. */
static int include(lua_State *L)
{
	struct templates *t = self(L);

	lua_settop(L, 2);
	if (lua_isnil(L, 2)) {
		lua_newtable(L);
		lua_replace(L, 2);
	}
	lua_rawgetp(L, LUA_REGISTRYINDEX, t);
	lua_pushnil(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, t);
	run(L, t);
	lua_rawsetp(L, LUA_REGISTRYINDEX, t);
	return 0;
}

/* (name, args): the blocks are defined; now the template that has places for them. */
static int extend(lua_State *L)
{
	lua_settop(L, 2);
	run(L, self(L));
	return 0;
}

/* (name, function): of a template that extends another. The registry holds, under the address
 * of struct templates, a table: name -> functions, those of the template rendered first. */
static int define(lua_State *L)
{
	struct templates *t = self(L);

	if (lua_rawgetp(L, LUA_REGISTRYINDEX, t) == LUA_TNIL) {
		lua_newtable(L);
		lua_pushvalue(L, -1);
		lua_rawsetp(L, LUA_REGISTRYINDEX, t);
		lua_replace(L, -2);
	}
	lua_pushvalue(L, 1);
	if (lua_rawget(L, -2) == LUA_TNIL) {
		lua_newtable(L);
		lua_pushvalue(L, 1);
		lua_pushvalue(L, -2);
		lua_rawset(L, -5);
		lua_replace(L, -2);
	}
	lua_pushvalue(L, 2);
	lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
	return 0;
}

static int super(lua_State *L);

/* Runs level LEVEL of a block: the functions in the list at index DEFINED (or nil), then the one at
 * DEFAULT. */
static void run_block(lua_State *L, struct templates *t, int defined, int default_function,
		      lua_Integer level)
{
	lua_Integer count = lua_istable(L, defined) ? (lua_Integer)lua_rawlen(L, defined) : 0;

	if (level > count + 1)
		luaL_error(L, "super(): no template above has this block");
	if (level <= count)
		lua_rawgeti(L, defined, level);
	else
		lua_pushvalue(L, default_function);
	lua_pushlightuserdata(L, t);
	lua_pushvalue(L, defined);
	lua_pushvalue(L, default_function);
	lua_pushinteger(L, level + 1);
	lua_pushcclosure(L, super, 4);
	lua_call(L, 1, 0);
}

/* super() -> html: what the block of the template above prints. */
static int super(lua_State *L)
{
	struct templates *t = self(L);
	size_t start = t->out->size;

	run_block(L, t, lua_upvalueindex(2), lua_upvalueindex(3),
		  lua_tointeger(L, lua_upvalueindex(4)));
	html_push_string(L, text_slice(buffer_view(t->out), start, SIZE_MAX));
	t->out->size = start;
	return 1;
}

/* (name, function): the place of a block, with what is there unless a template defines it. */
static int block(lua_State *L)
{
	struct templates *t = self(L);

	lua_settop(L, 2);
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, t) != LUA_TNIL) {
		lua_pushvalue(L, 1);
		lua_rawget(L, 3);
		lua_replace(L, 3);
	}
	run_block(L, t, 3, 2, 1);
	return 0;
}

static const lua_CFunction functions[] = {
    [SEAM_RAW] = emit_raw,     [SEAM_TEXT] = emit_value,       [SEAM_PLAIN] = emit_value,
    [SEAM_URL] = emit_value,   [SEAM_URL_SCHEME] = emit_value, [SEAM_URL_REST] = emit_value,
    [SEAM_FIELD] = emit_field, [SEAM_INCLUDE] = include,       [SEAM_EXTEND] = extend,
    [SEAM_DEFINE] = define,    [SEAM_BLOCK] = block,
};
_Static_assert(sizeof functions / sizeof *functions == SEAM_FUNCTIONS, "each name has a function");

/* ---- opening */

struct templates *templates_open(struct state *state, const struct template_source *source)
{
	struct templates *t = calloc(1, sizeof *t);
	lua_State *L = state_lua(state);

	if (!t)
		memory_exhausted(sizeof *t);
	t->state = state;
	t->source = *source;

	lua_newtable(L);
	lua_createtable(L, 0, 1);
	lua_newtable(L);
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
		sandbox_push_global(L, allowed[i]);
		lua_setfield(L, -2, allowed[i]);
	}
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	lua_pushvalue(L, -1);
	t->variables = luaL_ref(L, LUA_REGISTRYINDEX);
	frozen_table_make(L);
	t->environment = luaL_ref(L, LUA_REGISTRYINDEX);

	lua_createtable(L, SEAM_FUNCTIONS, 0);
	for (int i = 0; i < SEAM_FUNCTIONS; i++) {
		lua_pushlightuserdata(L, t);
		lua_pushinteger(L, i);
		lua_pushcclosure(L, functions[i], 2);
		lua_rawseti(L, -2, i + 1);
	}
	t->functions = luaL_ref(L, LUA_REGISTRYINDEX);
	return t;
}

void templates_close(struct templates *t)
{
	if (!t)
		return;
	lua_State *L = state_lua(t->state);
	for (size_t i = 0; i < t->count; i++)
		luaL_unref(L, LUA_REGISTRYINDEX, t->list[i]->function);
	luaL_unref(L, LUA_REGISTRYINDEX, t->variables);
	luaL_unref(L, LUA_REGISTRYINDEX, t->environment);
	luaL_unref(L, LUA_REGISTRYINDEX, t->functions);
	map_free(&t->by_name);
	arena_free(&t->arena);
	free(t);
}

void templates_environment(struct templates *t)
{
	lua_rawgeti(state_lua(t->state), LUA_REGISTRYINDEX, t->variables);
}

/* ---- compiling */

/* Leaves the chunk's results on the stack: the function (args), and the list of what it names. */
static bool load(struct templates *t, struct text lua, struct text path, struct diagnostics *d)
{
	lua_State *L = state_lua(t->state);

	lua_rawgeti(L, LUA_REGISTRYINDEX, t->environment);
	if (!state_load(t->state, lua, path, d))
		return false;
	lua_rawgeti(L, LUA_REGISTRYINDEX, t->functions);
	for (int i = 1; i <= SEAM_FUNCTIONS; i++)
		lua_rawgeti(L, -i, i);
	lua_remove(L, -SEAM_FUNCTIONS - 1);
	return state_call(t->state, SEAM_FUNCTIONS, 2, "compiling a template", d);
}

/* Reads the flat list on top, and pops it: name, line, column, extends. */
static void read_references(struct templates *t, struct compiled *compiled, struct text path)
{
	enum { FIELDS = 4 };
	lua_State *L = state_lua(t->state);
	size_t size;

	compiled->reference_count = lua_rawlen(L, -1) / FIELDS;
	compiled->references =
	    arena_array(&t->arena, compiled->reference_count, sizeof *compiled->references);
	for (size_t i = 0; i < compiled->reference_count; i++) {
		for (int field = 1; field <= FIELDS; field++)
			lua_rawgeti(L, -field, (lua_Integer)(FIELDS * i) + field);
		const char *name = lua_tolstring(L, -4, &size);
		compiled->references[i] = (struct reference){
		    .name = arena_text(&t->arena, text_make(name, size)),
		    .place = {path, (uint32_t)lua_tointeger(L, -3), (uint32_t)lua_tointeger(L, -2)},
		    .extends = lua_toboolean(L, -1),
		};
		lua_pop(L, FIELDS);
	}
	lua_pop(L, 1);
}

/* NULL: reported. AT is where it is named. */
static struct compiled *compile(struct templates *t, struct text name, struct place at,
				struct diagnostics *d)
{
	struct buffer lua = {0};
	struct text path, text;
	struct compiled *compiled = NULL;

	pulse_tick();
	if (!t->source.read(t->source.self, name, &path, &text)) {
		diag_error(d, "E-TEMPLATE", at, "there is no template \"%.*s\"", TEXT_ARGS(name));
		diag_suggest(d, diag_closest(name, t->source.names, t->source.count));
		return NULL;
	}
	if (!template_compile(text, path, &lua, d) || !load(t, buffer_view(&lua), path, d))
		goto done;
	compiled = arena_alloc(&t->arena, sizeof *compiled);
	read_references(t, compiled, arena_text(&t->arena, path));
	compiled->name = arena_text(&t->arena, name);
	compiled->digest = digest_text(text).low;
	compiled->function = luaL_ref(state_lua(t->state), LUA_REGISTRYINDEX);
	t->list = arena_grow(&t->arena, t->list, t->count, sizeof(struct compiled *));
	map_put(&t->by_name, compiled->name, t->count);
	t->list[t->count++] = compiled;
done:
	buffer_free(&lua);
	return compiled;
}

static const struct reference *parent(const struct compiled *compiled)
{
	for (size_t i = 0; i < compiled->reference_count; i++) {
		if (compiled->references[i].extends)
			return &compiled->references[i];
	}
	return NULL;
}

/* A template that extends itself, by whatever way, prints nothing for ever. */
static bool extends_end(const struct templates *t, const struct compiled *compiled,
			struct diagnostics *d)
{
	const struct reference *first = parent(compiled), *next = first;

	for (size_t steps = 0; next && steps <= t->count; steps++) {
		size_t i = map_get(&t->by_name, next->name);
		if (i == MAP_NONE)
			return true; /* reported as missing */
		if (t->list[i] == compiled) {
			diag_error(d, "E-TEMPLATE", first->place,
				   "template \"%.*s\" extends itself", TEXT_ARGS(compiled->name));
			return false;
		}
		next = parent(t->list[i]);
	}
	return true;
}

/* Compiles NAME and all that it names. Includes may be recursive (a tree of headings). */
static bool prepare(struct templates *t, struct text name, struct place at, struct diagnostics *d)
{
	size_t i = map_get(&t->by_name, name);
	struct compiled *compiled = i == MAP_NONE ? compile(t, name, at, d) : t->list[i];
	bool good = true;

	if (!compiled)
		return false;
	if (compiled->ready)
		return true;
	compiled->ready = true;
	for (size_t r = 0; r < compiled->reference_count; r++) {
		const struct reference *reference = &compiled->references[r];
		good &= prepare(t, reference->name, reference->place, d);
	}
	good = extends_end(t, compiled, d) && good;
	compiled->ready = good;
	return good;
}

bool templates_compile_all(struct templates *t, const struct text *names, size_t count,
			   struct diagnostics *d)
{
	bool good = true;

	for (size_t i = 0; i < count; i++)
		good &= prepare(t, names[i], NO_PLACE, d);
	return good;
}

uint64_t templates_digest(const struct templates *t, struct text name)
{
	size_t i = map_get(&t->by_name, name);

	return i == MAP_NONE ? 0 : t->list[i]->digest;
}

/* ---- rendering */

bool templates_render(struct templates *t, struct text name, struct buffer *out, const char *where,
		      struct diagnostics *d)
{
	lua_State *L = state_lua(t->state);
	struct buffer *out_before = t->out;
	unsigned depth_before = t->depth;
	size_t size_before = out->size;

	if (!prepare(t, name, NO_PLACE, d))
		return false;
	t->out = out;
	t->rendering += !t->depth;
	lua_rawgetp(L, LUA_REGISTRYINDEX, t); /* of a template that is running */
	lua_pushlightuserdata(L, t);
	lua_pushcclosure(L, include, 1);
	lua_pushlstring(L, name.at, name.size);
	bool good = state_call(t->state, 1, 0, where, d);
	lua_rawsetp(L, LUA_REGISTRYINDEX, t);
	t->out = out_before;
	t->depth = depth_before;
	if (!good)
		out->size = size_before;
	return good;
}
