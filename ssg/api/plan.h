/* plan.h - what `site` hooks add to the model: methods of the site object (docs/lua-api.md).
 *
 * They work while reader->draft is set; later they raise an error, since a page that could change
 * the model would make others depend on the order in which pages are rendered. */
#ifndef SSG_API_PLAN_H
#define SSG_API_PLAN_H

#include <lua.h>

int plan_add_page(lua_State *L);           /* {path=, layout=, title=, …} */
int plan_add_feed(lua_State *L);           /* {path=, title=, documents=, term=, lang=} */
int plan_add_file(lua_State *L);           /* {path=, lang=, data=} */
int plan_add_redirect(lua_State *L);       /* {path=, document=, lang=} */
int plan_relate(lua_State *L);             /* (document, name, documents) */
int plan_attach(lua_State *L);             /* (document or term, name, data) */
int plan_relate_by_terms(lua_State *L);    /* {name=, taxonomies=, limit=} */
int plan_relate_series(lua_State *L);      /* {field=, previous=, next=} */
int plan_resolve_wiki_links(lua_State *L); /* {by = {"title", …}} */
int plan_link_mentions(lua_State *L);      /* {{text=, document=, lang=}, …} */
int plan_error(lua_State *L);              /* ([document,] message) */
int plan_warn(lua_State *L);

#endif
