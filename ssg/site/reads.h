/* reads.h - records what one hook, page or file reads of the model: its trace.
 *
 *   reads_open(&reads, model);                            all works, terms and sections are there
 *   reads_note(&reads, READ_TITLE, work, lang);           at each read, by whoever reads
 *   reads_end(&reads);                                    after the last one
 *   … reads.numbers, reads.names …                        each read once
 *   reads_clear(&reads);                                  before the next page
 *
 * A read of an object is noted by its number in the model, any other by its name
 * (site/read_types.h). Pages read many templates and strings, and most pages the same ones: those
 * of one page are one entry of ->names, a *set* (site/read_set.h). */
#ifndef SSG_SITE_READS_H
#define SSG_SITE_READS_H

#include "site/read_set.h"
#include "site/read_types.h"

struct reads {
	const struct model *model;
	struct read_layout layout;
	uint32_t *noted;       /* by number: the page that noted it last */
	uint32_t page;         /* counts pages */
	struct buffer numbers; /* uint32_t */
	struct buffer names;   /* each a uint32_t of its size, then its bytes: a name, or a set */
	struct buffer name;    /* the one being noted */
	struct arena arena;    /* of names noted for this page */
	struct map known;
	struct arena sets; /* of what follows */
	struct read_set templates;
	struct read_set *strings; /* by language */
	/* Called at every read, however often it was noted: with the number of a numbered read,
	 * else with UINT32_MAX and the name. May be NULL. */
	void (*seen)(void *self, uint32_t number, struct text name);
	void *self;
};

/* MODEL outlives the reads. */
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
/* The string KEY for readers of LANG, in whatever language it is found. */
void reads_note_string(struct reads *reads, lang_id lang, struct text key);
/* Whether there is a document, section or term called NAME. Note it whatever the answer is: an
 * object that was found by its name may be gone in the next build. */
void reads_note_existence(struct reads *reads, struct text name);

/* Removes the first entry from NAMES. False if there are no more, or they are damaged. */
bool reads_next_name(struct text *names, struct text *name);
/* True if NAME is a set; then reads_next_member takes its members from *REST. */
bool reads_is_set(struct text name, struct text *rest);
/* Appends the name of the next member of SET to OUT, which is empty. False if there are no more. */
bool reads_next_member(struct text set, struct text *rest, struct buffer *out);

#endif
