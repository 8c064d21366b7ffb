/* page_memory.h - what a build remembers of each file that it wrote: what it was made from, so that
 * the next build can tell which files are still the same.
 *
 *   page_memory_find(&memory, bytes, &digests, &model);     of the last build
 *   if (page_memory_keeps(&memory, path, inputs)) … the file of OUT is still right
 *   page_memory_free(&memory);
 *
 * A file is still right when its own inputs (a digest) are the same, and nothing that it read
 * (site/reads.h) has changed: digests of all that any page has read are kept, and compared once.
 * What holds for all files alike, a stamp, is compared by the caller.
 *
 * Where the model is the same but for texts, its name (cache/site_image.h) says so. Then files have
 * the same numbers and inputs, and only what they read has to be looked at:
 *
 *   if (memory.same_model) page_memory_mark(&memory, kept);
 *
 * What the next build is to know: cache/page_memory_writer.h. */
#ifndef SSG_CACHE_PAGE_MEMORY_H
#define SSG_CACHE_PAGE_MEMORY_H

#include "cache/page_memory_file.h"
#include "site/digests.h"

struct page_memory {
	const struct memory_header *header; /* NULL: nothing is remembered */
	const struct patch_header *patch;
	bool same_model;
	bool *changed;             /* by number: fixed reads, then named ones */
	struct memory_file *files; /* in the same model, those of the next build too */
	struct memory_name *more;  /* names behind those of the base */
	uint32_t *changed_numbers; /* in the same model: of reads, rising */
	uint32_t changed_count;
	uint32_t *numbers; /* in another: of fixed reads, in the present model */
	struct map by_path;
	/* private */
	struct text base_bytes, patch_bytes;
	uint64_t *fixed;
	struct memory_name *names;
	const uint32_t *reads, *more_reads;
	struct text strings, more_strings;
	struct arena arena;
};

/* BYTES, which are whole, outlive the memory; their base is brought up to date. MODEL: that of
 * DIGESTS. */
void page_memory_find(struct page_memory *memory, struct memory_bytes bytes,
		      struct digests *digests, const struct memory_model *model);
void page_memory_free(struct page_memory *memory);

/* In the same model: marks by number which files are still what they were. */
void page_memory_mark(const struct page_memory *memory, bool *kept);
/* In another: is the file at PATH, made from INPUTS, still what it was? */
bool page_memory_keeps(const struct page_memory *memory, struct text path, uint64_t inputs);

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

/* ---- for its writer */

/* The file that was at PATH, in another model; NULL: there was none. */
const struct memory_file *page_memory_file(const struct page_memory *memory, struct text path);
const uint32_t *page_memory_reads(const struct page_memory *memory, const struct memory_file *file);
struct text page_memory_string(const struct page_memory *memory, struct memory_span span);
/* Number I of all names. */
struct memory_name *page_memory_name(const struct page_memory *memory, uint32_t i);
/* Of read NUMBER. */
uint64_t page_memory_digest(const struct page_memory *memory, uint32_t number);

#endif
