/* bind.h - objects of the model in Lua: read-only userdata whose fields are C functions.
 *
 *   bind_type(L, &document_type, reader);      once a state
 *   bind_push(L, &document_type, work, lang);
 *
 * Fields are computed when they are read; an unknown one is nil. Objects of the same thing in the
 * same language are equal. Methods find the reader by bind_reader(L). Templates print most fields
 * that are texts without a Lua string between: bind_field_text. */
#ifndef SSG_API_BIND_H
#define SSG_API_BIND_H

#include "api/reader.h"

#include <lua.h>

struct object {
	const struct bound_type *type;
	uint32_t id; /* work, term, taxonomy, section …; 0 for the site and the page */
	lang_id lang;
};

/* A field either is a text, or pushes one value. */
struct getter {
	const char *name;
	void (*push)(lua_State *L, struct reader *reader, const struct object *object);
	/* The kind of read to note, of the object in its language; READ_NOTHING: what the object
	 * is, the settings, or the getter notes it itself. */
	unsigned reads;
	/* The text may lie in the reader's buffer; nil if ->at is NULL. */
	struct text (*text)(struct reader *reader, const struct object *object);
};

struct method {
	const char *name;
	lua_CFunction call;
};

struct bound_type {
	const char *name;
	const struct getter *getters; /* up to one without name */
	const struct method *methods; /* the same */
	/* Pushes the value of any other NAME; NULL: nil. Notes what it reads itself. */
	void (*other)(lua_State *L, struct reader *reader, const struct object *object,
		      struct text name);
};

/* The types, each in the module of its name. Objects of one give objects of others. */
extern const struct bound_type alternate_type; /* ->id is a page of the model (bind_language.c) */
extern const struct bound_type document_type;  /* ->id is a work */
extern const struct bound_type language_type;  /* ->id is a lang_id */
extern const struct bound_type menu_type;      /* an item */
extern const struct bound_type section_type;
extern const struct bound_type site_type;     /* ->id is 0 */
extern const struct bound_type taxonomy_type; /* bind_term.c */
extern const struct bound_type term_type;

/* READER outlives the state. */
void bind_type(lua_State *L, const struct bound_type *type, struct reader *reader);
/* Nil when ID is NONE. */
void bind_push(lua_State *L, const struct bound_type *type, uint32_t id, lang_id lang);
/* Raises an argument error when something else is at INDEX. */
const struct object *bind_check(lua_State *L, int index, const struct bound_type *type);
/* NULL when something else is at INDEX. */
const struct object *bind_test(lua_State *L, int index, const struct bound_type *type);
/* In a method. */
struct reader *bind_reader(lua_State *L);

/* The getter of the name at index NAME, a string; NULL: TYPE has none. */
const struct getter *bind_getter(lua_State *L, struct reader *reader, const struct bound_type *type,
				 int name);
/* Pushes the value of GETTER, with a note of what it reads. */
void bind_push_field(lua_State *L, struct reader *reader, const struct object *object,
		     const struct getter *getter);
/* The same for the getter called NAME, which OBJECT has; OBJECT need not be in Lua. */
void bind_push_named(lua_State *L, struct reader *reader, const struct object *object,
		     const char *name);
/* The field whose name is at NAME of the object at INDEX, if it is a text that is not nil: valid
 * until the next read. False: it is something else; nothing was noted. */
bool bind_field_text(lua_State *L, struct reader *reader, int index, int name, struct text *text);

/* An argument that is a text; raises an error if it is none. Held by the Lua stack. */
struct text bind_text(lua_State *L, int index);
/* A number of things, 0 (all) when missing; raises an error if negative. */
size_t bind_limit(lua_State *L, int index);

/* Raises an error unless each key of the table at INDEX is one of NAMES, which ends in NULL: a
 * misspelt option would silently give something else. */
void bind_check_options(lua_State *L, int index, const char *const *names);

void bind_push_text(lua_State *L, struct text text);
/* Nil when empty. */
void bind_push_optional(lua_State *L, struct text text);
/* For getters: nil if empty; "" if empty. */
struct text bind_optional(struct text text);
struct text bind_always(struct text text);
/* The relative address of output PATH from the reader's page; nil without page. */
struct text bind_url(struct reader *reader, struct text path);
/* The address of output PATH below base_url. */
struct text bind_absolute(struct reader *reader, struct text path);
void bind_push_url(lua_State *L, struct reader *reader, struct text path);
/* SECONDS since 1970 as ISO 8601 in UTC. */
void bind_push_time(lua_State *L, int64_t seconds);

#endif
