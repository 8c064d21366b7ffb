/* value.h - flat values: the data of YAML, front matter, data files and plugins.
 *
 * A value and all that hangs on it lie in one relocatable run of bytes: references are
 * offsets from the value itself, so a run can be copied, mapped or cached as it is, and a
 * `const struct value *` is all that a reader needs. Values never change once built.
 *
 * Building is in two steps: a tree in an arena (struct value_node), then value_flatten(). */
#ifndef SSG_BASE_VALUE_H
#define SSG_BASE_VALUE_H

#include "base/diagnostics.h"
#include "base/digest.h"

enum value_kind {
	VALUE_NULL,
	VALUE_BOOLEAN,
	VALUE_INTEGER,
	VALUE_NUMBER,
	VALUE_STRING,
	VALUE_DATE, /* a string of ISO 8601: "2026-11-24" or "2026-11-24T10:00:00Z" */
	VALUE_LIST,
	VALUE_MAP,
	VALUE_WORK, /* ->integer is an index into model.works; made by plugins only */
	VALUE_TERM, /* ->integer is an index into model.terms; made by plugins only */
	VALUE_HTML, /* a string of trusted HTML; made by plugins only */
};

struct value {
	uint32_t kind; /* enum value_kind */
	uint32_t line; /* position in its file; 0: made by a plugin */
	uint32_t column;
	uint32_t count; /* bytes of a string, items of a list, entries of a map */
	union {
		int64_t integer; /* also 0 or 1 of a boolean */
		double number;
		int64_t offset; /* from this struct to the bytes, items or entries */
	};
};

/* A map's entries: in the order written, keys unique strings. */
struct value_entry {
	struct value key;
	struct value value;
};

/* The bytes of a string, date or HTML value (followed by a NUL, not counted); else empty. */
struct text value_text(const struct value *value);
/* Item I of a list, or NULL. NULL and non-lists have no items. */
const struct value *value_item(const struct value *list, size_t i);
size_t value_count(const struct value *list_or_map); /* 0 for any other kind and for NULL */
const struct value_entry *value_entry(const struct value *map, size_t i);
/* The value under KEY, or NULL: not a map, no such key, or MAP is NULL. */
const struct value *value_get(const struct value *map, const char *key);
const struct value *value_find(const struct value *map, struct text key);
/* The text of string KEY, or FALLBACK when missing or no string. */
struct text value_get_text(const struct value *map, const char *key, struct text fallback);
bool value_get_boolean(const struct value *map, const char *key, bool fallback);
bool value_is(const struct value *value, enum value_kind kind); /* false for NULL */
/* Digest of everything that VALUE holds, with its positions. Recursive, as deep as the value. */
struct digest value_digest(const struct value *value);
/* The place of VALUE in its file PATH; of the file if VALUE is NULL. */
struct place value_place(struct text path, const struct value *value);
/* "a list", "a date", … for messages. */
const char *value_kind_name(enum value_kind kind);

/* ---- building */

struct value_node {
	enum value_kind kind;
	uint32_t line, column;
	struct text text; /* string, date, html */
	int64_t integer;  /* boolean, integer, work, term */
	double number;
	struct value_node **items; /* list: items; map: key, value, key, value, … */
	size_t count;              /* of the pointers in ITEMS: twice the entries of a map */
};

struct value_node *value_node(struct arena *arena, enum value_kind kind);
/* Appends to a list. For a map, append the key's node, then the value's. */
void value_node_add(struct arena *arena, struct value_node *parent, struct value_node *item);
/* Appends the flat form to OUT, aligned to 8 bytes; gives the offset of its root in OUT. */
size_t value_flatten(struct buffer *out, const struct value_node *root);
/* A copy of a flat value alone, without anything else in its run of bytes. */
size_t value_copy(struct buffer *out, const struct value *value);

#endif
