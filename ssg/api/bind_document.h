/* bind_document.h - a document in Lua, seen in one language. */
#ifndef SSG_API_BIND_DOCUMENT_H
#define SSG_API_BIND_DOCUMENT_H

#include "api/bind.h"

/* The document called ID; nil if there is none. */
void bind_push_work(lua_State *L, struct reader *reader, struct text id, lang_id lang);
/* A table of those of WORKS that are listed in LANG, at most LIMIT (0: all). */
void bind_push_documents(lua_State *L, struct reader *reader, const work_id *works, size_t count,
			 size_t limit, lang_id lang);

#endif
