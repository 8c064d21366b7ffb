/* page_memory_file.h - how the memory of pages (cache/page_memory.h) lies in files.
 *
 * A *base* has all of it. It is written when the model is another one; builds after it, in the same
 * model, leave a *patch* each: all that differs from the base. The patch names its base.
 *
 *   if (memory_base_is_whole(base, sealed) && memory_patch_is_of(patch, base)) … both are good …
 *
 * What a patch adds (names, reads, strings) is numbered behind what the base has. */
#ifndef SSG_CACHE_PAGE_MEMORY_FILE_H
#define SSG_CACHE_PAGE_MEMORY_FILE_H

#include "base/digest.h"
#include "site/model.h"

enum { MEMORY_ALIGNMENT = 8 };

/* What a build remembers. Aligned; empty: nothing. */
struct memory_bytes {
	struct text base; /* may be written to: it is mapped for this process alone */
	struct text patch;
};

struct memory_span {
	uint32_t offset; /* in the strings */
	uint32_t size;
};

/* What files are made from. */
struct memory_model {
	struct digest name;         /* cache/site_image.h; zero: it has none */
	struct digest presentation; /* of all templates and strings */
};

/* Followed by: fixed digests, names, files, objects, reads, strings. */
struct memory_header {
	char magic[8];
	struct digest rest;  /* of all behind this field: it names the base */
	struct digest model; /* its name; zero: it has none */
	uint32_t fixed_count, name_count, file_count, read_count;
	uint32_t languages, works, terms, sections, taxonomies; /* of the model */
	uint32_t string_bytes;
};

/* Of a named read. */
struct memory_name {
	uint64_t digest;
	struct memory_span text;
};

/* By number; one that was not made has no path. */
struct memory_file {
	uint64_t inputs;
	struct memory_span path;
	uint32_t first_read, read_count;
};

/* Followed by: digests, files, names, reads, strings. */
struct patch_header {
	char magic[8];
	struct digest base;
	struct digest presentation;
	uint32_t digest_count, file_count, name_count, read_count, string_bytes, zero;
};

/* In the place of those of the base, by number. */
struct patch_digest {
	uint64_t digest;
	uint32_t number, zero;
};
struct patch_file {
	struct memory_file file;
	uint32_t number, zero;
};

struct memory_layout {
	size_t fixed, names, files, objects, reads, strings, end;
};

struct patch_layout {
	size_t digests, files, names, reads, strings, end;
};

struct memory_layout memory_layout_of(const struct memory_header *header);
struct patch_layout patch_layout_of(const struct patch_header *header);

/* Fills ->magic and ->rest. PARTS: all that follows, padded to a multiple of 8. */
void memory_header_seal(struct memory_header *header, const struct text *parts, size_t count);
void patch_header_begin(struct patch_header *header, struct digest base,
			struct digest presentation);

/* SEALED: no byte of it has to be checked. */
bool memory_base_is_whole(struct text base, bool sealed);
/* Of a patch that is as it was written. */
bool memory_patch_is_of(struct text patch, struct text base);

/* What objects of the model are called, so that a later model can find them. */
struct text memory_term_name(struct arena *arena, const struct model *model, term_id term);
term_id memory_find_term(const struct model *model, struct text name); /* NONE: it is gone */

#endif
