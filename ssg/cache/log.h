/* log.h - a file of the state directory: segments, each of which is there as a whole or not at all.
 *
 *   log_open(&log, state_fd, "history", key, LOG_READ);
 *   for (size_t i = 0; i < log.count; i++) … log.segments[i].runs[PATHS] …
 *
 *   log_begin(&writer, &log, LOG_APPEND);        or LOG_REPLACE: all earlier segments go
 *   log_add(&writer, bytes); … log_end_run(&writer); …        run by run
 *   if (!log_commit(&writer, &log, label)) … errno says why; the file is as it was …
 *   log_close(&log);
 *
 * All that builds remember is kept in files of this one format. A file begins with its KEY, a
 * digest of what its bytes depend on (the program, say): under another key it is empty. A segment
 * is a header and up to LOG_RUNS_MAX runs of bytes, each aligned to LOG_ALIGNMENT. The header is
 * written last and has a digest of all else, so that a segment that was torn by a crash or changed
 * on the disk, and what follows it, count as not there. XXH3 guards against accidents; the
 * directory belongs to whoever builds.
 *
 * Runs are mapped: they cost no memory that the system could not take back. */
#ifndef SSG_CACHE_LOG_H
#define SSG_CACHE_LOG_H

#include "base/digest.h"
#include "base/memory.h"

enum { LOG_RUNS_MAX = 16, LOG_ALIGNMENT = 8, LOG_NAME_MAX = 32 };

struct log_segment {
	struct digest label;            /* as it was committed */
	struct text runs[LOG_RUNS_MAX]; /* those that were not written are empty */
	uint64_t size;                  /* bytes in the file */
};

enum log_access {
	LOG_READ,
	LOG_OWN, /* runs may be written to: this process alone sees that */
};

struct log {
	int folder_fd;
	char name[LOG_NAME_MAX];
	struct digest key;
	enum log_access access;
	struct log_segment *segments; /* oldest first */
	size_t count;
	uint64_t end; /* where the next segment begins; 0: the file is to be made */
	struct arena arena;
	struct text *mappings; /* one per file or appended segment */
	size_t mapping_count;
};

/* FOLDER_FD outlives the log. What cannot be read is not there. */
void log_open(struct log *log, int folder_fd, const char *name, struct digest key,
	      enum log_access access);
void log_close(struct log *log); /* also of zeros */
/* Takes all segments from NUMBER on as not there: the next one takes their place. */
void log_cut(struct log *log, size_t number);
/* The bytes of all segments. */
uint64_t log_size(const struct log *log);

/* ---- writing */

enum log_mode { LOG_APPEND, LOG_REPLACE };

struct log_writer {
	uint64_t runs[LOG_RUNS_MAX]; /* sizes */
	size_t run_count;            /* of those that were ended */
	/* private */
	struct log *log;
	enum log_mode mode;
	uint64_t begin, at;    /* of the segment in the file, and where the next byte goes */
	struct buffer waiting; /* the last bytes, not written yet */
	int error;             /* the first errno; 0: none */
};

/* One writer per log at a time. */
void log_begin(struct log_writer *writer, struct log *log, enum log_mode mode);
void log_add(struct log_writer *writer, struct text bytes);
/* What was added since the last run is one run. */
void log_end_run(struct log_writer *writer);
/* Both of these. */
void log_add_run(struct log_writer *writer, struct text bytes);
/* The bytes added since the last run. */
uint64_t log_run_size(const struct log_writer *writer);

/* A jailed process may open no file of the state directory. It is lent a descriptor before it is
 * forked, and writes all runs of the segment in one go:
 *
 *   log_lend(&writer, &lent);
 *   … in the other process: log_lent_write(&lent, runs, count, sizes) …
 *   log_take_back(&writer, &lent, sizes, count); */
struct log_lent {
	int fd; /* -1: it could not be opened, and nothing will be written */
	uint64_t at;
};

void log_lend(struct log_writer *writer, struct log_lent *lent);
/* Fills the COUNT sizes. False with errno. */
bool log_lent_write(const struct log_lent *lent, const struct text *runs, size_t count,
		    uint64_t *sizes);
/* COUNT runs of SIZES were written; 0: none. */
void log_take_back(struct log_writer *writer, struct log_lent *lent, const uint64_t *sizes,
		   size_t count);

/* Adds the segment to the file and to the log; segments that were open before stay readable until
 * log_close. Frees the writer. False with errno: nothing was added. */
bool log_commit(struct log_writer *writer, struct digest label);
void log_drop(struct log_writer *writer); /* also of zeros */

#endif
