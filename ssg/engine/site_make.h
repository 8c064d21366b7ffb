/* site_make.h - the site as data, step by step: what the site worker holds before anything is
 * rendered.
 *
 *   struct site site = {.step = step};
 *   site_make_settings(&site);             unless an image has them: cache/site_image.h
 *   site_make_surroundings(&site, d);      theme, words of all languages, history
 *   site_make_model(&site, d);             unless an image has it
 *   site_make_renderer(&site, d);          Lua, with the plugins loaded
 *   site_make_pages(&site, d);             with what `site` hooks add; unless an image has them
 *   site_make_ready(&site, d);             frozen: before forking
 *
 *   site_free(&site);                      but a worker ends by _exit, which is faster */
#ifndef SSG_ENGINE_SITE_MAKE_H
#define SSG_ENGINE_SITE_MAKE_H

#include "engine/site_step.h"
#include "render/page.h"

/* What a later build can use again, if only texts have changed since: it lies in a region, and
 * points nowhere else but where cache/site_image.c knows. */
struct site_made {
	struct arena arena; /* of the settings */
	struct config config;
	struct model model;
	/* Set by cache/site_image.c: */
	uint64_t *digests;    /* of all fixed reads (site/digests.h) */
	struct digest ground; /* of the history then (source/history.h); zero: none */
	work_id *touched;     /* of which that history said more than its ground */
	size_t touched_count;
	struct text problems; /* warnings of what is not made again, as of diagnostics_write */
};

struct site {
	const struct site_step *step;
	/* Names the model (cache/site_image.h); zero: `site` hooks have read more. */
	struct digest key;
	struct digest presentation; /* of all templates and strings of the commit */
	bool *changed;              /* of an image, by work: a text of it has; else NULL */
	bool *touched;              /* the same: its history may have; NULL: all may */
	struct region region;
	struct site_made *made;
	struct arena arena; /* of what is not kept */
	struct theme theme;
	struct interface interface;
	struct history history;
	struct diagnostics problems; /* of what an image has */
	struct parsed_document *parsed;
	size_t parsed_count;
	struct state *state;
	struct renderer renderer;
};

void site_make_settings(struct site *site);
/* STATUS_MACHINE: the build ends. */
enum status site_make_surroundings(struct site *site, struct diagnostics *d);
enum status site_make_model(struct site *site, struct diagnostics *d);
void site_make_renderer(struct site *site, struct diagnostics *d);
void site_make_pages(struct site *site, struct diagnostics *d);
void site_make_ready(struct site *site, struct diagnostics *d);
void site_free(struct site *site);

#endif
