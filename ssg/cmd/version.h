/* version.h - the versions of ssg and of the libraries that its output depends on. */
#ifndef SSG_CMD_VERSION_H
#define SSG_CMD_VERSION_H

#include <stdio.h>

void version_print(FILE *out);

#endif
