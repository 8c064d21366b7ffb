/* names.h - says whether a committed path may become an address (private to source/).
 *
 * A path is refused when a copy of the site could not hold it or a reader could be misled by
 * it: bytes that are not UTF-8, control characters, characters that reorder or hide text
 * (Trojan Source, CVE-2021-42574), parts such as "..", parts too long for a file name, and
 * paths that are the same on a file system that folds case or normalises (path_set.h).
 * What only some systems refuse (Windows' reserved characters and names) is a warning. */
#ifndef SSG_SOURCE_NAMES_H
#define SSG_SOURCE_NAMES_H

#include "base/diagnostics.h"
#include "source/path_set.h"

/* File systems hold 255; the output's endings and digests need room. */
enum { NAME_BYTES_MAX = 240 };

struct names {
	struct arena arena;
	struct path_set admitted;
	struct text clean; /* the last path, if it is of ASCII and nothing was wrong with it */
};

/* Reserves room for COUNT paths. */
void names_expect(struct names *names, size_t count);
/* True if PATH can be used beside the paths admitted before. Paths come sorted by byte, so that
 * of two that collide always the same one is admitted; they outlive NAMES. False: reported to D. */
bool names_admit(struct names *names, struct text path, struct diagnostics *d);
void names_free(struct names *names);

bool names_is_utf8(struct text name);

/* PATH for messages: what is not UTF-8 or cannot be seen is written as \xNN. Into ARENA. */
struct text names_printable(struct arena *arena, struct text path);

#endif
