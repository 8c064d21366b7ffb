#include "cache/page_memory.h"

#include <string.h>

static const uint32_t MISSING = UINT32_MAX;

enum { PATCH_PART = 16, PATCH_MIN = 1 << 16 };

/* ---- finding things */

static uint32_t name_count(const struct page_memory *memory)
{
	return memory->header->name_count + memory->patch->name_count;
}

struct text page_memory_string(const struct page_memory *memory, struct memory_span span)
{
	uint32_t base = memory->header->string_bytes;

	return span.offset < base ? text_slice(memory->strings, span.offset, span.size)
				  : text_slice(memory->more_strings, span.offset - base, span.size);
}

const uint32_t *page_memory_reads(const struct page_memory *memory, const struct memory_file *file)
{
	uint32_t base = memory->header->read_count;

	return file->first_read < base ? memory->reads + file->first_read
				       : memory->more_reads + (file->first_read - base);
}

struct memory_name *page_memory_name(const struct page_memory *memory, uint32_t i)
{
	uint32_t base = memory->header->name_count;

	return i < base ? &memory->names[i] : &memory->more[i - base];
}

uint64_t page_memory_digest(const struct page_memory *memory, uint32_t number)
{
	uint32_t fixed = memory->header->fixed_count;

	return number < fixed ? memory->fixed[number]
			      : page_memory_name(memory, number - fixed)->digest;
}

/* ---- in another model: what read number NUMBER of the memory's model is called in the present
 * one; MISSING: its object is gone. OBJECTS: the same for objects of the memory: works, terms,
 * sections. */

struct renumbering {
	struct read_layout old, now;
	const uint32_t *works, *terms, *sections;
};

static struct read_layout old_layout(const struct memory_header *header)
{
	struct read_layout layout = {.languages = header->languages};
	const uint32_t objects[READ_KINDS] = {
	    [READ_LISTING] = header->works,       [READ_BODY] = header->works,
	    [READ_HISTORY] = header->works,       [READ_BACKLINKS] = header->works,
	    [READ_TERM] = header->terms,          [READ_SECTION] = header->sections,
	    [READ_TAXONOMY] = header->taxonomies, [READ_COMMIT] = 1,
	};

	for (int kind = 0; kind < READ_KINDS; kind++)
		layout.first[kind + 1] = layout.first[kind] + objects[kind] * header->languages;
	return layout;
}

static uint32_t object_now(const struct renumbering *numbers, enum read_kind kind, uint32_t object)
{
	switch (kind) {
	case READ_LISTING:
	case READ_BODY:
	case READ_HISTORY:
	case READ_BACKLINKS:
		return numbers->works[object];
	case READ_TERM:
		return numbers->terms[object];
	case READ_SECTION:
		return numbers->sections[object];
	case READ_TAXONOMY:
	case READ_COMMIT:
		return object; /* as site.yaml has them: the stamp holds */
	}
	return MISSING;
}

static const struct memory_span *objects_of(const struct page_memory *memory)
{
	return (const void *)(memory->base_bytes.at + memory_layout_of(memory->header).objects);
}

/* For each fixed read of the memory its number in the present model. */
static uint32_t *renumber(struct page_memory *memory, const struct model *model)
{
	const struct memory_header *header = memory->header;
	const struct memory_span *objects = objects_of(memory);
	size_t count = (size_t)header->works + header->terms + header->sections;
	uint32_t *found = arena_array(&memory->arena, count + 1, sizeof *found);
	uint32_t *numbers = arena_array(&memory->arena, header->fixed_count + 1, sizeof *numbers);
	struct renumbering r = {.old = old_layout(header),
				.now = read_layout_of(model),
				.works = found,
				.terms = found + header->works,
				.sections = found + header->works + header->terms};

	for (size_t i = 0; i < count; i++) {
		struct text name = page_memory_string(memory, objects[i]);
		found[i] = i < header->works ? model_work(model, name)
			   : i < (size_t)header->works + header->terms
			       ? memory_find_term(model, name)
			       : model_section(model, name);
	}
	for (int kind = 0; kind < READ_KINDS; kind++)
		for (uint32_t n = r.old.first[kind]; n < r.old.first[kind + 1]; n++) {
			uint32_t object = (n - r.old.first[kind]) / header->languages;
			uint32_t lang = (n - r.old.first[kind]) % header->languages;
			object = object_now(&r, (enum read_kind)kind, object);
			numbers[n] = object == NONE
					 ? MISSING
					 : r.now.first[kind] + object * header->languages + lang;
		}
	return numbers;
}

static void compare(struct page_memory *memory, struct digests *digests)
{
	uint32_t fixed = memory->header->fixed_count;

	for (uint32_t i = 0; i < memory->header->file_count; i++)
		if (memory->files[i].path.size)
			map_put(&memory->by_path, page_memory_string(memory, memory->files[i].path),
				i);
	memory->numbers = renumber(memory, digests->model);
	for (uint32_t i = 0; i < fixed; i++)
		memory->changed[i] = memory->numbers[i] == MISSING ||
				     digests->fixed[memory->numbers[i]] != memory->fixed[i];
	for (uint32_t i = 0; i < name_count(memory); i++) {
		const struct memory_name *name = page_memory_name(memory, i);
		memory->changed[fixed + i] =
		    digests_named(digests, page_memory_string(memory, name->text)) != name->digest;
	}
}

/* ---- in the same model */

static void note_changed(struct page_memory *memory, uint32_t number)
{
	memory->changed[number] = true;
	memory->changed_numbers = arena_grow(&memory->arena, memory->changed_numbers,
					     memory->changed_count, sizeof number);
	memory->changed_numbers[memory->changed_count++] = number;
}

/* Most digests are the same: they are compared by the run. */
static void compare_fixed(struct page_memory *memory, const struct digests *digests)
{
	enum { RUN = 128 };
	uint32_t count = memory->header->fixed_count;

	for (uint32_t from = 0; from < count; from += RUN) {
		uint32_t to = count - from > RUN ? from + RUN : count;
		if (memcmp(memory->fixed + from, digests->fixed + from,
			   (to - from) * sizeof *memory->fixed) == 0)
			continue;
		for (uint32_t i = from; i < to; i++)
			if (digests->fixed[i] != memory->fixed[i]) {
				memory->fixed[i] = digests->fixed[i];
				note_changed(memory, i);
			}
	}
}

/* A title is a part of what lists say of a work. */
static bool is_retitled(const struct page_memory *memory)
{
	struct read_layout layout = old_layout(memory->header);

	for (uint32_t i = 0; i < memory->changed_count; i++)
		if (memory->changed_numbers[i] >= layout.first[READ_LISTING] &&
		    memory->changed_numbers[i] < layout.first[READ_LISTING + 1])
			return true;
	return false;
}

static void compare_names(struct page_memory *memory, struct digests *digests, bool represented)
{
	bool retitled = is_retitled(memory);
	uint32_t count = retitled || represented ? name_count(memory) : 0;

	for (uint32_t i = 0; i < count; i++) {
		struct memory_name *name = page_memory_name(memory, i);
		struct text text = page_memory_string(memory, name->text);
		if (!digests_may_differ(text, retitled, represented))
			continue;
		uint64_t digest = digests_named(digests, text);
		if (digest == name->digest)
			continue;
		name->digest = digest;
		note_changed(memory, memory->header->fixed_count + i);
	}
}

/* Places of changed reads among all, rising. Reads are many, so they are looked at in the order in
 * which they lie, and nearly all of them only in a table small enough to be at hand. */
struct hits {
	const struct page_memory *memory;
	bool near[1 << 12]; /* by the last bits of a number: one that has changed has these */
	uint32_t *places;
	size_t count;
	struct arena arena;
};
enum { NEAR_MASK = sizeof((struct hits *)0)->near - 1 };

static void find_hits(struct hits *hits, const uint32_t *reads, uint32_t count, uint32_t first)
{
	const bool *changed = hits->memory->changed;

	for (uint32_t i = 0; i < count; i++) {
		if (!hits->near[reads[i] & NEAR_MASK] || !changed[reads[i]])
			continue;
		hits->places =
		    arena_grow(&hits->arena, hits->places, hits->count, sizeof *hits->places);
		hits->places[hits->count++] = first + i;
	}
}

static bool has_hit(const struct hits *hits, const struct memory_file *file)
{
	size_t from = 0, to = hits->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (hits->places[middle] < file->first_read)
			from = middle + 1;
		else
			to = middle;
	}
	return from < hits->count && hits->places[from] - file->first_read < file->read_count;
}

void page_memory_mark(const struct page_memory *memory, bool *kept)
{
	const struct memory_header *header = memory->header;
	struct hits hits = {.memory = memory};

	for (uint32_t i = 0; i < memory->changed_count; i++)
		hits.near[memory->changed_numbers[i] & NEAR_MASK] = true;
	if (memory->changed_count) {
		find_hits(&hits, memory->reads, header->read_count, 0);
		find_hits(&hits, memory->more_reads, memory->patch->read_count, header->read_count);
	}
	for (uint32_t i = 0; i < header->file_count; i++)
		kept[i] = memory->files[i].path.size && !has_hit(&hits, &memory->files[i]);
	arena_free(&hits.arena);
}

/* ---- opening */

static bool is_named(struct digest name)
{
	return name.low || name.high;
}

/* A patch that has grown is as much work as a new base. */
static bool is_small(struct memory_bytes bytes)
{
	return bytes.patch.size <= PATCH_MIN || bytes.patch.size <= bytes.base.size / PATCH_PART;
}

static void open_base(struct page_memory *memory, const struct memory_header *header)
{
	struct memory_layout at = memory_layout_of(header);
	char *bytes = (char *)(uintptr_t)memory->base_bytes.at;

	memory->header = header;
	memory->fixed = (void *)(bytes + at.fixed);
	memory->names = (void *)(bytes + at.names);
	memory->files = (void *)(bytes + at.files);
	memory->reads = (const void *)(bytes + at.reads);
	memory->strings = text_slice(memory->base_bytes, at.strings, header->string_bytes);
}

/* Puts what the patch has in the place of what the base has. */
static void apply_patch(struct page_memory *memory, const struct patch_header *patch)
{
	struct patch_layout at = patch_layout_of(patch);
	const char *bytes = memory->patch_bytes.at;
	const struct patch_digest *digests = (const void *)(bytes + at.digests);
	const struct patch_file *files = (const void *)(bytes + at.files);
	uint32_t fixed = memory->header->fixed_count;

	memory->patch = patch;
	memory->more_reads = (const void *)(bytes + at.reads);
	memory->more_strings = text_slice(memory->patch_bytes, at.strings, patch->string_bytes);
	memory->more = arena_array(&memory->arena, patch->name_count + 1, sizeof *memory->more);
	memcpy(memory->more, bytes + at.names, patch->name_count * sizeof *memory->more);
	for (uint32_t i = 0; i < patch->digest_count; i++)
		if (digests[i].number < fixed)
			memory->fixed[digests[i].number] = digests[i].digest;
		else
			memory->names[digests[i].number - fixed].digest = digests[i].digest;
	for (uint32_t i = 0; i < patch->file_count; i++)
		memory->files[files[i].number] = files[i].file;
}

void page_memory_find(struct page_memory *memory, struct memory_bytes bytes,
		      struct digests *digests, const struct memory_model *model)
{
	const struct memory_header *header = (const void *)bytes.base.at;

	*memory = (struct page_memory){.base_bytes = bytes.base, .patch_bytes = bytes.patch};
	if (!bytes.base.size || header->languages != digests->layout.languages ||
	    header->taxonomies != digests->model->config->taxonomy_count ||
	    old_layout(header).first[READ_KINDS] != header->fixed_count)
		return;
	open_base(memory, header);
	apply_patch(memory, (const void *)bytes.patch.at);
	memory->changed =
	    arena_array(&memory->arena, (size_t)header->fixed_count + name_count(memory) + 1,
			sizeof *memory->changed);
	memory->same_model =
	    is_named(model->name) && digest_equal(header->model, model->name) && is_small(bytes);
	if (!memory->same_model) {
		compare(memory, digests);
		return;
	}
	compare_fixed(memory, digests);
	compare_names(memory, digests,
		      !digest_equal(memory->patch->presentation, model->presentation));
}

void page_memory_free(struct page_memory *memory)
{
	map_free(&memory->by_path);
	arena_free(&memory->arena);
}

const struct memory_file *page_memory_file(const struct page_memory *memory, struct text path)
{
	size_t found = memory->header ? map_get(&memory->by_path, path) : MAP_NONE;

	return found == MAP_NONE ? NULL : &memory->files[found];
}

bool page_memory_keeps(const struct page_memory *memory, struct text path, uint64_t inputs)
{
	const struct memory_file *self = page_memory_file(memory, path);

	if (!self || self->inputs != inputs)
		return false;
	const uint32_t *reads = page_memory_reads(memory, self);
	for (uint32_t i = 0; i < self->read_count; i++)
		if (memory->changed[reads[i]])
			return false;
	return true;
}

/* ---- telling */

bool page_memory_knows(const struct page_memory *memory, struct text path)
{
	return page_memory_file(memory, path);
}

bool page_memory_same_inputs(const struct page_memory *memory, struct text path, uint64_t inputs)
{
	const struct memory_file *self = page_memory_file(memory, path);

	return self && self->inputs == inputs;
}

/* The name of an object of KIND: taxonomies and commits have none here. */
static struct text object_name(const struct page_memory *memory, enum read_kind kind,
			       uint32_t object)
{
	const struct memory_header *header = memory->header;
	const struct memory_span *objects = objects_of(memory);

	switch (kind) {
	case READ_LISTING:
	case READ_BODY:
	case READ_HISTORY:
	case READ_BACKLINKS:
		return page_memory_string(memory, objects[object]);
	case READ_TERM:
		return page_memory_string(memory, objects[header->works + object]);
	case READ_SECTION:
		return page_memory_string(memory, objects[header->works + header->terms + object]);
	case READ_TAXONOMY:
	case READ_COMMIT:
		break;
	}
	return TEXT("");
}

bool page_memory_read(const struct page_memory *memory, struct text path, size_t i,
		      struct memory_read *read)
{
	const struct memory_file *self = page_memory_file(memory, path);

	if (!self || i >= self->read_count)
		return false;
	uint32_t number = page_memory_reads(memory, self)[i], kind = 0;
	struct read_layout layout = old_layout(memory->header);
	*read = (struct memory_read){.fixed = number < memory->header->fixed_count,
				     .changed = memory->changed[number]};
	if (!read->fixed) {
		number -= memory->header->fixed_count;
		read->name = page_memory_string(memory, page_memory_name(memory, number)->text);
		return true;
	}
	while (number >= layout.first[kind + 1])
		kind++;
	read->kind = (enum read_kind)kind;
	read->lang = (number - layout.first[kind]) % layout.languages;
	read->object =
	    object_name(memory, read->kind, (number - layout.first[kind]) / layout.languages);
	read->number = memory->numbers[number];
	return true;
}
