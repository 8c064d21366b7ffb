/* quiet_line.h - finds lines of a template that leave nothing in the page, which Mustache calls
 * standalone (private to compiler.c). */
#ifndef SSG_TEMPLATE_QUIET_LINE_H
#define SSG_TEMPLATE_QUIET_LINE_H

#include "base/text.h"

/* The offset after the line of SOURCE that begins at LINE if it has only statements, comments
 * and white space; else 0. Tags may span lines. */
size_t quiet_line_end(struct text source, size_t line);

#endif
