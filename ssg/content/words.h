/* words.h - counts the words of a text, and cuts its beginning.
 *
 * Words are counted the same in every script that puts spaces between them: runs of letters,
 * digits and their marks, with apostrophes inside ("l'Internet" is one). Scripts without
 * spaces (Han, kana, Thai, Lao, Khmer, Myanmar …) are counted by character. */
#ifndef SSG_CONTENT_WORDS_H
#define SSG_CONTENT_WORDS_H

#include "base/text.h"

struct word_count {
	uint32_t words;
	uint32_t ideographs;
	bool in_word;
};

/* A word may go on from one call to the next ("un" and "believable" around a tag) … */
void words_add(struct word_count *count, struct text text);
/* … unless a break is between them. */
void words_break(struct word_count *count);

enum { EXCERPT_CHARACTERS = 200 };

struct excerpt {
	struct text text; /* the beginning of the text given */
	bool cut;         /* inside a sentence: show an ellipsis */
};

/* About EXCERPT_CHARACTERS of TEXT: all of it, or complete sentences that fill at least half of
 * them, or complete words. A text without spaces is cut between characters. */
struct excerpt words_excerpt(struct text text);

#endif
