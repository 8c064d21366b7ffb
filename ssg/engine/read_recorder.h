/* read_recorder.h - records where a page reads what: the line of each read, while the page is
 * rendered again.
 *
 *   recorder_open(&recorder, &renderer);
 *   renderer_page(&renderer, page, &bytes, d);
 *   recorder.list[i].places …
 *   recorder_close(&recorder);
 *
 * Exact, because a page is a function of what it reads. Builds do not pay for it. */
#ifndef SSG_ENGINE_READ_RECORDER_H
#define SSG_ENGINE_READ_RECORDER_H

#include "render/page.h"

/* A field or an argument by which something was read, and the line of a template or plugin. */
struct read_place {
	struct text key;  /* "title"; empty if not known */
	struct text line; /* "lua-plugins/cross-links.lua:41"; empty if read by ssg itself */
};

/* One thing that was read (site/reads.h). */
struct recorded_read {
	uint32_t number;  /* UINT32_MAX if it has a name */
	struct text name; /* empty if it has a number */
	struct read_place *places;
	size_t place_count;
};

struct recorder {
	struct arena arena;
	struct renderer *renderer;
	struct recorded_read *list; /* in the order of reading */
	size_t count;
	struct map by_id;       /* reads, and places of reads */
	struct text *templates; /* each once: "page.html", "partials/head.html" */
	size_t template_count;
};

/* Watches RENDERER, which is frozen and outlives the recorder. */
void recorder_open(struct recorder *recorder, struct renderer *renderer);
void recorder_close(struct recorder *recorder);

/* The read of that number or name, or NULL. */
const struct recorded_read *recorder_find(const struct recorder *recorder, uint32_t number,
					  struct text name);

#endif
