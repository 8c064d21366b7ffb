/* trace_writer.h - what a build leaves for the next one (cache/traces.h), as a segment of the log.
 *
 *   mode = traces_mode(&log, stamp);       in the parent, which begins the segment
 *   traces_write(&traces, mode, &files, &lent, sizes);      in the worker that has the traces */
#ifndef SSG_CACHE_TRACE_WRITER_H
#define SSG_CACHE_TRACE_WRITER_H

#include "cache/traces.h"

/* Append, unless what the log holds is of another STAMP, or mostly dead. */
enum log_mode traces_mode(const struct log *log, struct digest stamp);

/* What all outputs depend on, to say next time why all were made. */
struct trace_settings {
	struct text files;  /* as TRACE_FILES */
	struct text causes; /* as TRACE_CAUSES */
};

/* Writes the runs: LENT says where, and SIZES, TRACE_RUNS of them, what was written. False, with
 * errno. */
bool traces_write(struct traces *traces, enum log_mode mode, const struct trace_settings *settings,
		  const struct log_lent *lent, uint64_t *sizes);

#endif
