/* model_image.h - saves the model of a site for a later build (cache/image.h).
 *
 *   model_image_save(&bytes, model);
 *   struct model *model = model_image_load(text, config);
 *
 * Leaves out what every build has anyway: config (of the same site.yaml, types and data), snapshot,
 * history, files, records, and bytes of the program. */
#ifndef SSG_CACHE_MODEL_IMAGE_H
#define SSG_CACHE_MODEL_IMAGE_H

#include "site/model.h"

/* MODEL is complete, and its ->outputs are freed. */
void model_image_save(struct buffer *out, const struct model *model);
/* TEXT is writable and outlives the model, in which records, files, snapshot and history are NULL.
 */
struct model *model_image_load(struct text text, const struct config *config);

#endif
