/* reads.h - what a page has read of the model: its trace.
 *
 *   reads_open(&reads, model);                            the model is complete
 *   reads_note(&reads, READ_LISTING, work, lang);         at each read, by whoever reads for a page
 *   reads_end(&reads);                                    after the last one
 *   … reads.fixed, reads.named …                          what was noted, each once
 *   reads_clear(&reads);                                  before the next page
 *
 * A read is noted as what it depends on: a *fixed* one by its number in the model, others by a
 * *name* (a query, a relation) that site/digests.h can look up again in a later model. All
 * templates of a page are one name, and all strings of a language (site/read_set.h). */
#ifndef SSG_SITE_READS_H
#define SSG_SITE_READS_H

#include "site/query.h"
#include "site/read_set.h"

/* Of an object, and where it says so in a language. */
enum read_kind {
	READ_LISTING,   /* work, language: all but its text and history */
	READ_BODY,      /* work, language: its text, with what links lead to */
	READ_HISTORY,   /* work, language */
	READ_BACKLINKS, /* work, language: those that are listed there */
	READ_TERM,      /* term, language: its page, its documents */
	READ_SECTION,   /* section, language: title, page, sections below, documents */
	READ_TAXONOMY,  /* taxonomy, language: its page, its terms and their tree */
	READ_COMMIT,    /* 0, 0: id and time */
};
enum { READ_KINDS = READ_COMMIT + 1 };

/* Fixed reads are numbered kind by kind, object by object, language by language. */
struct read_layout {
	uint32_t first[READ_KINDS + 1];
	uint32_t languages;
};

struct reads {
	unsigned kinds; /* of fixed reads, ever noted: 1 << READ_BODY, … */
	const struct model *model;
	struct read_layout layout;
	uint32_t *noted;     /* by fixed number: the page that noted it last */
	uint32_t page;       /* counts pages */
	struct buffer fixed; /* uint32_t */
	struct buffer named; /* each a uint32_t of its size, then its bytes */
	struct buffer name;  /* the one being noted */
	struct arena arena;  /* of names noted for this page */
	struct map names;
	struct arena sets; /* of what follows */
	struct read_set templates;
	struct read_set *strings; /* by language */
	/* Told of every read, however often it was noted, at the moment it is made: a fixed one by
	 * its number, a named one by its name. NULL: nobody wants to know. */
	void (*seen)(void *self, uint32_t number, struct text name);
	void *self;
};

struct read_layout read_layout_of(const struct model *model);

/* Reads of zero bytes that were never opened note ->kinds, and nothing else. */
void reads_open(struct reads *reads, const struct model *model);
void reads_close(struct reads *reads);
void reads_clear(struct reads *reads);
void reads_end(struct reads *reads);

/* READS may be NULL in all of these: nobody wants to know. */
void reads_note(struct reads *reads, enum read_kind kind, uint32_t object, lang_id lang);
void reads_note_query(struct reads *reads, const struct query *query, bool count_only);
void reads_note_relation(struct reads *reads, work_id work, struct text name, lang_id lang);
void reads_note_attached(struct reads *reads, enum owner_kind kind, uint32_t owner,
			 struct text name);
void reads_note_related_terms(struct reads *reads, term_id term, size_t limit);
void reads_note_asset(struct reads *reads, struct text name);
/* A template as templates name it: "page.html", "partials/head.html". */
void reads_note_template(struct reads *reads, struct text name);
/* What KEY says to readers of LANG, in whatever language. */
void reads_note_string(struct reads *reads, lang_id lang, struct text key);
/* That there is no document, section or term called ID. */
void reads_note_missing(struct reads *reads, struct text id);

#endif
