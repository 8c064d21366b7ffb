/* wiki_link.h - `[[target]]` and `[[target|label]]` in a text. */
#ifndef SSG_CONTENT_WIKI_LINK_H
#define SSG_CONTENT_WIKI_LINK_H

#include "base/text.h"

struct wiki_link {
	struct text before; /* the text before it */
	struct text target; /* trimmed, never empty; neither this nor the label holds brackets */
	struct text label;  /* trimmed; empty: the target */
};

/* Takes the text up to and with the first wiki link off REST. False: there is none left, and
 * REST is as before. */
bool wiki_link_next(struct text *rest, struct wiki_link *link);
/* The words a reader sees. */
struct text wiki_link_words(const struct wiki_link *link);

#endif
