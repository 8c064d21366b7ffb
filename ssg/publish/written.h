/* written.h - the list of files that workers have written below next/, as bytes that cross
 * processes.
 *
 *   output_write(next_fd, path, bytes, &result, d);            in a worker
 *   while (output_next(&results, &file)) … file.path …         in a supervisor
 *
 * The digest of what is published is made where its bytes are: nothing is read again. */
#ifndef SSG_PUBLISH_WRITTEN_H
#define SSG_PUBLISH_WRITTEN_H

#include "base/diagnostics.h"
#include "publish/checksums.h"

/* Writes the file PATH and appends what was written to RESULT, whose size is a multiple of 8. */
enum status output_write(int next_fd, struct text path, struct text bytes, struct buffer *result,
			 struct diagnostics *d);

/* Appends a file that is not written, but kept as it is. */
void output_add(const struct published_file *file, struct buffer *result);

/* Takes the first file off RESULTS, into which its path points. False: there is none left, or what
 * follows is damaged: then RESULTS is not empty. */
bool output_next(struct text *results, struct published_file *file);
size_t output_count(struct text results);

#endif
