/* limits.h - one linear pass over bad input before a parser sees a byte.
 *
 * cmark-gfm 0.29.0.gfm.6 is quadratic on some shapes and libyaml has no limit of nesting: the
 * limits here are past anything that an honest page reaches. Each names what it protects.
 * Also reported here: invalid UTF-8, NUL and control characters, and the characters that
 * reorder text (Trojan Source, CVE-2021-42574). */
#ifndef SSG_CONTENT_LIMITS_H
#define SSG_CONTENT_LIMITS_H

#include "base/diagnostics.h"
#include "base/value.h"

struct limits {
	size_t document_bytes;
	size_t front_matter_bytes;
	size_t line_bytes;
	size_t nesting;          /* block markers (quotes, list items) at the start of one line */
	size_t table_columns;
	size_t brackets;         /* [ and ![ in one paragraph */
	size_t emphasis_runs;    /* runs of * _ ~ in one paragraph */
	size_t yaml_depth;
	size_t yaml_nodes;
	size_t yaml_alias_nodes; /* nodes that all aliases together may add */
};

/* The defaults, each with its reason beside it in limits.c. */
struct limits limits_default(void);
/* With what site.yaml's `limits:` map says (NULL: nothing). Unknown names are reported. */
struct limits limits_read(const struct value *map, struct text path, struct diagnostics *d);

/* False: a limit is passed or a byte is wrong; reported (E-LIMIT, E-UTF8, E-CONTROL, E-BIDI). */
bool limits_check_markdown(const struct limits *limits, struct text markdown, struct text path,
                           uint32_t first_line, struct diagnostics *d);
bool limits_check_yaml(const struct limits *limits, struct text yaml, struct text path,
                       uint32_t first_line, struct diagnostics *d);

#endif
