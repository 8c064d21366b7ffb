/* read.h - one thing that can be read of a model: the element of a trace.
 *
 * Everything that hooks, templates and the assembly read, they read through C, which notes it
 * (site/reads.h). Each kind is one row of the table in site/read_types.c. */
#ifndef SSG_SITE_READ_H
#define SSG_SITE_READ_H

#include "site/query.h"

enum read_kind {
	/* Reads of an object for readers of a language: these have numbers (site/read_types.h). */
	READ_FIELDS,     /* of a work: front matter except the title, type, terms, translations */
	READ_TITLE,      /* of a work */
	READ_STALE,      /* of a work: did its original change after `source:`? */
	READ_BODY,       /* of a work: its text, with what its links lead to */
	READ_HISTORY,    /* of a work: dates and authors in git */
	READ_BACKLINKS,  /* of a work */
	READ_TERM,       /* its page */
	READ_TERM_WORKS, /* the documents with a term */
	READ_SECTION,    /* its title, its own page and the sections below it */
	READ_SECTION_WORKS, /* the documents in a section */
	READ_TAXONOMY,      /* its page, its terms and their tree */
	READ_TITLES,        /* of the site: the titles of all documents */
	READ_COMMIT,        /* of the site: id and time of the commit */
	/* Others have names. */
	READ_QUERY,            /* a list of documents */
	READ_COUNT,            /* the number of documents in such a list */
	READ_RELATION,         /* a list that a plugin gave to a work */
	READ_ATTACHED_TO_WORK, /* a value that a plugin gave to a work */
	READ_ATTACHED_TO_TERM,
	READ_RELATED_TERMS,
	READ_ASSET,
	READ_EXISTENCE, /* whether there is a document, section or term of a name */
	READ_TEMPLATE,  /* of the theme */
	READ_STRING,    /* of the theme, for readers of a language */
};
enum {
	READ_NUMBERED_KINDS = READ_COMMIT + 1,
	READ_KINDS = READ_STRING + 1,
	READ_NOTHING = READ_KINDS, /* no read is noted */
};

/* The table says which fields tell reads of a kind apart; the others are zero. */
struct read {
	enum read_kind kind;
	lang_id lang;
	uint32_t object;    /* work, term, section or taxonomy */
	struct text name;   /* of a relation, a value, an asset, a template, … */
	struct query query; /* ->lang is its language */
	size_t limit;       /* 0: none */
};

#endif
