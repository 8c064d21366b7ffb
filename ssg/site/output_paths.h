/* output_paths.h - the paths of all output files: each file claims its path, so that no two share
 * one on any file system.
 *
 *   outputs_claim(model, path, place, diags)   pages, feeds, files, assets; and what publish adds
 */
#ifndef SSG_SITE_OUTPUT_PATHS_H
#define SSG_SITE_OUTPUT_PATHS_H

#include "site/model.h"

/* PATH is a relative path below OUT, asked for at PLACE; both live as long as the model. False: it
 * is none, is taken, or leads out of OUT; reported (E-PATH) at PLACE. */
bool outputs_claim(struct model *model, struct text path, struct place place,
		   struct diagnostics *d);
/* Claims what every site has besides pages, feeds, files and assets: before all others. */
void outputs_reserve(struct model *model, struct diagnostics *d);

#endif
