/* strings.h - reads strings/<lang>.yaml of the theme: the words of the interface.
 *
 *   strings_read(&strings, &theme, TEXT("fr"), &limits, diags);
 *   const struct interface_string *s = strings_find(&strings, TEXT("see_all"));
 *   strings_free(&strings);
 *
 * Merged key by key: the nearest place of the theme (render/theme.h) that has a key counts. What
 * becomes of keys that the language lacks is for render/interface.h to say. */
#ifndef SSG_RENDER_STRINGS_H
#define SSG_RENDER_STRINGS_H

#include "base/map.h"
#include "content/limits.h"
#include "render/messages.h"
#include "render/theme.h"

struct interface_string {
	struct text key;
	const struct message *message;
	struct place place; /* of the pattern, as for message_check() */
};

struct strings {
	struct arena arena;
	struct interface_string *list; /* in order of places, then as written */
	size_t count;
	struct map by_key;
};

/* LANGUAGE is a code. Problems of files and patterns go to D (E-YAML, E-MESSAGE), and what is wrong
 * is left out; a pattern that a nearer one hides is not looked at. strings_free() is right after
 * any status. */
enum status strings_read(struct strings *strings, const struct theme *theme, struct text language,
			 const struct limits *limits, struct diagnostics *d);
void strings_free(struct strings *strings);

const struct interface_string *strings_find(const struct strings *strings,
					    struct text key); /* or NULL */

#endif
