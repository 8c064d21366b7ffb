/* mentions.h - words in running text that become links to their pages: acronyms, "TAIS § 72(g)".
 *
 *   mentions_build(&m, model, lang);
 *   while (mentions_next(&m, text, &from, &match)) …
 *
 * A mention starts and ends at a word's border, letters in the case given; a run of spaces
 * (also no-break ones, U+00A0 and U+202F) matches any other. The longest wins. */
#ifndef SSG_SITE_MENTIONS_H
#define SSG_SITE_MENTIONS_H

#include "site/model.h"

struct mentions {
	struct map by_head;   /* first bytes of a mention -> index of the first in LIST */
	struct mention *list; /* grouped by head, longest first */
	size_t count;
	unsigned char first[32]; /* bit set: bytes that a mention may start with */
};

struct mention_match {
	size_t at, size; /* in the text searched */
	work_id work;
};

/* The mentions of MODEL in LANG. ARENA outlives the result. */
void mentions_build(struct mentions *mentions, const struct model *model, lang_id lang,
		    struct arena *arena);
void mentions_free(struct mentions *mentions);
/* The first mention in TEXT (HTML text, with entities for & < > ") at or after FROM. */
bool mentions_next(const struct mentions *mentions, struct text text, size_t from,
		   struct mention_match *match);

#endif
