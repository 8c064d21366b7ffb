/* assets.h - the files that pages refer to: content/assets/ and the assets/ of the theme.
 *
 *   model.config = …; model.snapshot = …;
 *   assets_collect(&model, diags);                 before model_assemble()
 *   asset_id style = asset_find(&model, TEXT("style.css"));
 *
 * An asset's *name* is its path below such a folder. Of two with one name the first counts, in
 * this order: content/assets/, themes/<theme>/assets/ of the commit, the same in the program,
 * themes/plain/assets/ of the commit, the same in the program. So a site may replace a picture
 * of its theme without copying the theme.
 *
 * Pictures, style sheets and scripts bear ten digits of what they hold in their output names, so
 * that browsers may keep them for ever: "assets/x.3f9a2b1c04.png". Others, which people link to
 * from elsewhere or save, keep theirs. */
#ifndef SSG_SITE_ASSETS_H
#define SSG_SITE_ASSETS_H

#include "site/model.h"

/* Fills MODEL's assets, with the sizes of pictures (an unreadable picture has none).
 * STATUS_MACHINE: a file could not be read; reported. */
enum status assets_collect(struct model *model, struct diagnostics *d);

/* The asset that counts under NAME, or NONE. */
asset_id asset_find(const struct model *model, struct text name);

#endif
