#include "api/hook_document.h"

#include "api/bind.h"
#include "content/field_check.h"
#include "content/markdown.h"
#include "content/plain_text.h"
#include "content/types.h"
#include "sandbox/freeze.h"
#include "sandbox/frozen_table.h"
#include "sandbox/state.h"

#include <lauxlib.h>

enum { MESSAGE_MAX = 600 }; /* bytes; a plugin could report an entire page */

static const char doc_type[] = "doc";
static const char node_type[] = "node";
static const char current_key; /* of the registry, by its address: the `doc` that is valid */

/* User value 1: what `fields` gave, until doc:set changes it. */
struct doc {
	struct hook_document *document; /* NULL: the hook is over */
	struct buffer bytes; /* for one thing at a time: kept here, as errors skip clean-up */
};

/* User value 1: its doc. */
struct node {
	struct doc *doc;
	cmark_node *node;
};

static _Noreturn void refuse_expired(lua_State *L)
{
	luaL_error(L, "the document is no longer there: a hook may use `doc` and its nodes only "
		      "while it runs");
	__builtin_unreachable();
}

static struct doc *check_doc(lua_State *L, int index)
{
	struct doc *doc = luaL_checkudata(L, index, doc_type);

	if (!doc->document)
		refuse_expired(L);
	return doc;
}

static struct node *check_node(lua_State *L, int index)
{
	struct node *node = luaL_checkudata(L, index, node_type);

	if (!node->doc->document)
		refuse_expired(L);
	return node;
}

/* ---- nodes */

static bool is_link(const cmark_node *node)
{
	return node->type == CMARK_NODE_LINK || node->type == CMARK_NODE_IMAGE;
}

/* Code and text: what a plugin may write. Raw HTML stays what the author answers for. */
static bool has_own_text(const cmark_node *node)
{
	return node->type == CMARK_NODE_TEXT || node->type == CMARK_NODE_CODE ||
	       node->type == CMARK_NODE_CODE_BLOCK;
}

static struct text own_text(const cmark_node *node)
{
	return markdown_text(node->type == CMARK_NODE_CODE_BLOCK ? &node->as.code.literal
								 : &node->as.literal);
}

static bool is_block(const cmark_node *node)
{
	return (node->type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK;
}

/* Blocks begin on a line of their own. */
static void add_text_below(lua_State *L, struct buffer *out, cmark_node *node)
{
	for (cmark_node *part = node; part; part = markdown_next(part, node, true)) {
		state_charge(L, 1);
		if (is_block(part) && out->size && out->at[out->size - 1] != '\n')
			buffer_byte(out, '\n');
		if (part->type == CMARK_NODE_CODE_BLOCK)
			buffer_text(out, own_text(part));
		else if (!part->first_child)
			plain_text_add(out, part, false);
	}
}

/* cmark-gfm has no names for footnotes. */
static const char *kind_of(cmark_node *node)
{
	if (node->type == CMARK_NODE_FOOTNOTE_DEFINITION)
		return "footnote_definition";
	if (node->type == CMARK_NODE_FOOTNOTE_REFERENCE)
		return "footnote_reference";
	return cmark_node_get_type_string(node);
}

static void get_kind(lua_State *L, const struct node *self)
{
	lua_pushstring(L, kind_of(self->node));
}

static void get_text(lua_State *L, const struct node *self)
{
	cmark_node *node = self->node;
	struct buffer *bytes = &self->doc->bytes;

	if (has_own_text(node) || node->type == CMARK_NODE_HTML_BLOCK ||
	    node->type == CMARK_NODE_HTML_INLINE) {
		bind_push_text(L, own_text(node));
		return;
	}
	buffer_clear(bytes);
	add_text_below(L, bytes, node);
	bind_push_text(L, buffer_view(bytes));
}

static void get_url(lua_State *L, const struct node *self)
{
	if (is_link(self->node))
		bind_push_text(L, markdown_text(&self->node->as.link.url));
	else
		lua_pushnil(L);
}

static void get_title(lua_State *L, const struct node *self)
{
	if (is_link(self->node))
		bind_push_text(L, markdown_text(&self->node->as.link.title));
	else
		lua_pushnil(L);
}

static void get_level(lua_State *L, const struct node *self)
{
	if (self->node->type == CMARK_NODE_HEADING)
		lua_pushinteger(L, self->node->as.heading.level);
	else
		lua_pushnil(L);
}

static const struct node_field {
	const char *name;
	void (*get)(lua_State *L, const struct node *self); /* pushes one value */
	/* The tree copies the text; NULL: it cannot be written. */
	int (*set)(cmark_node *node, const char *text);
	bool (*settable)(const cmark_node *node);
	const char *where; /* for the message when it is not */
} node_fields[] = {
    {"kind", get_kind, NULL, NULL, NULL},
    {"level", get_level, NULL, NULL, NULL},
    {"text", get_text, cmark_node_set_literal, has_own_text, "text, code and code_block"},
    {"title", get_title, cmark_node_set_title, is_link, "link and image"},
    {"url", get_url, cmark_node_set_url, is_link, "link and image"},
};

/* A key that is not a text names nothing. */
static struct text key_name(lua_State *L, int index)
{
	return lua_type(L, index) == LUA_TSTRING ? bind_text(L, index) : TEXT("");
}

static const struct node_field *find_field(struct text name)
{
	for (size_t i = 0; i < sizeof node_fields / sizeof *node_fields; i++)
		if (text_is(name, node_fields[i].name))
			return &node_fields[i];
	return NULL;
}

static int node_index(lua_State *L)
{
	const struct node *self = check_node(L, 1);
	const struct node_field *field = find_field(key_name(L, 2));

	if (field)
		field->get(L, self);
	else
		lua_pushnil(L);
	return 1;
}

static int node_newindex(lua_State *L)
{
	const struct node *self = check_node(L, 1);
	const struct node_field *field = find_field(key_name(L, 2));

	if (!field || !field->set)
		return luaL_error(L, "of a node only text, title and url can be written");
	if (!field->settable(self->node))
		return luaL_error(L,
				  "node.%s can be written on nodes of kind %s only: this is of "
				  "kind %s",
				  field->name, field->where, kind_of(self->node));
	if (lua_type(L, 3) != LUA_TSTRING)
		return luaL_error(L, "node.%s is a text: it cannot be a %s", field->name,
				  luaL_typename(L, 3));
	struct text text = bind_text(L, 3);
	state_charge(L, text.size); /* Lua does not know of the tree's memory */
	freeze_check_text(L, lua_pushfstring(L, "node.%s", field->name), text);
	field->set(self->node, text.at);
	return 0;
}

static int node_equal(lua_State *L)
{
	const struct node *a = luaL_testudata(L, 1, node_type);
	const struct node *b = luaL_testudata(L, 2, node_type);

	lua_pushboolean(L, a && b && a->doc == b->doc && a->node == b->node);
	return 1;
}

/* ---- doc: methods */

/* The fields that decide how the others were checked, or that only the author can know. */
static const struct {
	const char *name;
	const char *reason;
} fixed[] = {
    {"type", "the fields were checked against it before plugins run"},
    {"source", "only the translator knows what the text was made from"},
};

static void check_name(lua_State *L, struct text name)
{
	luaL_argcheck(L, name.size, 2, "a field needs a name");
	freeze_check_text(L, "the name of a field", name);
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (text_is(name, fixed[i].name))
			luaL_error(L, "\"%s\" cannot be set: %s", fixed[i].name, fixed[i].reason);
}

/* Fields that every document may have are read by ssg itself: their kinds are the author's. */
static void check_common(lua_State *L, struct doc *doc, struct text name,
			 const struct value_node *node)
{
	static const struct types none = {0};
	const struct field *field = types_common_field(&none, name);
	struct diagnostics problems = {0};

	if (!field)
		return;
	buffer_clear(&doc->bytes);
	size_t at = value_flatten(&doc->bytes, node);
	field_check(field, (const void *)(doc->bytes.at + at), doc->document->path, &problems);
	if (!problems.count)
		return;
	const char *message = arena_string(doc->document->arena, problems.list[0].message);
	diagnostics_free(&problems);
	luaL_error(L, "%s", message);
}

static void put(struct hook_document *document, struct text name, struct value_node *node)
{
	struct value_node *front = document->front;

	for (size_t i = 0; i < front->count; i += 2) {
		if (!text_equal(front->items[i]->text, name))
			continue;
		front->items[i + 1] = node;
		return;
	}
	struct value_node *key = value_node(document->arena, VALUE_STRING);
	key->text = arena_text(document->arena, name);
	value_node_add(document->arena, front, key);
	value_node_add(document->arena, front, node);
}

static int doc_set(lua_State *L)
{
	struct doc *doc = check_doc(L, 1);
	struct text name = bind_text(L, 2);

	luaL_checkany(L, 3);
	check_name(L, name);
	state_charge(L, doc->document->front->count + name.size);
	struct value_node *node = freeze(L, 3, NULL, doc->document->arena);
	check_common(L, doc, name, node);
	put(doc->document, name, node);
	lua_pushnil(L);
	lua_setiuservalue(L, 1, 1);
	return 0;
}

static void push_node(lua_State *L, int doc, cmark_node *node)
{
	struct node *pushed = lua_newuserdatauv(L, sizeof *pushed, 1);

	*pushed = (struct node){lua_touserdata(L, doc), node};
	lua_pushvalue(L, doc);
	lua_setiuservalue(L, -2, 1);
	luaL_setmetatable(L, node_type);
}

static int doc_walk(lua_State *L)
{
	struct doc *doc = check_doc(L, 1);
	cmark_node *root = doc->document->root;

	luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_settop(L, 2);
	for (cmark_node *node = root; node; node = markdown_next(node, root, true)) {
		state_charge(L, 1);
		lua_pushvalue(L, 2);
		push_node(L, 1, node);
		lua_call(L, 1, 0);
	}
	return 0;
}

/* A node without a line of its own is in those around it. */
static uint32_t line_of(const struct hook_document *document, const cmark_node *node)
{
	while (node->start_line < 1 && node->parent)
		node = node->parent;
	return document->body_line + (node->start_line > 0 ? (uint32_t)node->start_line - 1 : 0);
}

/* How much of MESSAGE, which is UTF-8, is shown: no half characters. */
static size_t told_size(struct text message)
{
	size_t size = MESSAGE_MAX;

	if (message.size <= size)
		return message.size;
	while (((unsigned char)message.at[size] & 0xC0) == 0x80)
		size--;
	return size;
}

static int report(lua_State *L, bool is_error)
{
	const struct hook_document *document = check_doc(L, 1)->document;
	struct text message = bind_text(L, 2);
	struct place place = {.path = document->path};

	if (!lua_isnoneornil(L, 3))
		place.line = line_of(document, check_node(L, 3)->node);
	state_charge(L, message.size);
	freeze_check_text(L, "the message", message);
	size_t size = told_size(message);
	diag_report(document->diagnostics, is_error, is_error ? "E-PLUGIN" : "W-PLUGIN", place,
		    "%.*s%s", (int)size, message.at, size < message.size ? "…" : "");
	diag_hint(document->diagnostics, "reported by %.*s", TEXT_ARGS(document->plugin));
	return 0;
}

static int doc_error(lua_State *L)
{
	return report(L, true);
}

static int doc_warn(lua_State *L)
{
	return report(L, false);
}

/* ---- doc: fields */

static void push_fields(lua_State *L, const struct hook_document *document)
{
	if (lua_getiuservalue(L, 1, 1) != LUA_TNIL)
		return;
	lua_pop(L, 1);
	thaw(L, document->front);
	frozen_table_make(L);
	lua_pushvalue(L, -1);
	lua_setiuservalue(L, 1, 1);
}

/* Upvalue: the methods. */
static int doc_index(lua_State *L)
{
	const struct hook_document *document = check_doc(L, 1)->document;
	struct text name = key_name(L, 2);

	if (text_is(name, "path")) {
		bind_push_text(L, document->path);
	} else if (text_is(name, "lang")) {
		bind_push_text(L, document->lang);
	} else if (text_is(name, "fields")) {
		push_fields(L, document);
	} else {
		lua_pushvalue(L, 2);
		lua_rawget(L, lua_upvalueindex(1));
	}
	return 1;
}

static int doc_newindex(lua_State *L)
{
	return luaL_error(L, "a doc cannot be written to: use doc:set(name, value)");
}

/* ---- for C */

static const luaL_Reg doc_methods[] = {
    {"error", doc_error}, /* (message, node or nil) */
    {"set", doc_set},     /* (name, value) */
    {"walk", doc_walk},   /* (function(node)) */
    {"warn", doc_warn},   /* (message, node or nil) */
    {NULL, NULL},
};

static const luaL_Reg node_events[] = {
    {"__index", node_index},
    {"__newindex", node_newindex},
    {"__eq", node_equal},
    {NULL, NULL},
};

void hook_document_open(lua_State *L)
{
	luaL_newmetatable(L, doc_type);
	luaL_newlib(L, doc_methods);
	lua_pushcclosure(L, doc_index, 1);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, doc_newindex);
	lua_setfield(L, -2, "__newindex");
	lua_pop(L, 1);

	luaL_newmetatable(L, node_type);
	luaL_setfuncs(L, node_events, 0);
	lua_pop(L, 1);
}

void hook_document_push(lua_State *L, struct hook_document *document)
{
	hook_document_expire(L);
	struct doc *doc = lua_newuserdatauv(L, sizeof *doc, 1);
	*doc = (struct doc){.document = document};
	luaL_setmetatable(L, doc_type);
	lua_pushvalue(L, -1);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &current_key);
}

void hook_document_expire(lua_State *L)
{
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &current_key) != LUA_TNIL) {
		struct doc *doc = lua_touserdata(L, -1);
		doc->document = NULL;
		buffer_free(&doc->bytes);
		lua_pushnil(L);
		lua_rawsetp(L, LUA_REGISTRYINDEX, &current_key);
	}
	lua_pop(L, 1);
}
