#include "cache/page_memory_file.h"

#include <string.h>

static const char base_magic[8] = "ssg-pm5", patch_magic[8] = "ssg-pp3";

struct memory_layout memory_layout_of(const struct memory_header *header)
{
	struct memory_layout at = {.fixed = sizeof *header};
	size_t objects = (size_t)header->works + header->terms + header->sections;

	at.names = at.fixed + header->fixed_count * sizeof(uint64_t);
	at.files = at.names + header->name_count * sizeof(struct memory_name);
	at.objects = at.files + header->file_count * sizeof(struct memory_file);
	at.reads = at.objects + objects * sizeof(struct memory_span);
	at.strings = at.reads + header->read_count * sizeof(uint32_t);
	at.end = at.strings + header->string_bytes;
	return at;
}

struct patch_layout patch_layout_of(const struct patch_header *header)
{
	struct patch_layout at = {.digests = sizeof *header};

	at.files = at.digests + header->digest_count * sizeof(struct patch_digest);
	at.names = at.files + header->file_count * sizeof(struct patch_file);
	at.reads = at.names + header->name_count * sizeof(struct memory_name);
	at.strings = at.reads + header->read_count * sizeof(uint32_t);
	at.end = at.strings + header->string_bytes;
	return at;
}

/* Of the header behind its own digest, and of what follows. */
static struct digest rest_of(const struct memory_header *header, struct digest following)
{
	size_t from = offsetof(struct memory_header, model);

	return digest_join(digest_of((const char *)header + from, sizeof *header - from),
			   following);
}

void memory_header_seal(struct memory_header *header, const struct text *parts, size_t count)
{
	memcpy(header->magic, base_magic, sizeof base_magic);
	header->rest = rest_of(header, digest_parts(parts, count));
}

void patch_header_begin(struct patch_header *header, struct digest base, struct digest presentation)
{
	*header = (struct patch_header){.base = base, .presentation = presentation};
	memcpy(header->magic, patch_magic, sizeof patch_magic);
}

static bool fits(size_t end, size_t size)
{
	return end <= size && size - end < MEMORY_ALIGNMENT;
}

bool memory_base_is_whole(struct text base, bool sealed)
{
	const struct memory_header *header = (const void *)base.at;

	if (base.size < sizeof *header ||
	    memcmp(header->magic, base_magic, sizeof base_magic) != 0 ||
	    !fits(memory_layout_of(header).end, base.size))
		return false;
	struct text following = text_slice(base, sizeof *header, base.size);
	return sealed || digest_equal(header->rest, rest_of(header, digest_text(following)));
}

bool memory_patch_is_of(struct text patch, struct text base)
{
	const struct patch_header *header = (const void *)patch.at;
	const struct memory_header *whole = (const void *)base.at;

	return patch.size >= sizeof *header &&
	       memcmp(header->magic, patch_magic, sizeof patch_magic) == 0 &&
	       fits(patch_layout_of(header).end, patch.size) && base.size >= sizeof *whole &&
	       digest_equal(header->base, whole->rest);
}

/* ---- objects */

struct text memory_term_name(struct arena *arena, const struct model *model, term_id term)
{
	const struct term *self = &model->terms[term];

	return arena_printf(arena, "%.*s\t%.*s",
			    TEXT_ARGS(model->taxonomies[self->taxonomy].config->id),
			    TEXT_ARGS(self->id));
}

term_id memory_find_term(const struct model *model, struct text name)
{
	struct text taxonomy;

	text_split(&name, '\t', &taxonomy);
	uint32_t found = model_taxonomy(model, taxonomy);
	return found == NONE || !name.at ? NONE : model_term(model, found, name);
}
