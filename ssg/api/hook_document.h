/* hook_document.h - what the `document` hook of plugins sees: `doc`, and the nodes of its
 * Markdown.
 *
 *   hook_document_open(L);                       once a state
 *   hook_document_push(L, &document);            for each document and plugin
 *   state_call(state, 1, 0, …);
 *   hook_document_expire(L);                     whether the hook failed or not
 *
 * A plugin may keep `doc` and nodes, but after hook_document_expire their use raises an error. */
#ifndef SSG_API_HOOK_DOCUMENT_H
#define SSG_API_HOOK_DOCUMENT_H

#include "base/diagnostics.h"
#include "base/value.h"

#include <lua.h>

struct cmark_node;

/* Lives until hook_document_expire. */
struct hook_document {
	struct text path;         /* "content/fr/messages/x.md": for the plugin, and diagnostics */
	struct text lang;         /* "fr" */
	struct text plugin;       /* "lua-plugins/x.lua": named in what it reports */
	uint32_t body_line;       /* of the file: where the Markdown begins */
	struct value_node *front; /* a map; doc:set adds to it and replaces in it */
	struct cmark_node *root;  /* its texts, addresses and titles can be changed */
	struct arena *arena;      /* of FRONT */
	struct diagnostics *diagnostics; /* E-PLUGIN, W-PLUGIN */
};

void hook_document_open(lua_State *L);
/* One at a time: the one before expires. */
void hook_document_push(lua_State *L, struct hook_document *document);
void hook_document_expire(lua_State *L);

#endif
