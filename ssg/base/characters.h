/* characters.h - finds characters that no file of a site may have: broken UTF-8, control
 * characters, and those that reorder text (Trojan Source, CVE-2021-42574). */
#ifndef SSG_BASE_CHARACTERS_H
#define SSG_BASE_CHARACTERS_H

#include "base/diagnostics.h"

enum character_fault {
	CHARACTER_FINE,
	CHARACTER_BROKEN,    /* no UTF-8: not a byte of it is used */
	CHARACTER_CONTROL,   /* C0, DEL, C1 and noncharacters, except tab, LF and CR */
	CHARACTER_REORDERS,  /* embeddings, overrides and isolates */
	CHARACTER_SEPARATOR, /* U+2028, U+2029: YAML takes them for line ends, editors do not */
};

/* Finds the first fault at or after *OFFSET; moves *OFFSET to it, and sets CODE_POINT (0 if
 * broken) and SIZE in bytes. CHARACTER_FINE if there is none. */
enum character_fault characters_find_fault(struct text text, size_t *offset, uint32_t *code_point,
					   size_t *size);

/* Reports the faults of TEXT (E-UTF8, E-CONTROL, E-BIDI), at most one per line; line and
 * paragraph separators only if YAML. False if there was one. */
bool characters_check(struct text text, bool yaml, struct text path, uint32_t first_line,
		      struct diagnostics *d);

/* Reads the code point at offset *AT (below TEXT's size), and moves *AT past it. A byte that is
 * not UTF-8 gives U+FFFD. */
uint32_t characters_next(struct text text, size_t *at);

/* Characters (code points) in TEXT: columns are counted in them. */
uint32_t characters_count(struct text text);
/* The place of the byte at OFFSET of TEXT, which begins at FIRST_LINE of the file PATH. */
struct place characters_place(struct text text, size_t offset, struct text path,
			      uint32_t first_line);

#endif
