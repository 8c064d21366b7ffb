/* yaml.h - parses YAML 1.1, as libyaml reads it, into values with positions.
 *
 * Scalars: plain true/false, null/~/nothing, decimal integers, decimals and ISO dates
 * (content/date.h) have types; all else, and all that is quoted, is text. `no`, `off`, `NO` stay
 * text (no surprise for Norway), and so do 007 and +41 (codes and telephone numbers), and dates
 * that are not in the calendar. A bare 2026 is an integer. Keys are texts, each once.
 * Aliases and anchors only while small; tags and merge keys are refused; depth and node count
 * are limited while libyaml reads, the rest before it sees a byte (content/limits.h). */
#ifndef SSG_CONTENT_YAML_H
#define SSG_CONTENT_YAML_H

#include "base/diagnostics.h"
#include "base/value.h"
#include "content/limits.h"

/* Parses one YAML document; PATH and FIRST_LINE are its place in a file. NULL if errors were
 * reported (E-YAML, and those of limits_check_yaml). An empty document is a VALUE_MAP without
 * entries. Nodes under an alias are shared, and keep the position where they were written. */
struct value_node *yaml_parse(struct arena *arena, struct text yaml, struct text path,
			      uint32_t first_line, const struct limits *limits,
			      struct diagnostics *d);

/* The same if only a map makes sense: front matter, site.yaml, types. WHAT names it. */
struct value_node *yaml_parse_map(struct arena *arena, struct text yaml, struct text path,
				  uint32_t first_line, const struct limits *limits,
				  const char *what, struct diagnostics *d);

#endif
