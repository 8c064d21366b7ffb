/* site_image.h - what the site step made before it rendered (struct site_made), kept as it lies in
 * memory, for later builds in which only texts and titles have changed.
 *
 *   site_image_set_key(&site);
 *   if (site_image_find(&site)) … site.made is there, but for the texts of today:
 *           site_image_renew(&site, d)             after site_make_surroundings
 *   else    … make it; digests …
 *           site_image_keep(&site)
 *
 * The key names all that the model and the `site` hooks can see: program, settings, plugins, data,
 * assets, which files there are, and of each document its path and outline (content/record.h); its
 * title too if it is a section's, or if links or hooks have looked at titles. Templates and strings
 * they cannot see; these are read in each build. What else there is of a
 * document, its text, its history, mostly its title, is looked up where it is when a page is
 * rendered. So a site whose `site` hooks read texts, histories or the commit is not kept. Warnings
 * are said again, unless they are about lines of a text that has changed: then it is made anew.
 *
 * A file that is damaged, torn, of another program or machine is not found: every byte of it is
 * covered by a digest. */
#ifndef SSG_CACHE_SITE_IMAGE_H
#define SSG_CACHE_SITE_IMAGE_H

#include "engine/site_make.h"

#define SITE_IMAGE_NAME "site"
#define SITE_IMAGE_FRESH "new-site"

/* Sets ->key and ->presentation. */
void site_image_set_key(struct site *site);
/* Of the model that was found or made, and of all templates and strings: equal names, equal reads.
 * Zero: it has none. */
struct digest site_image_name(const struct site *site);
/* Of ->key, in the file step->image. False: it was not there. */
bool site_image_find(struct site *site);
/* Gives the model of an image the records and files of today, and site->changed. */
void site_image_renew(struct site *site, struct diagnostics *d);
/* Writes it to step->fresh_image, if it can be kept. Failing is no error. */
void site_image_keep(struct site *site, const struct digests *digests);
/* Is FD what site_image_keep wrote, whole? */
bool site_image_is_whole(int fd);

#endif
