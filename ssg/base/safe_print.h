/* safe_print.h - prints untrusted text to a terminal or as a JSON string. */
#ifndef SSG_BASE_SAFE_PRINT_H
#define SSG_BASE_SAFE_PRINT_H

#include "base/text.h"

#include <stdio.h>

/* Prints control characters, except the tab, and characters that reorder text as escapes. */
void print_safe(FILE *out, struct text text);
/* Prints a string of JSON (RFC 8259, 7), with its quotes. */
void print_json_string(FILE *out, struct text text);
/* Bytes of the UTF-8 character at AT, which ends before END; 1 for a byte that starts none. */
size_t character_size(const char *at, const char *end);

#endif
