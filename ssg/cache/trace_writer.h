/* trace_writer.h - writes the traces of a build (cache/traces.h) as a segment of the log.
 *
 *   mode = traces_mode(&log, stamp);       in the supervisor, which begins the segment
 *   traces_write(&traces, mode, &files, &lent, sizes);      in the site worker */
#ifndef SSG_CACHE_TRACE_WRITER_H
#define SSG_CACHE_TRACE_WRITER_H

#include "cache/traces.h"

/* LOG_APPEND, unless the log is of another STAMP or most of it is no longer used. */
enum log_mode traces_mode(const struct log *log, struct digest stamp);

/* What all outputs depend on: lets the next build say why it makes all of them. */
struct trace_settings {
	struct text files;  /* in the format of TRACE_FILES */
	struct text causes; /* in the format of TRACE_CAUSES */
};

/* Writes all runs to LENT and fills TRACE_RUNS SIZES. False, with errno, on failure. */
bool traces_write(struct traces *traces, enum log_mode mode, const struct trace_settings *settings,
		  const struct log_lent *lent, uint64_t *sizes);

#endif
