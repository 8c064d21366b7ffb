/* log.h - a file of the state directory: a list of segments. A segment is either complete or
 * ignored.
 *
 *   log_open(&log, state_fd, "history", key);
 *   for (size_t i = 0; i < log.count; i++) … log.segments[i].runs[PATHS] …
 *
 *   log_begin(&writer, &log, LOG_APPEND);        or LOG_REPLACE: drops earlier segments
 *   log_add(&writer, bytes); … log_end_run(&writer); …        run by run
 *   if (!log_commit(&writer, &log, label)) … errno says why; the file has not changed …
 *   log_close(&log);
 *
 * Everything that builds remember is in files of this format. A file begins with its KEY, a digest
 * of what its contents depend on, such as the program: opened with another key, it is empty. A
 * segment is a header and up to LOG_RUNS_MAX runs of bytes, each aligned to LOG_ALIGNMENT. The
 * header is written last and holds a digest of the rest: a segment that is torn or damaged is
 * ignored, with all segments after it. XXH3 guards against accidents, not attacks: the directory
 * belongs to the user who builds.
 *
 * Runs are mapped from the file, so the system can take their memory back. */
#ifndef SSG_CACHE_LOG_H
#define SSG_CACHE_LOG_H

#include "base/digest.h"
#include "base/memory.h"

enum { LOG_RUNS_MAX = 16, LOG_ALIGNMENT = 8, LOG_NAME_MAX = 32 };

struct log_segment {
	struct digest label;            /* given to log_commit */
	struct text runs[LOG_RUNS_MAX]; /* unused ones are empty */
	uint64_t size;                  /* in bytes, with the header */
};

/* How a command uses the logs of earlier builds. */
enum log_use {
	LOG_USE_ALL,
	LOG_USE_NONE,  /* ignores and replaces them */
	LOG_ONLY_READ, /* writes nothing: a build may run at the same time */
};

struct log {
	int folder_fd;
	char name[LOG_NAME_MAX];
	struct digest key;
	struct log_segment *segments; /* oldest first */
	size_t count;
	/* private */
	uint64_t end; /* where the next segment begins */
	bool ragged;  /* the file has ignored bytes after ->end */
	struct arena arena;
	struct text *mappings; /* one per file or appended segment */
	size_t mapping_count;
};

/* FOLDER_FD outlives the log. A file that cannot be read is an empty log. */
void log_open(struct log *log, int folder_fd, const char *name, struct digest key);
void log_close(struct log *log); /* LOG may be zeros */
/* Ignores all segments from NUMBER on; the next segment replaces them. */
void log_cut(struct log *log, size_t number);

/* ---- writing */

enum log_mode { LOG_APPEND, LOG_REPLACE };

struct log_writer {
	uint64_t runs[LOG_RUNS_MAX]; /* sizes */
	size_t run_count;            /* of ended runs */
	/* private */
	struct log *log;
	enum log_mode mode;
	bool in_place;      /* append to the file of the log; else write a file that replaces it */
	uint64_t begin, at; /* offsets in the file of the segment and of the next byte */
	struct buffer waiting; /* bytes not written yet */
	int error;             /* the first errno, or 0 */
};

/* One writer per log at a time. */
void log_begin(struct log_writer *writer, struct log *log, enum log_mode mode);
void log_add(struct log_writer *writer, struct text bytes);
/* Ends a run: all bytes added since the last one. */
void log_end_run(struct log_writer *writer);
/* Adds BYTES and ends the run. */
void log_add_run(struct log_writer *writer, struct text bytes);
/* The number of bytes added since the last run. */
uint64_t log_run_size(const struct log_writer *writer);

/* A jailed process must not open files of the state directory. Before it is forked, it is lent a
 * descriptor, with which it writes all runs of the segment at once:
 *
 *   log_lend(&writer, &lent);
 *   … in the other process: log_lent_write(&lent, runs, count, sizes) …
 *   log_take_back(&writer, &lent, sizes, count); */
struct log_lent {
	int fd; /* -1 if it could not be opened: then nothing is written */
	uint64_t at;
};

void log_lend(struct log_writer *writer, struct log_lent *lent);
/* Fills the COUNT sizes. False with errno. */
bool log_lent_write(const struct log_lent *lent, const struct text *runs, size_t count,
		    uint64_t *sizes);
/* Ends the loan: COUNT runs of SIZES were written; COUNT is 0 if none. */
void log_take_back(struct log_writer *writer, struct log_lent *lent, const uint64_t *sizes,
		   size_t count);

/* Adds the segment to the file and the log, and frees the writer. Older segments stay readable
 * until log_close. False, with errno: nothing was added. */
bool log_commit(struct log_writer *writer, struct digest label);
void log_drop(struct log_writer *writer); /* WRITER may be zeros */

#endif
