/* heading_id.h - makes the ids of headings: readable in every script, stable, unique on the page.
 *
 * The natural id of "Ce que l'État décide: 2019–2020" is "ce-que-létat-décide-2019-2020": letters,
 * marks and digits of all scripts are kept, lower-cased without regard to language and in
 * Unicode's form NFC, '_' is kept, spaces and dashes become one '-', all else is dropped.
 * HTML allows any character but white space in an id. */
#ifndef SSG_CONTENT_HEADING_ID_H
#define SSG_CONTENT_HEADING_ID_H

#include "base/memory.h"

/* Appends the natural id of a heading's plain text; "section" when nothing is left of it. */
void heading_id_natural(struct buffer *id, struct text plain);

/* The ids of the COUNT headings of a page with the plain TEXTS, in order. The first heading with
 * a natural id gets it, further ones "-2", "-3" and so on. An id is passed over if it is the
 * natural id of another heading or RESERVED, so that "Results 2" is always at "results-2". */
struct text *heading_ids(struct arena *arena, const struct text *texts, size_t count,
			 const struct text *reserved, size_t reserved_count);

#endif
