/* types.h - content types: the fields that a document may have, and checks of a document against
 * its type. What needs other documents (does the term, the reference exist?) is checked by site/.
 * Field names, kinds and YAML form: docs/content.md.
 *
 *   types.taxonomies = …;                        first: each is a field of every document
 *   types_add(&types, arena, id, path, map, d);  for each file
 *   types_check(&types, d);
 *   type = types_of(&types, type_name, id);
 *   types_check_document(&types, type, front, path, translation, d); */
#ifndef SSG_CONTENT_TYPES_H
#define SSG_CONTENT_TYPES_H

#include "content/field.h"

struct type {
	struct text id;
	struct text path;                  /* of its file */
	const struct value *declaration;   /* the map of its file */
	const struct value *name, *plural; /* labels, or NULL */
	struct text layout;                /* "page.html" */
	bool open;
	struct text *sections; /* without slashes at their ends */
	size_t section_count;
	struct field *fields;
	size_t field_count;
};

struct types {
	struct type *list; /* by id, once types_check has run; before, in the order added */
	size_t count;
	struct text *taxonomies; /* ids: each is a field of every document, a list of terms */
	size_t taxonomy_count;
};

/* Appends one type to TYPES, from its YAML, a flat map that outlives the result. Reports
 * problems of the declaration at PATH (E-TYPE). */
void types_add(struct types *types, struct arena *arena, struct text id, struct text path,
	       const struct value *map, struct diagnostics *d);
/* Sorts them, and reports problems between types (E-TYPE): a section claimed twice, references
 * to no type, terms of no taxonomy. */
void types_check(struct types *types, struct diagnostics *d);

/* The type of the document at ID (path without language and ".md"): TYPE_NAME if not empty, else
 * by longest section; NULL: none. A section's own page ("messages/index") has a type only by name.
 */
const struct type *types_of(const struct types *types, struct text type_name, struct text id);
const struct field *type_field(const struct type *type, struct text name);
/* Fields that every document may have (title, date, …); NULL: NAME is none of them. For a taxonomy,
 * a field without name and target: both are NAME. */
const struct field *types_common_field(const struct types *types, struct text name);

/* Checks a document's front matter. TRANSLATION: it is not in the site's first language, where
 * required fields may be missing. If such a document says what it was made from (`source:`), fields
 * that are written once, in the original, give W-NEUTRAL; without it, it may be an original itself.
 * All problems are reported, with suggestions for misspelt names: those of field_check.h, and
 * E-TYPE for a `type:` that there is not. */
void types_check_document(const struct types *types, const struct type *type,
			  const struct value *front, struct text path, bool translation,
			  struct diagnostics *d);

#endif
