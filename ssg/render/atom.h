/* atom.h - writes an Atom feed (RFC 4287).
 *
 * Texts are plain text. Addresses are absolute and percent-encoded. Dates are those of
 * content/date.h; Atom wants a time, so unknown parts are written as the first of their kind, in
 * UTC. */
#ifndef SSG_RENDER_ATOM_H
#define SSG_RENDER_ATOM_H

#include "base/memory.h"

struct feed_category {
	struct text term;  /* the term's id */
	struct text label; /* in the feed's language; may be empty */
};

struct feed_entry {
	struct text id; /* feed_id() */
	struct text title;
	struct text lang; /* of title and summary, if not the feed's */
	struct text url;
	struct text updated;   /* if no date: PUBLISHED, else the feed's */
	struct text published; /* may be empty */
	const struct text *authors;
	size_t author_count;
	struct text summary; /* may be empty */
	const struct feed_category *categories;
	size_t category_count;
};

struct feed {
	struct text id; /* feed_id() */
	struct text title;
	struct text subtitle;  /* may be empty */
	struct text author;    /* of entries without authors: the site's title; empty: the feed's */
	struct text lang;      /* BCP 47 */
	struct text self;      /* the feed's own address */
	struct text alternate; /* of the page that lists the same */
	struct text updated;   /* if no date: 1970, for "now" is not ours to know */
	const struct feed_entry *entries; /* in the order of writing */
	size_t entry_count;
};

void feed_write(const struct feed *feed, struct buffer *out);

/* Appends the tag: URI (RFC 4151) of the page at PATH below BASE_URL ("https://example.org/igf/"):
 * "tag:example.org,2026:/igf/fr/messages/x.html". An id must never change (RFC 4287 4.2.6), so it
 * is made of host and path alone: not of the scheme, a port, or a date of the page; the year is
 * a constant, within which the host is taken to have been the site's. Moving a site to another host
 * changes the ids of its feeds. False: BASE_URL has no host; nothing was appended. */
bool feed_id(struct text base_url, struct text path, struct buffer *out);

#endif
