/* site_reuse.h - uses the model of the last build (cache/model_cache.h) if it is still valid.
 *
 *   site_reuse_set_inputs(&site);
 *   if (site_reuse_find(&site)) …          after site_make_theme
 *   site_make_renderer(&site, d);
 *   if (site_reuse_holds(&site, d)) …      what hooks read has not changed; site.digests are open
 *   else site_reuse_forget(&site);         then make a new model
 *
 *   site_reuse_keep(&site, sizes);         for a new model whose digests are open */
#ifndef SSG_ENGINE_SITE_REUSE_H
#define SSG_ENGINE_SITE_REUSE_H

#include "engine/site_make.h"

/* Sets ->inputs, a digest of everything that the assembly of a model reads: program, settings,
 * plugins, data, assets, the list of files, and for each document its path and outline
 * (content/record.h), with the title if it is the page of a section. It cannot see templates and
 * strings. */
void site_reuse_set_inputs(struct site *site);
/* False: there is no model with these inputs. */
bool site_reuse_find(struct site *site);
/* True if the model is still valid; then repeats its warnings to D. */
bool site_reuse_holds(struct site *site, struct diagnostics *d);
void site_reuse_forget(struct site *site);
/* Fills MODEL_RUNS SIZES. If the model cannot be kept, they are zeros and so is its name. */
void site_reuse_keep(struct site *site, uint64_t *sizes);

/* Opens ->digests of a new model. */
void site_reuse_open_digests(struct site *site);

#endif
