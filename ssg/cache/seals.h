/* seals.h - which files of the state directory are known to be whole, so that not every byte of
 * them is read in every build.
 *
 *   seals_open(&seals, state_fd);
 *   if (!seals_hold(&seals, "content.3")) … check all of it …
 *   seals_set(&seals, "content.3");                it was good, as it was when it was asked for
 *   seals_set_written(&seals, "content.4");        this build has written it
 *   seals_keep(&seals);                            after the build
 *   seals_close(&seals);
 *
 * A file is known by its inode, size and ctime, which changes with any write to it and which nobody
 * can set. As the clock of a file system ticks in hundredths of a second, a file that has just
 * changed is not sealed; nor does a copy of the folder hold. */
#ifndef SSG_CACHE_SEALS_H
#define SSG_CACHE_SEALS_H

#include "base/map.h"

struct seals {
	int folder_fd;
	struct arena arena;
	struct sealed *list;
	size_t count;
	struct map by_name;
};

/* What cannot be read holds nothing. FOLDER_FD outlives the seals. */
void seals_open(struct seals *seals, int folder_fd);
void seals_close(struct seals *seals); /* also of zeros */

/* SEALS may be NULL: nothing is known. */
bool seals_hold(struct seals *seals, const char *name);
void seals_set(struct seals *seals, const char *name);
void seals_set_written(struct seals *seals, const char *name);
/* Of what was set, and of other files that still hold. Failing is no error. */
void seals_keep(struct seals *seals);

#endif
