/* field_check.h - checks a value of front matter against its field.
 *
 * Every problem is reported at the value (or at its name), in words for editors:
 * E-KIND (a text where a date belongs), E-VALUE (not among the allowed ones, out of range, not in
 * the calendar, no web address), E-FIELD (a name that no field has), E-REQUIRED (missing). */
#ifndef SSG_CONTENT_FIELD_CHECK_H
#define SSG_CONTENT_FIELD_CHECK_H

#include "content/field.h"

/* Nothing (`name:` without a value) and empty texts, lists and maps count as missing. */
bool field_value_missing(const struct value *value); /* NULL too */

void field_check(const struct field *field, const struct value *value, struct text path,
		 struct diagnostics *d);

#endif
