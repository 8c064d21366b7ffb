/* types.h - content types: the fields that a document may have, and checks of one document
 * against its type. What needs other documents (does the term, the reference exist?) is
 * checked by site/. Field names, kinds and YAML form: docs/content.md. */
#ifndef SSG_CONTENT_TYPES_H
#define SSG_CONTENT_TYPES_H

#include "base/diagnostics.h"
#include "base/value.h"

enum field_kind {
	FIELD_STRING, FIELD_TEXT, FIELD_INTEGER, FIELD_NUMBER, FIELD_BOOLEAN, FIELD_DATE,
	FIELD_URL, FIELD_REFERENCE, FIELD_TERM, FIELD_LABEL, FIELD_MAP, FIELD_ANY,
};

struct field {
	struct text name;
	enum field_kind kind;
	bool list, required, translatable;
	struct text target;          /* reference: type id, may be empty; term: taxonomy id */
	const struct value *values;  /* allowed texts, a list, or NULL */
	struct field *fields;        /* of a map */
	size_t field_count;
	double minimum, maximum;     /* of numbers; -INFINITY and INFINITY without limits */
	struct text pattern;         /* a named pattern, or empty */
};

struct type {
	struct text id;
	const struct value *name, *plural; /* labels, or NULL */
	struct text layout;                /* "page.html" */
	bool open;
	struct text *sections;
	size_t section_count;
	struct field *fields;
	size_t field_count;
};

struct types {
	struct type *list; /* by id */
	size_t count;
	struct text *taxonomies; /* ids: each is a field of every document, a list of terms */
	size_t taxonomy_count;
};

/* One type's YAML (a flat map that outlives the result), appended to TYPES. Problems of the
 * declaration are reported at PATH. */
void types_add(struct types *types, struct arena *arena, struct text id, struct text path,
               const struct value *map, struct diagnostics *d);
/* Problems between types (a section claimed twice, references to no type). */
void types_check(const struct types *types, struct diagnostics *d);

/* The type of the document at ID (path without language and ".md"): TYPE_NAME if not empty, else
 * by longest section; NULL: none. */
const struct type *types_of(const struct types *types, struct text type_name, struct text id);
const struct field *type_field(const struct type *type, struct text name);
/* Fields that every document may have (title, date, …); NULL: NAME is none of them. */
const struct field *types_common_field(const struct types *types, struct text name);

/* Checks a document's front matter. TRANSLATION: it is not in the site's first language, where required fields may be
 * missing. All problems are reported, with suggestions for misspelt names. */
void types_check_document(const struct types *types, const struct type *type,
                          const struct value *front, struct text path, bool translation,
                          struct diagnostics *d);

#endif
