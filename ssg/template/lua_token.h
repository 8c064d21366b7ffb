/* lua_token.h - the tokens of Lua in a tag of a template (Lua 5.4 manual, 3.1): enough to find
 * the end of the tag, brackets and keywords. Whether it is good Lua is for Lua to say. */
#ifndef SSG_TEMPLATE_LUA_TOKEN_H
#define SSG_TEMPLATE_LUA_TOKEN_H

#include "base/text.h"

enum lua_token_kind {
	TOKEN_SPACE,
	TOKEN_COMMENT, /* to the end of the line or tag, or in long brackets */
	TOKEN_NAME,    /* keywords too */
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_LABEL,  /* "::" */
	TOKEN_SYMBOL, /* one byte */
	TOKEN_CLOSE,  /* the end of the tag, "%}" or "}}", with the '-' before it */
	TOKEN_BROKEN, /* a string or comment without end, or the end of the file: ->problem */
};

struct lua_token {
	enum lua_token_kind kind;
	struct text text;
	const char *problem; /* static */
};

/* The token at offset AT of SOURCE. CLOSE is '%' in {% … %}, '}' in {{ … }}. BRACKETS: how many are
 * open; "}}" ends a tag only when none is. */
struct lua_token lua_token_at(struct text source, size_t at, char close, unsigned brackets);

#endif
