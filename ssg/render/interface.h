/* interface.h - the words, dates, numbers and sort orders of all languages of a site.
 *
 *   interface_open(&interface, &config, &theme, d);       before forking: every worker has them
 *   reader.words = interface_words(&interface);
 *   reader.collation = interface_collation(&interface);
 *   interface_close(&interface);
 *
 * A word that a language lacks is taken from the next of its fallback chain, at last from English:
 * a site in a language that ssg does not speak still has its buttons. */
#ifndef SSG_RENDER_INTERFACE_H
#define SSG_RENDER_INTERFACE_H

#include "api/reader.h"
#include "render/strings.h"
#include "site/query.h"

struct interface {
	struct arena arena;
	const struct config *config;
	struct locale **locales; /* by language */
	struct strings *strings; /* by language */
	/* For a site without English: the words that its languages lack. */
	struct locale *english;
	struct strings english_strings;
};

/* Also gives each language of CONFIG its own name and direction if site.yaml has none. Problems
 * go to D; the result is safe to use unless the status is STATUS_MACHINE, and can be closed in
 * any case. */
enum status interface_open(struct interface *interface, struct config *config,
			   const struct theme *theme, struct diagnostics *d);
void interface_close(struct interface *interface);

/* INTERFACE outlives the results. */
struct words interface_words(struct interface *interface);
struct collation interface_collation(struct interface *interface);

/* Appends the message KEY without arguments, or KEY if there is none. */
void interface_say(const struct interface *interface, lang_id lang, const char *key,
		   struct buffer *out);

/* Digest of the message KEY for readers of LANG: its pattern, and the language that it is in. 0
 * if there is none. */
uint64_t interface_digest(const struct interface *interface, lang_id lang, struct text key);

#endif
