/* reader.h - who reads the model: the page being rendered, or a hook of a plugin.
 *
 * One a Lua state; it outlives the state. Between pages its owner sets lang, page and page_path,
 * and empties the scratch memory. */
#ifndef SSG_API_READER_H
#define SSG_API_READER_H

#include "site/model.h"
#include "site/query.h"
#include "site/reads.h"

/* The words of a language and their forms are known a layer above (render/interface.h), which gives
 * these functions. All append plain text in LANG. */
struct message_argument {
	struct text name;
	enum { ARGUMENT_TEXT, ARGUMENT_NUMBER } kind; /* dates are texts in ISO 8601 */
	struct text text;
	double number;
};

enum { WORD_ARGUMENTS_MAX = 16 };

struct words {
	/* The message KEY of the interface. False: there is none. */
	bool (*message)(void *self, lang_id lang, struct text key,
			const struct message_argument *arguments, size_t count, struct buffer *out);
	/* False if ISO is not a date, or STYLE not a style. */
	bool (*date)(void *self, lang_id lang, struct text iso, struct text style,
		     struct buffer *out);
	void (*number)(void *self, lang_id lang, double number, struct buffer *out);
	/* "A, B and C" */
	void (*list)(void *self, lang_id lang, const struct text *items, size_t count,
		     struct buffer *out);
	void *self;
};

struct bound_type;
struct getter;
enum { GETTERS_KNOWN = 512 };

/* api/bind.c: where a field was found the last time. */
struct known_getter {
	const struct bound_type *type;
	const char *name; /* a string of Lua's */
	const struct getter *getter;
};

struct reader {
	const struct model *model;
	struct model *draft;             /* the same, while `site` hooks may add to it; else NULL */
	struct diagnostics *diagnostics; /* for what plugins report themselves */
	struct text plugin;              /* the file of the one whose hook runs */
	lang_id lang;
	const struct page *page; /* being rendered, or NULL */
	struct text page_path;   /* its output path; empty: none, objects have no `url` */
	struct reads *reads;     /* where its reads are noted; NULL: nobody wants to know */
	bool hooks;              /* the `page` hooks run: they may set page.content */
	struct arena scratch;
	struct arena list; /* of one list at a time: asking for many takes no more memory */
	/* For one text at a time, and for its relative address: kept here, as errors skip clean-up.
	 */
	struct buffer bytes, address;
	struct known_getter getters[GETTERS_KNOWN];
	struct collation collation;
	struct words words;
	/* Appends the body of a document as a reader of LANG sees it. Raises no Lua error. */
	void (*write_body)(void *self, document_id document, lang_id lang, struct buffer *out);
	void *self; /* for write_body */
};

#endif
