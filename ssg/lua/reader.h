/* reader.h - who looks at the model: the page being rendered, or a plugin's hook.
 *
 * One a Lua state; it outlives the state. Between pages its owner sets page_path and lang, and
 * empties the scratch memory. */
#ifndef SSG_LUA_READER_H
#define SSG_LUA_READER_H

#include "site/model.h"
#include "site/query.h"

struct reader {
	const struct model *model;
	lang_id lang;
	struct text page_path; /* output path of the page; empty: none, objects have no `url` */
	struct arena scratch;
	struct buffer bytes; /* for one text at a time: kept here, as errors skip clean-up */
	struct collation collation;
	/* Appends the body of a document as a reader of LANG sees it. Raises no Lua error. */
	void (*write_body)(void *self, document_id document, lang_id lang, struct buffer *out);
	void *self; /* for write_body */
};

#endif
