/* localize.h - t, date, number, list and sort_key of templates: what a language says.
 *
 * The words and their forms are known a floor above (render/interface.h), which gives these
 * functions. All append plain text in LANG. */
#ifndef SSG_API_LOCALIZE_H
#define SSG_API_LOCALIZE_H

#include "base/memory.h"
#include "site/config.h"

#include <lua.h>

struct word_argument {
	struct text name;
	bool is_number;
	struct text text;
	double number;
};

enum { WORD_ARGUMENTS_MAX = 16 };

struct words {
	/* The message KEY of the interface. False: there is none. */
	bool (*message)(void *self, lang_id lang, struct text key,
			const struct word_argument *arguments, size_t count, struct buffer *out);
	/* False: ISO is no date, or STYLE no style. */
	bool (*date)(void *self, lang_id lang, struct text iso, struct text style,
		     struct buffer *out);
	void (*number)(void *self, lang_id lang, double number, struct buffer *out);
	/* "A, B and C" */
	void (*list)(void *self, lang_id lang, const struct text *items, size_t count,
		     struct buffer *out);
	void *self;
};

struct reader;

/* Sets the five functions in the table on top of the stack. READER outlives the state. */
void words_open(lua_State *L, struct reader *reader);

#endif
