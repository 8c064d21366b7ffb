/* page_memory.h - what a build remembers of each file that it wrote: what it was made from, so that
 * the next build can tell which files are still the same.
 *
 *   page_memory_find(&memory, bytes, &digests, name);  bytes of the last build
 *   if (page_memory_keeps(&memory, i, path, inputs, &file)) … the file of OUT is still right
 *   page_memory_begin(&next, &digests, name, count, &memory);      for the next build
 *   page_memory_add(&next, i, &file, inputs, fixed reads, names of others);
 *   page_memory_end(&next, &bytes);
 *
 * A file is still right when its own inputs (a digest) are the same, and nothing that it read
 * (site/reads.h) has changed: digests of all that any page has read are kept, and compared once.
 * What holds for all files alike, a stamp, is compared by the caller.
 *
 * Where the model is the same but for texts, its name (build/site_image.h) says so. Then files have
 * the same numbers, names lead to the same, and most of what is remembered is copied as it is. */
#ifndef SSG_BUILD_PAGE_MEMORY_H
#define SSG_BUILD_PAGE_MEMORY_H

#include "publish/checksums.h"
#include "site/digests.h"

/* ---- of the last build */

struct page_memory {
	const struct memory_header *header; /* NULL: nothing is remembered */
	struct text strings;
	const uint64_t *fixed;
	const struct memory_name *names;
	const struct memory_file *files;
	const uint32_t *reads;
	bool *changed;     /* by number: fixed reads, then named ones */
	bool same_model;   /* then the next two are not needed: */
	uint32_t *numbers; /* of fixed reads, in the present model */
	struct map by_path;
	struct arena arena;
};

/* BYTES (aligned to 8; empty: none) outlive the memory. What is not whole counts as nothing. MODEL:
 * the name of the model of DIGESTS; zero: it has none. */
void page_memory_find(struct page_memory *memory, struct text bytes, struct digests *digests,
		      struct digest model);
void page_memory_free(struct page_memory *memory);
/* In the same model, what file NUMBER was made from: for what is made from the model alone, the
 * same as now. False: it is another model. */
bool page_memory_inputs(const struct page_memory *memory, uint32_t number, uint64_t *inputs);
/* Is file NUMBER, at PATH, made from INPUTS, still what it was? FILE is filled. */
bool page_memory_keeps(const struct page_memory *memory, uint32_t number, struct text path,
		       uint64_t inputs, struct published_file *file);

/* ---- to be told; the memory was found for a model without a name */

/* What a file had read. */
struct memory_read {
	bool fixed;
	bool changed;
	/* Fixed: what, of which object (of a term: "taxonomy\tid"), in which language; its number
	 * in the present model, or UINT32_MAX: its object is gone. */
	enum read_kind kind;
	struct text object;
	lang_id lang;
	uint32_t number;
	struct text name; /* else: as struct reads has it */
};

/* Its read number I from 0. False: there are no more, or no such file. */
bool page_memory_read(const struct page_memory *memory, struct text path, size_t i,
		      struct memory_read *read);
/* Was the file PATH there, and made from INPUTS? */
bool page_memory_knows(const struct page_memory *memory, struct text path);
bool page_memory_same_inputs(const struct page_memory *memory, struct text path, uint64_t inputs);
/* All files that are remembered, one by one from *AT = 0. False: at the end. */
bool page_memory_next(const struct page_memory *memory, size_t *at, struct published_file *file);

/* ---- for the next build */

/* What is carried on as it is, and what comes behind it. */
struct carried {
	struct text old;
	struct buffer added;
};

struct page_memory_writer {
	struct digests *digests;
	struct digest model;
	const struct page_memory *old;
	struct memory_file *files; /* by number */
	uint32_t file_count;
	uint64_t waste;
	struct carried objects, reads, names, strings;
	struct arena arena;
	struct map named; /* name -> its number */
};

/* Of COUNT files. OLD: of the last build, found for the same digests; it outlives the writer. */
void page_memory_begin(struct page_memory_writer *writer, struct digests *digests,
		       struct digest model, uint32_t count, const struct page_memory *old);
/* FIXED: numbers of the model of DIGESTS. NAMED: as struct reads has them. */
void page_memory_add(struct page_memory_writer *writer, uint32_t number,
		     const struct published_file *file, uint64_t inputs, struct text fixed,
		     struct text named);
/* The file is as it was, with the reads that it had then. */
void page_memory_add_kept(struct page_memory_writer *writer, uint32_t number,
			  const struct published_file *file, uint64_t inputs);
/* Appends the bytes, a multiple of 8, to OUT and frees the writer. */
void page_memory_end(struct page_memory_writer *writer, struct buffer *out);

#endif
