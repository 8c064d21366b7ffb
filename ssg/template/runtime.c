#include "template/runtime.h"

#include "base/digest.h"
#include "base/map.h"
#include "sandbox/html.h"
#include "sandbox/print.h"
#include "sandbox/sandbox.h"
#include "template/template_reach.h"
#include "workers/pulse.h"

#include <lauxlib.h>
#include <stdlib.h>

enum {
	DEPTH_MAX =
	    40, /* templates inside each other: each takes up to three of Lua's 200 C calls */
	PAGE_BYTES_MAX = 32 << 20, /* no honest page; a loop fills it in a second */
};

/* What a template names: always literal, so that all of it is known when it is compiled. */
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
	bool ready;  /* all that it names is compiled too */
	bool writes; /* to tables that it has not made */
	uint64_t digest;
	uint64_t rendering; /* the last that it ran in */
};

/* What a call of templates_render prints. */
struct printing {
	struct buffer *out;
	size_t origin; /* where the page begins there */
	unsigned depth;
	const struct template_parts *earlier; /* or NULL */
	struct buffer *parts;                 /* or NULL */
};

struct templates {
	struct state *state;
	struct template_source source;
	struct arena arena;
	struct compiled **list;
	size_t count;
	struct map by_name;
	int variables;                /* reference: the table of templates_environment */
	int environment;              /* reference: its frozen stand-in */
	int emitters;                 /* reference: list of the functions that chunks are given */
	uint64_t rendering;           /* counts calls of templates_render that stand in no other */
	struct template_reach *reach; /* by number, of those that were compiled all at once */
	size_t reach_count;
	struct printing now;
};

/* What templates may use of Lua, besides the variables. docs/lua-api.md, "Templates". */
static const char *const allowed[] = {"ipairs", "math",     "next",     "pairs", "select", "string",
				      "table",  "tonumber", "tostring", "type",  "utf8"};

/* ---- what chunks call: upvalue 1 is the struct templates */

static struct templates *self(lua_State *L)
{
	return lua_touserdata(L, lua_upvalueindex(1));
}

static int grown(lua_State *L, const struct templates *t)
{
	if (t->now.out->size > PAGE_BYTES_MAX)
		state_doom(L, "the page is larger than %d MB", PAGE_BYTES_MAX >> 20);
	return 0;
}

static int emit_raw(lua_State *L)
{
	struct templates *t = self(L);
	size_t size;
	const char *at = lua_tolstring(L, 1, &size);

	buffer_add(t->now.out, at, size);
	return grown(L, t);
}

/* Upvalue 2: enum print_place. */
static int emit_value(lua_State *L)
{
	struct templates *t = self(L);

	print_value(L, 1, (enum print_place)lua_tointeger(L, lua_upvalueindex(2)), t->now.out);
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
		buffer_add(t->now.out, before, size);
	if (!t->source.field || !t->source.field(t->source.self, L, 2, 3, &text)) {
		lua_pushboolean(L, 1);
		return 1;
	}
	print_string(text, (enum print_place)lua_tointeger(L, 1), t->now.out);
	return grown(L, t);
}

/* Template number I runs in this rendering. */
static void note_used(struct templates *t, size_t i)
{
	struct compiled *compiled = t->list[i];

	if (t->source.used && compiled->rendering != t->rendering)
		t->source.used(t->source.self, compiled->name);
	compiled->rendering = t->rendering;
}

/* The number of the template whose name is at stack index 1. */
static size_t named_at_1(lua_State *L, const struct templates *t)
{
	struct text name;
	name.at = luaL_checklstring(L, 1, &name.size);
	size_t i = map_get(&t->by_name, name);

	if (i == MAP_NONE)
		luaL_error(L, "there is no template \"%s\"", name.at);
	return i;
}

/* Runs template number I with the args at stack index 2. */
static void run(lua_State *L, struct templates *t, size_t i)
{
	if (t->now.depth >= DEPTH_MAX)
		luaL_error(L, "templates stand inside each other more than %d deep", DEPTH_MAX);
	note_used(t, i);
	t->now.depth++;
	lua_rawgeti(L, LUA_REGISTRYINDEX, t->list[i]->function);
	lua_pushvalue(L, 2);
	lua_call(L, 1, 0);
	t->now.depth--;
}

/* ---- parts */

/* Adds the names of the args at stack index 2 to KEY. False: the page alone does not say what they
 * are. */
static bool add_args(lua_State *L, struct templates *t, uint64_t *key)
{
	if (lua_isnil(L, 2))
		return true;
	if (!lua_istable(L, 2) || !t->source.own)
		return false;
	for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1)) {
		if (lua_type(L, -2) != LUA_TSTRING || !t->source.own(t->source.self, L, -1)) {
			lua_pop(L, 2);
			return false;
		}
		struct text name;
		name.at = lua_tolstring(L, -2, &name.size);
		*key += digest_text(name).low; /* in whatever order they come */
	}
	return true;
}

/* Of template number I with the args at stack index 2. False: it makes no part. Not the page as a
 * whole, which stands in nothing. */
static bool part_key(lua_State *L, struct templates *t, size_t i, uint64_t *key)
{
	if ((!t->now.parts && !t->now.earlier) || !t->now.depth)
		return false;
	*key = t->reach[i].digest;
	return t->now.depth + t->reach[i].height <= DEPTH_MAX && add_args(L, t, key);
}

/* Prints what the part has printed. */
static bool print_earlier(lua_State *L, struct templates *t, size_t i, uint64_t key)
{
	const struct template_part *part =
	    t->now.earlier ? template_parts_find(t->now.earlier, key) : NULL;

	if (!part)
		return false;
	for (size_t k = 0; k < t->reach[i].count; k++)
		note_used(t, t->reach[i].list[k]);
	if (t->now.parts)
		template_parts_copy(t->now.earlier, part, t->now.out->size - t->now.origin,
				    t->now.parts);
	buffer_text(t->now.out, text_slice(t->now.earlier->bytes, part->offset, part->size));
	grown(L, t);
	return true;
}

static void note_part(struct templates *t, uint64_t key, size_t start)
{
	struct template_part part = {key, (uint32_t)(start - t->now.origin),
				     (uint32_t)(t->now.out->size - start)};

	if (t->now.parts)
		template_parts_add(t->now.parts, part);
}

/* (name, args): an included template's blocks are its own. Without args they are empty. */
static int include(lua_State *L)
{
	struct templates *t = self(L);
	size_t i = named_at_1(L, t), start = t->now.out->size;
	uint64_t key;

	lua_settop(L, 2);
	bool is_part = part_key(L, t, i, &key);
	if (is_part && print_earlier(L, t, i, key))
		return 0;
	if (lua_isnil(L, 2)) {
		lua_newtable(L);
		lua_replace(L, 2);
	}
	lua_rawgetp(L, LUA_REGISTRYINDEX, t);
	lua_pushnil(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, t);
	run(L, t, i);
	lua_rawsetp(L, LUA_REGISTRYINDEX, t);
	if (is_part)
		note_part(t, key, start);
	return 0;
}

/* ---- blocks */

/* (name, args): the blocks are defined; now the template that has places for them. */
static int extend(lua_State *L)
{
	struct templates *t = self(L);

	lua_settop(L, 2);
	run(L, t, named_at_1(L, t));
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
	size_t start = t->now.out->size, parts = t->now.parts ? t->now.parts->size : 0;

	run_block(L, t, lua_upvalueindex(2), lua_upvalueindex(3),
		  lua_tointeger(L, lua_upvalueindex(4)));
	html_push_string(L, text_slice(buffer_view(t->now.out), start, SIZE_MAX));
	t->now.out->size = start;
	if (t->now.parts)
		t->now.parts->size = parts; /* they will stand elsewhere, or nowhere */
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

/* In the order in which template_compile names them: TEMPLATE_EMITTERS there. */
static const struct {
	lua_CFunction call;
	enum print_place place;
} emitters[] = {
    {emit_raw, PRINT_TEXT},  {emit_value, PRINT_TEXT},       {emit_value, PRINT_PLAIN},
    {emit_value, PRINT_URL}, {emit_value, PRINT_URL_SCHEME}, {emit_value, PRINT_URL_REST},
    {include, PRINT_TEXT},   {extend, PRINT_TEXT},           {define, PRINT_TEXT},
    {block, PRINT_TEXT},     {emit_field, PRINT_TEXT},
};
enum { EMITTERS = sizeof emitters / sizeof *emitters };

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
	sandbox_freeze(L);
	t->environment = luaL_ref(L, LUA_REGISTRYINDEX);

	lua_createtable(L, EMITTERS, 0);
	for (int i = 0; i < EMITTERS; i++) {
		lua_pushlightuserdata(L, t);
		lua_pushinteger(L, emitters[i].place);
		lua_pushcclosure(L, emitters[i].call, 2);
		lua_rawseti(L, -2, i + 1);
	}
	t->emitters = luaL_ref(L, LUA_REGISTRYINDEX);
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
	luaL_unref(L, LUA_REGISTRYINDEX, t->emitters);
	map_free(&t->by_name);
	arena_free(&t->arena);
	free(t);
}

void templates_environment(struct templates *t)
{
	lua_rawgeti(state_lua(t->state), LUA_REGISTRYINDEX, t->variables);
}

/* ---- compiling */

/* Leaves the chunk's results on the stack: the function (args), the list of what it names, and
 * whether it may write to tables that it has not made. */
static bool load(struct templates *t, struct text lua, struct text path, struct diagnostics *d)
{
	lua_State *L = state_lua(t->state);

	lua_rawgeti(L, LUA_REGISTRYINDEX, t->environment);
	if (!state_load(t->state, lua, path, d))
		return false;
	lua_rawgeti(L, LUA_REGISTRYINDEX, t->emitters);
	for (int i = 1; i <= EMITTERS; i++)
		lua_rawgeti(L, -i, i);
	lua_remove(L, -EMITTERS - 1);
	return state_call(t->state, EMITTERS, 3, "compiling a template", d);
}

/* From the flat list on top, which is popped: name, line, column, extends. */
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
	if (!t->source.compile(text, path, &lua, d) || !load(t, buffer_view(&lua), path, d))
		goto done;
	compiled = arena_alloc(&t->arena, sizeof *compiled);
	compiled->writes = lua_toboolean(state_lua(t->state), -1);
	lua_pop(state_lua(t->state), 1);
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

static void find_reach(struct templates *t)
{
	struct template_node *nodes = arena_array(&t->arena, t->count + 1, sizeof *nodes);

	for (size_t i = 0; i < t->count; i++) {
		const struct compiled *compiled = t->list[i];
		uint32_t *named =
		    arena_array(&t->arena, compiled->reference_count + 1, sizeof *named);
		struct digest text = {compiled->digest, 0};
		nodes[i] = (struct template_node){
		    .digest = digest_join(digest_text(compiled->name), text).low,
		    .writes = compiled->writes,
		    .named = named,
		    .named_count = compiled->reference_count,
		};
		for (size_t r = 0; r < compiled->reference_count; r++)
			named[r] = (uint32_t)map_get(&t->by_name, compiled->references[r].name);
	}
	t->reach_count = t->count;
	t->reach = arena_array(&t->arena, t->count + 1, sizeof *t->reach);
	template_reach_all(nodes, t->count, t->reach, &t->arena);
}

bool templates_compile_all(struct templates *t, const struct text *names, size_t count,
			   struct diagnostics *d)
{
	bool good = true;

	for (size_t i = 0; i < count; i++)
		good &= prepare(t, names[i], (struct place){0}, d);
	if (good)
		find_reach(t);
	return good;
}

uint64_t templates_digest(const struct templates *t, struct text name)
{
	size_t i = map_get(&t->by_name, name);

	return i == MAP_NONE ? 0 : t->list[i]->digest;
}

/* ---- rendering */

void templates_remember(struct templates *t, const struct template_parts *earlier,
			struct buffer *parts)
{
	t->now.earlier = earlier;
	t->now.parts = parts;
}

/* May parts of a page be taken from what LAYOUT, number I, and all that it can run have printed? */
static bool has_parts(const struct templates *t, size_t i)
{
	return i < t->reach_count && t->reach[i].height && !t->reach[i].writes;
}

bool templates_render(struct templates *t, struct text name, struct buffer *out, const char *where,
		      struct diagnostics *d)
{
	lua_State *L = state_lua(t->state);
	struct printing before = t->now;
	size_t size_before = out->size;

	if (!prepare(t, name, (struct place){0}, d))
		return false;
	t->now.out = out;
	t->now.origin = size_before;
	t->rendering += !t->now.depth;
	if (t->now.depth || !has_parts(t, map_get(&t->by_name, name)))
		templates_remember(t, NULL, NULL);
	lua_rawgetp(L, LUA_REGISTRYINDEX, t); /* of a template that is running */
	lua_pushlightuserdata(L, t);
	lua_pushcclosure(L, include, 1);
	lua_pushlstring(L, name.at, name.size);
	bool good = state_call(t->state, 1, 0, where, d);
	lua_rawsetp(L, LUA_REGISTRYINDEX, t);
	t->now = before;
	if (!good)
		out->size = size_before;
	return good;
}
