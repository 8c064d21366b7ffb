/* yaml.h - YAML 1.1 as libyaml reads it, into values with positions.
 *
 * Scalars: plain true/false, null/~/nothing, integers, decimals and ISO dates have types; all else,
 * and all that is quoted, is text. `no`, `off`, `NO` stay text (no surprise for Norway). Keys are texts, each once.
 * Aliases and anchors only while small; tags are refused; depth, size and node count are
 * limited before libyaml sees a byte (content/limits.h). */
#ifndef SSG_CONTENT_YAML_H
#define SSG_CONTENT_YAML_H

#include "base/diagnostics.h"
#include "base/value.h"
#include "content/limits.h"

/* One YAML document; PATH and FIRST_LINE place it in its file. NULL: errors were reported. An empty
 * document is a VALUE_MAP without entries. */
struct value_node *yaml_parse(struct arena *arena, struct text yaml, struct text path,
                              uint32_t first_line, const struct limits *limits,
                              struct diagnostics *d);

#endif
