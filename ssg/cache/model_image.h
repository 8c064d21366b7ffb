/* model_image.h - the model of a site as bytes that a later build loads (cache/image.h).
 *
 *   model_image_save(&bytes, model);
 *   struct model *model = model_image_load(text, config);
 *
 * What a model points to and what is there in each build anyway is left out: config (of the same
 * site.yaml, types and data), snapshot, history, files, records, bytes in the program. */
#ifndef SSG_CACHE_MODEL_IMAGE_H
#define SSG_CACHE_MODEL_IMAGE_H

#include "site/model.h"

/* MODEL is complete; nothing claims paths any more. */
void model_image_save(struct buffer *out, const struct model *model);
/* TEXT, which this process may change, outlives the model. Records, files, snapshot and history are
 * NULL in it. */
struct model *model_image_load(struct text text, const struct config *config);

#endif
