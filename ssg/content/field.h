/* field.h - one field of a content type: its kind and its rules.
 *
 * Declared in content/types/<type>.yaml, in the form of docs/content.md. Problems of a
 * declaration are E-TYPE. What a value must look like is checked by content/field_check.h. */
#ifndef SSG_CONTENT_FIELD_H
#define SSG_CONTENT_FIELD_H

#include "base/diagnostics.h"
#include "base/value.h"

enum field_kind {
	FIELD_STRING,
	FIELD_TEXT,
	FIELD_INTEGER,
	FIELD_NUMBER,
	FIELD_BOOLEAN,
	FIELD_DATE, /* a VALUE_DATE, a VALUE_INTEGER (a year), or a VALUE_STRING in quotes */
	FIELD_URL,
	FIELD_REFERENCE,
	FIELD_TERM,
	FIELD_LABEL,
	FIELD_MAP,
	FIELD_ANY,
};

struct field {
	struct text name;
	enum field_kind kind;
	bool list, required, translatable;
	struct text target;         /* reference: type id, may be empty; term: taxonomy id */
	const struct value *values; /* allowed texts or numbers, a list, or NULL */
	struct field *fields;       /* of a map */
	size_t field_count;
	double minimum, maximum; /* of numbers; -INFINITY and INFINITY without limits */
	struct text pattern;     /* a named pattern (field_matches), or empty */
	uint32_t line, column;   /* where it is declared */
};

/* Reads a map `name: {kind: …}` into *FIELDS, which points into ARENA and into MAP. The map is
 * part of the file at PATH. FIND_DEFAULT gives the field that a declaration without `kind:`
 * takes over, or NULL; it may be NULL itself. */
void fields_read(struct field **fields, size_t *count, struct arena *arena, const struct value *map,
		 struct text path,
		 const struct field *(*find_default)(const void *self, struct text name),
		 const void *self, struct diagnostics *d);

/* NULL: none of that name. */
const struct field *field_find(const struct field *fields, size_t count, struct text name);

/* Reports each key of MAP that is none of KEYS, as an error of a declaration (E-TYPE). */
void field_check_keys(const struct value *map, const struct text *keys, size_t key_count,
		      struct text path, struct diagnostics *d);

/* True if TEXT matches the named PATTERN. */
bool field_matches(struct text pattern, struct text text);
/* How the pattern is described to an editor: "two capital letters, such as KE". */
const char *field_pattern_words(struct text pattern);

#endif
