/* address.h - paths of output files, and relative addresses between them.
 *
 * Every address in the output is relative and ends in a file name, so that a page works over
 * http, from a subdirectory, from file:// and from an archive. */
#ifndef SSG_SITE_ADDRESS_H
#define SSG_SITE_ADDRESS_H

#include "site/model.h"

/* "<lang>/<id>.html" of a work's page in LANG. */
void address_of_work(const struct model *model, work_id work, lang_id lang, struct buffer *out);
void address_of_section(const struct model *model, section_id section, lang_id lang,
			struct buffer *out);
void address_of_term(const struct model *model, term_id term, lang_id lang, struct buffer *out);

/* The relative address (RFC 3986 4.2), percent-encoded, from the page FROM to the file TO; both
 * are output paths. From a page to itself it is its own file name. */
void address_relative(struct text from, struct text to, struct buffer *out);
/* Percent-encodes what an IRI path may not hold: letters of all scripts stay readable. */
void address_encode(struct text path, struct buffer *out);

/* REFERENCE with its percent-encoding undone. */
struct text address_decode(struct arena *arena, struct text reference);

/* The committed path ("content/en/x.md") that REFERENCE, a relative link in the file FROM, leads
 * to, with "." and ".." resolved and percent-encoding undone. False if it leads out of the site,
 * or is not a path. */
bool address_resolve(struct text from, struct text reference, struct arena *arena,
		     struct text *path);

#endif
