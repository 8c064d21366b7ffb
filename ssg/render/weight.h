/* weight.h - adds up what a reader must load to see a page, and checks it against the budget
 * (site/budgets.h).
 *
 *   weight_open(&weight, &model);
 *   weight_page(&weight, page, html, d);        in any worker: E-BUDGET when it is too heavy
 *   weight_asset(&weight, asset, bytes, d);     the same
 *   weight_close(&weight);
 *
 * Compressed means gzip at level 1: the lightest that servers use (nginx does unless told
 * otherwise), so that no other sends more. A page that is light enough as it is is not compressed.
 * A site without budgets pays for nothing. */
#ifndef SSG_RENDER_WEIGHT_H
#define SSG_RENDER_WEIGHT_H

#include "site/pages.h"

struct weight {
	const struct model *model;
	struct arena arena;
	struct z_stream_s *stream; /* NULL until it is needed */
	struct buffer room;        /* what it writes into */
	size_t *style_sizes;       /* by asset: compressed; 0: not yet known */
};

void weight_open(struct weight *weight, const struct model *model);
void weight_close(struct weight *weight);

void weight_page(struct weight *weight, const struct page *page, struct text html,
		 struct diagnostics *d);
void weight_asset(struct weight *weight, const struct asset *asset, struct text bytes,
		  struct diagnostics *d);

#endif
