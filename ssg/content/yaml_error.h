/* yaml_error.h - explains an error of libyaml to the person who made the mistake.
 *
 * libyaml names the rule of the grammar that failed, and often a place behind the mistake.
 * Here it is matched against the mistakes that people make: tabs, a colon or a quotation mark
 * in a text without quotes, brackets that are not closed, lines moved to the side. */
#ifndef SSG_CONTENT_YAML_ERROR_H
#define SSG_CONTENT_YAML_ERROR_H

#include "base/diagnostics.h"

#include <yaml.h>

/* Reports the error PARSER stopped with (E-YAML). YAML is the text it read. */
void yaml_error_report(const yaml_parser_t *parser, struct text yaml, struct text path,
		       uint32_t first_line, struct diagnostics *d);

#endif
