/* store.h - results that builds remember, by the digest of what they were made from.
 *
 *   store_open(&store, state_fd, "content", stamp, STORE_KEEPS, &seals);
 *   store_expect(&store, keys, count);         to look for many in less time
 *   if (!store_find(&store, key, &found)) { … make it …; store_add(&store, key, &made); }
 *   store_settle(&store);          what was added is in a file now, and found
 *   store_tidy(&store, &seals);    after the build: what nobody asks for goes, sooner or later
 *   store_close(&store);
 *
 * The files are flat, mapped as they are, and never changed once written: each build adds one with
 * what is new ("content.3"), and from time to time writes what several hold into one. A file
 * of another STAMP (format, program, settings), a damaged or a torn one counts as not there: every
 * byte is covered by a digest (XXH3, against accidents; the folder is the builder's own), which is
 * looked at unless the file is sealed. */
#ifndef SSG_CACHE_STORE_H
#define SSG_CACHE_STORE_H

#include "base/digest.h"
#include "cache/seals.h"
#include "cache/state_file.h"

enum { STORE_FILES_MAX = 8 };

enum store_mode {
	STORE_KEEPS,
	STORE_FRESH,      /* what earlier builds have left is not used, and goes */
	STORE_ONLY_READS, /* the folder stays as it is: another build may be at work there */
};

struct store_file {
	struct state_file file;
	unsigned number; /* of its name */
	const struct store_part *parts;
	size_t part_count;
	const uint32_t *slots; /* a hash table: 1 + the index of a part; 0: free */
	size_t slot_count;     /* a power of two */
	unsigned char *marks;  /* by part: enum mark */
	uint64_t size, used;   /* bytes of its parts, and of those that were asked for */
	bool whole;            /* no part of it is damaged */
};

struct store {
	int folder_fd;
	const char *name;
	struct digest stamp;
	enum store_mode mode;
	struct store_file files[STORE_FILES_MAX + 1]; /* the last one is this build's */
	size_t file_count;
	unsigned next_number;
	struct state_writer writer; /* of what is added */
	struct buffer added;        /* its parts */
};

/* What is kept under a key. */
struct stored {
	struct text bytes;   /* aligned to 8; those that were found live until store_close */
	struct digest label; /* what can be read of it without looking at its bytes */
};

/* NAME outlives the store. What cannot be read is not there. SEALS may be NULL. */
void store_open(struct store *store, int folder_fd, const char *name, struct digest stamp,
		enum store_mode mode, struct seals *seals);
void store_close(struct store *store);

/* COUNT keys, a few dozen, will be looked for next: then memory is waited for once, not for each.
 */
void store_expect(const struct store *store, const struct digest *keys, size_t count);
/* False: there is none. */
bool store_find(struct store *store, struct digest key, struct stored *found);
/* Copies it; KEY is not in the store. */
void store_add(struct store *store, struct digest key, const struct stored *made);
/* Once, when all is added. False with errno: what was added is lost. */
bool store_settle(struct store *store);
/* Rewrites files that hold much that was neither found nor added, and small ones, and seals those
 * that are whole. Failing is no error. */
void store_tidy(struct store *store, struct seals *seals);

#endif
