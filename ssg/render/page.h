/* page.h - renders pages: takes the frozen model and one page, gives the bytes of its file.
 *
 *   renderer_open(&renderer, &model, &interface, &theme, state);   then plugins' site hooks
 *   renderer_freeze(&renderer, d);      the model is complete: templates, mentions; before forking
 *   renderer_page(&renderer, &model.pages[i], &out, d);            in any worker, in any order
 *   renderer_file(&renderer, &model.files[i], &out, d);            the same
 *   renderer_close(&renderer); */
#ifndef SSG_RENDER_PAGE_H
#define SSG_RENDER_PAGE_H

#include "api/plugins.h"
#include "render/body.h"
#include "render/interface.h"
#include "site/digests.h"
#include "template/runtime.h"

struct renderer {
	struct arena arena;
	const struct model *model;
	struct interface *interface;
	const struct theme *theme;
	struct state *state;
	struct templates *templates;
	struct plugins *plugins;
	struct reader reader;
	struct mentions *mentions;        /* by language, once frozen */
	struct reads reads;               /* of the page or file just rendered */
	struct presentation presentation; /* for digests of what it reads, once frozen */
	struct diagnostics *diagnostics;  /* while templates are read */
};

/* All arguments outlive the renderer. */
void renderer_open(struct renderer *renderer, const struct model *model,
		   struct interface *interface, const struct theme *theme, struct state *state);
void renderer_close(struct renderer *renderer);

/* The file of template NAME, as render/theme.h calls it: "page.html" is below layouts/,
 * "partials/…" is not. In ARENA, or NAME itself. */
struct text renderer_template_file(struct text name, struct arena *arena);

/* Compiles all templates. False: errors were reported. */
bool renderer_freeze(struct renderer *renderer, struct diagnostics *d);

/* Appends PAGE to OUT, and what was read to ->reads, which the caller has cleared. False: errors
 * were reported, OUT is as it was. */
bool renderer_page(struct renderer *renderer, const struct page *page, struct buffer *out,
		   struct diagnostics *d);
/* The same for a data file. */
bool renderer_file(struct renderer *renderer, const struct file_plan *file, struct buffer *out,
		   struct diagnostics *d);

#endif
