/* record.h - a document as one flat run of bytes.
 *
 * The same bytes in a worker's results, in the model and in the cache: offsets, not pointers,
 * so nothing is serialised, parsed or freed. A record says what one blob says and nothing of
 * any other document: its HTML has *holes* where render puts what depends on others. */
#ifndef SSG_CONTENT_RECORD_H
#define SSG_CONTENT_RECORD_H

#include "base/digest.h"
#include "base/value.h"

/* COUNT items (bytes, holes, …) at OFFSET from the start of the record. */
struct span {
	uint32_t offset;
	uint32_t count;
};

struct record {
	uint32_t size;        /* of the record, in bytes; a multiple of 8 */
	uint32_t words;       /* words of alphabets: runs of letters and digits */
	uint32_t ideographs;  /* Han, kana, Thai … characters: scripts without spaces */
	uint32_t title_line;  /* line of the title; 0 if there is none */
	struct span front;    /* one struct value: the front matter, a map (count 1; 0: none) */
	struct span title;    /* bytes: plain text of `title:`, else of the first heading */
	struct span title_id; /* bytes: an anchor that names the title, whose heading was taken out
				 of the body; empty: none was */
	struct span excerpt;  /* bytes: plain text of the first paragraph */
	struct span html;     /* bytes: the body, with holes */
	struct span holes;    /* struct hole, by rising position */
	struct span headings; /* struct heading, in order */
	struct span runs;    /* struct run, by rising position: text where mentions may be linked */
	struct span anchors; /* struct span, each an id that a link may name: headings, footnotes,
				title */
	struct span diagnostics; /* bytes of diagnostics_write: warnings to repeat from the cache */
	struct digest fields;    /* of the front matter except the title, with positions */
	struct digest outline;   /* of all that the assembly of a model looks at: fields, where its
				    links lead, anchors, warnings; not the title */
};

enum hole_kind {
	/* A link: the hole is the value of the attribute, in `<a href="` … `"`. */
	HOLE_LINK,
	/* A picture: the hole is in `<img src="` … `"`. If the file is known, render adds width
	 * and height: `…" width="640" height="480`. The rest (alt, title, loading="lazy"
	 * decoding="async") is in the HTML already. */
	HOLE_IMAGE,
	/* `[[target]]` or `[[target|label]]`: the hole replaces nothing; render writes the
	 * complete link, or the words as written if no plugin resolves wiki links. */
	HOLE_WIKI,
	/* Words that render writes in the reader's language. The target says which: "note", "tip",
	 * "important", "warning" or "caution" for the label of a callout, text in
	 * `<p class="callout-label">` … `</p>`; "back_to_text" for the `aria-label="` … `"` of the
	 * arrow that leads from a footnote back. */
	HOLE_CALLOUT,
};

struct hole {
	uint32_t at;   /* offset in html */
	uint32_t kind; /* enum hole_kind */
	uint32_t line; /* position of the link in the file */
	uint32_t column;
	struct span target; /* bytes: link destination, percent-decoding not applied; wiki target */
	struct span label;  /* plain text: label of a wiki link (empty: its target), or link text */
};

struct heading {
	uint32_t level; /* 1 to 6 */
	uint32_t line;
	struct span id;
	struct span text; /* plain */
};

/* Bytes of html that are text (entities escaped, line ends inside), outside code, headings and
 * links, without tags and holes. */
struct run {
	uint32_t at;
	uint32_t size;
};

/* Fills ->fields and ->outline of a record that is complete otherwise. */
void record_outline(struct record *record);

/* ---- reading */

struct text record_text(const struct record *record, struct span span);
const struct value *record_front(const struct record *record); /* NULL: no front matter */
const struct hole *record_holes(const struct record *record);
const struct heading *record_headings(const struct record *record);
const struct run *record_runs(const struct record *record);
const struct span *record_anchors(const struct record *record);
/* True if a link may name ANCHOR, given without "#". */
bool record_has_anchor(const struct record *record, struct text anchor);
/* True if it names the title, which is not an element of the body: the top of the page is meant. */
bool record_is_title_anchor(const struct record *record, struct text anchor);
/* True if BYTES are a valid record, at a multiple of 8, with every span, hole, run and value
 * inside it and in order. For bytes from another process: a valid record can be read safely. */
bool record_valid(struct text bytes);

#endif
