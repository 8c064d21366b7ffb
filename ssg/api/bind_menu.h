/* bind_menu.h - the site's menu in Lua: sections and documents that `menu:` names, else the top
 * sections. */
#ifndef SSG_API_BIND_MENU_H
#define SSG_API_BIND_MENU_H

#include "api/bind.h"

/* Pushes the list of the items, in the language of the site OBJECT. */
void bind_push_menu(lua_State *L, struct reader *reader, const struct object *object);

#endif
