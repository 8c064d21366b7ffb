/* revision.h - what a file was at another commit: is a translation still that of its original? */
#ifndef SSG_SOURCE_REVISION_H
#define SSG_SOURCE_REVISION_H

#include "source/snapshot.h"

/* Had FILE the same bytes in the commit that REVISION (7 to 40 lower-case hexadecimal digits)
 * names? False when there is no such commit. */
bool revision_has_same(const struct snapshot *s, struct text revision, const struct file *file);

#endif
