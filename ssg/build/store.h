/* store.h - results that builds remember, by the digest of what they were made from.
 *
 *   store_open(&store, state_fd, "content", stamp);
 *   if (!store_find(&store, key, &bytes)) { … make them …; store_add(&store, key, bytes); }
 *   store_keep(&store);                  after the build: what it found and added is remembered
 *   store_close(&store);
 *
 * The files are flat, mapped as they are, and never changed once written: each build adds one with
 * what is new ("content.3"), and from time to time writes all that is still used into one. A file
 * of another STAMP (format, program, settings), a damaged or a torn one counts as not there: every
 * byte is covered by a digest (XXH3, against accidents; the folder is the builder's own). */
#ifndef SSG_BUILD_STORE_H
#define SSG_BUILD_STORE_H

#include "base/digest.h"
#include "base/map.h"

enum { STORE_FILES_MAX = 8 };

struct store_file {
	const char *at; /* mapped */
	size_t size;
	unsigned number; /* of its name */
};

struct store_entry;

struct store {
	struct arena arena;
	int folder_fd;
	const char *name;
	struct digest stamp;
	struct store_file files[STORE_FILES_MAX];
	size_t file_count;
	unsigned next_number;
	struct store_entry *entries; /* of all files, then added ones */
	size_t entry_count;
	size_t found_from_files; /* bytes of entries of files that were asked for */
	size_t in_files;         /* bytes of all entries of files */
	struct map by_key;
};

/* NAME outlives the store. What cannot be read is not there; FRESH: nor is anything else. */
void store_open(struct store *store, int folder_fd, const char *name, struct digest stamp,
		bool fresh);
void store_close(struct store *store);

/* BYTES, aligned to 8, live until store_close. False: there is none. */
bool store_find(struct store *store, struct digest key, struct text *bytes);
/* BYTES live until store_close. */
void store_add(struct store *store, struct digest key, struct text bytes);

/* Writes what was added; entries that were neither found nor added go, sooner or later. Failing is
 * no error: the next build makes them again. */
void store_keep(struct store *store);

#endif
