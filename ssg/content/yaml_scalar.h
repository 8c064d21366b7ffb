/* yaml_scalar.h - finds the type of a plain scalar of YAML; the rules are in content/yaml.h. */
#ifndef SSG_CONTENT_YAML_SCALAR_H
#define SSG_CONTENT_YAML_SCALAR_H

#include "base/value.h"

/* Sets NODE's kind and content from the text of a scalar that was written without quotes.
 * TEXT must live as long as NODE. */
void yaml_scalar_plain(struct value_node *node, struct arena *arena, struct text text);

#endif
