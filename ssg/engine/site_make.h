/* site_make.h - makes the model of a site, step by step, in the site worker, before anything is
 * rendered.
 *
 *   struct site site = {.step = step};
 *   site_make_settings(&site);
 *   site_make_theme(&site, d);      theme, interface strings, history
 *   site_make_model(&site, d);             unless that of the last build is used (site_reuse.h)
 *   site_make_renderer(&site, d);          Lua, with the plugins loaded
 *   site_make_pages(&site, d);             with what `site` hooks add; for a model just made
 *   site_make_ready(&site, d);             frozen: before forking
 *   site_free(&site);                      but a worker ends by _exit, which is faster */
#ifndef SSG_ENGINE_SITE_MAKE_H
#define SSG_ENGINE_SITE_MAKE_H

#include "cache/model_cache.h"
#include "engine/site_job.h"
#include "render/page.h"

struct site {
	const struct site_step *step;
	struct arena arena;
	struct config config;
	struct theme theme;
	struct interface interface;
	struct history history;
	struct model model;
	struct reads reads;          /* by the assembly and `site` hooks; of a new model only */
	struct diagnostics problems; /* found by the assembly and by `site` hooks */
	struct parsed_document *parsed;
	size_t parsed_count;
	struct state *state;
	struct renderer renderer;
	struct digests digests; /* of the complete model's reads */
	/* engine/site_reuse.h: */
	struct digest inputs;     /* digest of what the assembly reads */
	struct digest model_name; /* of the model; zero if it cannot be kept */
	struct kept_model kept;
};

void site_make_settings(struct site *site);
/* STATUS_MACHINE ends the build. */
enum status site_make_theme(struct site *site, struct diagnostics *d);
enum status site_make_model(struct site *site, struct diagnostics *d);
void site_make_renderer(struct site *site, struct diagnostics *d);
void site_make_pages(struct site *site, struct diagnostics *d);
void site_make_ready(struct site *site, struct diagnostics *d);
void site_free(struct site *site);

#endif
