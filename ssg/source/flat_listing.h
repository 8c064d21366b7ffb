/* flat_listing.h - the listing of a commit as one run of bytes, which speeds up the next listing.
 *
 *   flat_listing_read(&flat, bytes);                        bytes of an earlier build, if any
 *   snapshot_list(&s, &flat, d);
 *   if (s.to_remember) flat_listing_write(&s, &out);
 *
 * A folder that has the id that it had then is not read. If all paths are those of then, their
 * names are not checked again: only a listing with nothing to report is ever written. */
#ifndef SSG_SOURCE_FLAT_LISTING_H
#define SSG_SOURCE_FLAT_LISTING_H

#include "source/files.h"

struct flat_file {
	struct blob_id blob;
	uint32_t path, path_size; /* in the texts */
};

/* A folder with everything below it, which is at least one file. */
struct flat_folder {
	struct blob_id tree;
	uint32_t path_size; /* of the path of its first file: "content/en/"; the top: 0 */
	uint32_t first_file, file_count;
	uint32_t entries; /* files and folders, also empty ones */
};

/* A view of flat bytes; of zeros: no file. */
struct flat_listing {
	const struct flat_file *files; /* by path */
	size_t file_count;
	const struct flat_folder *folders; /* by path; the contents of a folder follow it */
	size_t folder_count;
	struct text texts;
};

/* False if BYTES are not a listing; then FLAT is empty. They are aligned to 8, and outlive FLAT
 * and all snapshots listed with it. Another program may accept other names. */
bool flat_listing_read(struct flat_listing *flat, struct text bytes);
struct text flat_listing_path(const struct flat_listing *flat, size_t file);
/* The folder at PATH ("content/en/"), if it has the id TREE; else NULL. */
const struct flat_folder *flat_listing_find(const struct flat_listing *flat, struct text path,
					    const unsigned char *tree);

/* ---- writing */

/* Writes the listing of SNAPSHOT after snapshot_list. */
struct listed_folder {
	struct flat_folder flat;
	/* In the listing that it was taken over from, with all folders below; NULL: it was read. */
	const struct flat_listing *from;
	const struct flat_folder *known;
};

/* Aligns OUT first, and appends what was listed. */
void flat_listing_write(const struct snapshot *s, struct buffer *out);

#endif
