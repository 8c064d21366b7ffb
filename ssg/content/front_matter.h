/* front_matter.h - splits a Markdown file into front matter and text.
 *
 *   ---
 *   title: Access        YAML
 *   ---
 *   The text.            Markdown
 *
 * A byte order mark and CRLF line ends are tolerated; "..." may end it. A file without front matter
 * is all body; only a first line of exactly three hyphens opens one, unless an empty line and then
 * no field follow it. */
#ifndef SSG_CONTENT_FRONT_MATTER_H
#define SSG_CONTENT_FRONT_MATTER_H

#include "base/diagnostics.h"

/* Texts point into the blob. Lines count from 1. */
struct front_matter {
	bool present;
	struct text yaml; /* empty when not present */
	uint32_t yaml_line;
	struct text body;
	uint32_t body_line;
};

/* False: the front matter is not closed, not in the first line, or TOML (E-FRONT-MATTER in D). */
bool front_matter_split(struct text blob, struct text path, struct front_matter *result,
			struct diagnostics *d);

#endif
