/* page_memory_writer.h - what the next build is to know of each file that this one made or kept.
 *
 *   page_memory_begin(&writer, &digests, &model, count, &memory);    MEMORY: of the last build
 *   page_memory_add(&writer, i, path, inputs, fixed, named);
 *   page_memory_add_kept(&writer, i, path, inputs);                if a base is written
 *   while (page_memory_gone(&writer, &at, &path)) … PATH is no part of the site any more …
 *   good = page_memory_end(&writer, fd, &patch);
 *
 * In another model a new base is written, and where nearly all files are made again. Else what was
 * kept need not be told, and the patch of the next build is the last one's, with what differs from
 * it. */
#ifndef SSG_CACHE_PAGE_MEMORY_WRITER_H
#define SSG_CACHE_PAGE_MEMORY_WRITER_H

#include "cache/page_memory.h"

struct page_memory_writer {
	bool whole; /* a base is written; else the patch is all */
	/* private */
	struct digests *digests;
	struct memory_model model;
	struct page_memory *old;
	struct memory_header base; /* what it has already; zeros if it is to be written */
	struct memory_file *files; /* by number */
	uint32_t file_count;
	struct buffer touched; /* numbers of files that differ from the base, for a patch */
	struct buffer objects, reads, names, strings; /* behind the base's, for a patch */
	bool *here;                                   /* by number of the old files: it is still */
	struct arena arena;
	struct map named; /* name -> its number */
};

/* Of COUNT files. OLD: found for the same digests; it outlives the writer. ANEW: a base is written
 * in any case. */
void page_memory_begin(struct page_memory_writer *writer, struct digests *digests,
		       const struct memory_model *model, uint32_t count, struct page_memory *old,
		       bool anew);
/* A file that was made. FIXED, NAMED: what it read, as struct reads has it, of the model of the
 * digests. */
void page_memory_add(struct page_memory_writer *writer, uint32_t number, struct text path,
		     uint64_t inputs, struct text fixed, struct text named);
/* The file is as it was, with the reads that it had then. */
void page_memory_add_kept(struct page_memory_writer *writer, uint32_t number, struct text path,
			  uint64_t inputs);
/* Of the old files, one by one from *AT = 0, those that were not added. */
bool page_memory_gone(const struct page_memory_writer *writer, size_t *at, struct text *path);
/* Appends the patch, of a multiple of 8 bytes, to PATCH; a base is written to FD first. False, with
 * errno: it could not be. Frees the writer. */
bool page_memory_end(struct page_memory_writer *writer, int fd, struct buffer *patch);

#endif
