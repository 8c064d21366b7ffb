/* site_reuse.h - the model of the last build (cache/model_cache.h), brought up to date.
 *
 *   site_reuse_set_inputs(&site);
 *   if (site_reuse_find(&site)) …          after site_make_surroundings
 *   site_make_renderer(&site, d);
 *   if (site_reuse_holds(&site, d)) …      what hooks read is as it was: site.digests are open
 *   else site_reuse_forget(&site);         a new model is to be made
 *
 *   site_reuse_keep(&site, sizes);         when a new one is made, and its digests are open */
#ifndef SSG_ENGINE_SITE_REUSE_H
#define SSG_ENGINE_SITE_REUSE_H

#include "engine/site_make.h"

/* Sets ->inputs: a digest of all that the assembly of a model looks at. That is program, settings,
 * plugins, data, assets, which files there are, and of each document its path and outline
 * (content/record.h), with the title if it is a section's own page. Templates and strings it cannot
 * see. */
void site_reuse_set_inputs(struct site *site);
/* False: there is no model of these inputs. */
bool site_reuse_find(struct site *site);
/* Repeats the warnings of that model to D. */
bool site_reuse_holds(struct site *site, struct diagnostics *d);
void site_reuse_forget(struct site *site);
/* Fills MODEL_RUNS SIZES, with zeros if it cannot be kept; then there is no name either. */
void site_reuse_keep(struct site *site, uint64_t *sizes);

/* Opens ->digests of a model just made. */
void site_reuse_open_digests(struct site *site);

#endif
