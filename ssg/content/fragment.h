/* fragment.h - a piece of HTML with holes while it is being written.
 *
 * HTML goes to its final place, the record; holes, headings, runs and anchors to buffers of
 * their own, whose spans point into STRINGS until record_write() (document.c) moves them behind. */
#ifndef SSG_CONTENT_FRAGMENT_H
#define SSG_CONTENT_FRAGMENT_H

#include "content/record.h"

struct fragment {
	struct buffer *html;
	size_t start;           /* of the fragment in HTML */
	struct buffer holes;    /* struct hole */
	struct buffer headings; /* struct heading */
	struct buffer runs;     /* struct run */
	struct buffer anchors;  /* struct span */
	struct buffer strings;  /* bytes that all these name */
	struct span title_id;   /* the id that a title taken out above it would have */
};

void fragment_begin(struct fragment *fragment, struct buffer *html); /* keeps the memory */
void fragment_free(struct fragment *fragment);

struct span fragment_string(struct fragment *fragment, struct text text);
/* A hole at the end of the HTML so far. */
void fragment_hole(struct fragment *fragment, enum hole_kind kind, uint32_t line, uint32_t column,
		   struct span target, struct span label);
/* The HTML from FROM (an offset in the buffer) to its end is running text; joined to the run
 * before it if nothing is between them. */
void fragment_run(struct fragment *fragment, size_t from);
/* The same for a line end: only between texts, not a run of its own. */
void fragment_run_on(struct fragment *fragment, size_t from);
void fragment_heading(struct fragment *fragment, struct heading heading);
struct span fragment_anchor(struct fragment *fragment, struct text id);

#endif
