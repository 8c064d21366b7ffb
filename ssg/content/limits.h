/* limits.h - checks sizes and depths of input in one linear pass, before a parser sees it.
 *
 * cmark-gfm 0.29.0.gfm.6 is quadratic on some shapes and libyaml has no limit of nesting: the
 * limits here are past anything that an honest page reaches. Each names what it protects.
 * Also reported here: invalid UTF-8, NUL and control characters, and the characters that
 * reorder text (Trojan Source, CVE-2021-42574). */
#ifndef SSG_CONTENT_LIMITS_H
#define SSG_CONTENT_LIMITS_H

#include "base/diagnostics.h"
#include "base/value.h"

/* A *paragraph* is what cmark-gfm may read in one piece: lines up to an empty one. */
struct limits {
	size_t document_bytes;
	size_t front_matter_bytes; /* also of data files, types and site.yaml */
	size_t line_bytes;
	size_t nesting;       /* quotes and list items around one line */
	size_t table_columns; /* | in one line */
	size_t table_cells;   /* of all tables in one document, with those that rows lack */
	size_t table_search;  /* lines times bytes of text directly above tables, in one document */
	size_t brackets;      /* [ and ![ in one paragraph */
	size_t emphasis_runs; /* runs of * _ ~ in one paragraph */
	size_t declarations;  /* <? and <! in one paragraph, except comments */
	size_t addresses;     /* :// and www. between two white spaces */
	size_t at_signs;      /* @ in one document */
	size_t reference_bytes; /* longest link definition times ] in one document */
	size_t yaml_depth;
	size_t yaml_nodes;
	size_t yaml_alias_nodes; /* nodes that all aliases together may add */
};

/* The defaults, each with its reason beside it in limits.c. */
struct limits limits_default(void);
/* Reads the `limits:` map of site.yaml (NULL: none). Reports unknown names, and values that are
 * not numbers or exceed what ssg can do (E-LIMIT). */
struct limits limits_read(const struct value *map, struct text path, struct diagnostics *d);

/* False: the limit NAME, of MOST bytes, is passed; reported (E-LIMIT). */
bool limits_check_size(struct text text, size_t most, const char *name, struct text path,
		       struct diagnostics *d);
/* False: a limit is passed or a byte is wrong; reported (E-LIMIT, E-UTF8, E-CONTROL, E-BIDI).
 * Markdown: see markdown_scan.h.
 * Depth and node counts are not checked here but while libyaml reads (content/yaml.c). */
bool limits_check_yaml(const struct limits *limits, struct text yaml, struct text path,
		       uint32_t first_line, struct diagnostics *d);

#endif
