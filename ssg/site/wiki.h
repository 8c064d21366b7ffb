/* wiki.h - finds the document that `[[…]]` names: by title, slug or alias, in the same language. */
#ifndef SSG_SITE_WIKI_H
#define SSG_SITE_WIKI_H

#include "site/model.h"

struct wiki_names {
	bool titles, slugs, aliases;
};

/* Sets the targets of all wiki holes. A name that nothing has, or that two documents have, is
 * reported (an error, or a warning with `links: warn`). Case and kinds of space do not matter.
 * True: it looked at the titles of documents. */
bool wiki_resolve(struct model *model, const struct wiki_names *names, struct diagnostics *d);
/* Warns when documents have wiki links and nobody has called wiki_resolve. After all plugins. */
void wiki_check(const struct model *model, struct diagnostics *d);

#endif
