/* embedded.h - the files inside the program: the theme `plain` and the built-in plugins.
 *
 * The definitions are in build/embedded.c, which ssg/embed.sh writes. */
#ifndef SSG_BASE_EMBEDDED_H
#define SSG_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
	const char *path;           /* as in the repository: "themes/plain/layouts/base.html" */
	const unsigned char *bytes; /* followed by a NUL, not counted */
	size_t size;
};

extern const struct embedded_file embedded_files[]; /* sorted by path (strcmp) */
extern const size_t embedded_count;

/* A digest of the program's sources and embedded files, in hexadecimal: two programs that can give
 * different pages differ in it, so caches are kept under it. */
extern const char embedded_build_id[];

#endif
