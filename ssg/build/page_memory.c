#include "build/page_memory.h"

#include "base/digest.h"

#include <string.h>

static const char magic[8] = "ssg-pm2";

enum { ALIGNMENT = 8 };

struct memory_span {
	uint32_t offset; /* in the strings */
	uint32_t size;
};

/* Followed by: fixed digests, names, files, objects, reads, strings. */
struct memory_header {
	char magic[8];
	struct digest rest;  /* of all behind this field */
	struct digest model; /* its name; zero: it has none */
	uint64_t waste;      /* reads that no file has any more */
	uint32_t fixed_count, name_count, file_count, read_count;
	uint32_t languages, works, terms, sections, taxonomies; /* of the model */
	uint32_t string_bytes;
};

struct memory_name {
	uint64_t digest;
	struct memory_span text;
};

/* By number; one that was not made has no path. */
struct memory_file {
	uint64_t inputs;
	uint64_t size;
	struct checksum checksum;
	struct memory_span path;
	uint32_t first_read, read_count;
};

static const uint32_t MISSING = UINT32_MAX;

/* ---- what objects of the model are called, so that a later model can find them */

static struct text term_name(struct arena *arena, const struct model *model, term_id term)
{
	const struct term *self = &model->terms[term];

	return arena_printf(arena, "%.*s\t%.*s",
			    TEXT_ARGS(model->taxonomies[self->taxonomy].config->id),
			    TEXT_ARGS(self->id));
}

static term_id find_term(const struct model *model, struct text name)
{
	struct text taxonomy;

	text_split(&name, '\t', &taxonomy);
	uint32_t found = model_taxonomy(model, taxonomy);
	return found == NONE || !name.at ? NONE : model_term(model, found, name);
}

/* ---- reading */

struct layout {
	size_t fixed, names, files, reads, objects, strings, end;
};

static struct layout layout_of(const struct memory_header *header)
{
	struct layout at = {.fixed = sizeof *header};
	size_t objects = (size_t)header->works + header->terms + header->sections;

	at.names = at.fixed + header->fixed_count * sizeof(uint64_t);
	at.files = at.names + header->name_count * sizeof(struct memory_name);
	at.objects = at.files + header->file_count * sizeof(struct memory_file);
	at.reads = at.objects + objects * sizeof(struct memory_span);
	at.strings = at.reads + (size_t)header->read_count * sizeof(uint32_t);
	at.end = at.strings + header->string_bytes;
	return at;
}

static struct digest rest_of(const struct memory_header *header, size_t size)
{
	size_t from = offsetof(struct memory_header, model);

	return digest_of((const char *)header + from, size - from);
}

static bool is_whole(struct text bytes)
{
	const struct memory_header *header = (const void *)bytes.at;

	if (bytes.size < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0)
		return false;
	struct layout at = layout_of(header);
	return at.end <= bytes.size && bytes.size - at.end < ALIGNMENT &&
	       digest_equal(header->rest, rest_of(header, bytes.size));
}

static struct text string_at(const struct page_memory *memory, struct memory_span span)
{
	return text_slice(memory->strings, span.offset, span.size);
}

/* What read number NUMBER of the memory's model is called in the present one; MISSING: its object
 * is gone. OBJECTS: the same for objects of the memory: works, terms, sections. */
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

/* For each fixed read of the memory its number in the present model. */
static uint32_t *renumber(struct page_memory *memory, const struct model *model)
{
	const struct memory_header *header = memory->header;
	const struct memory_span *objects =
	    (const void *)((const char *)header + layout_of(header).objects);
	size_t count = (size_t)header->works + header->terms + header->sections;
	uint32_t *found = arena_array(&memory->arena, count + 1, sizeof *found);
	uint32_t *numbers = arena_array(&memory->arena, header->fixed_count + 1, sizeof *numbers);
	struct renumbering r = {.old = old_layout(header),
				.now = read_layout_of(model),
				.works = found,
				.terms = found + header->works,
				.sections = found + header->works + header->terms};

	for (size_t i = 0; i < count; i++) {
		struct text name = string_at(memory, objects[i]);
		found[i] = i < header->works                           ? model_work(model, name)
			   : i < (size_t)header->works + header->terms ? find_term(model, name)
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

/* In the same model, names lead to the same. */
static void compare_same(struct page_memory *memory, const struct digests *digests)
{
	for (uint32_t i = 0; i < memory->header->fixed_count; i++)
		memory->changed[i] = digests->fixed[i] != memory->fixed[i];
}

static void compare(struct page_memory *memory, struct digests *digests)
{
	const struct memory_header *header = memory->header;

	memory->numbers = renumber(memory, digests->model);
	for (uint32_t i = 0; i < header->fixed_count; i++)
		memory->changed[i] = memory->numbers[i] == MISSING ||
				     digests->fixed[memory->numbers[i]] != memory->fixed[i];
	for (uint32_t i = 0; i < header->name_count; i++)
		memory->changed[header->fixed_count + i] =
		    digests_named(digests, string_at(memory, memory->names[i].text)) !=
		    memory->names[i].digest;
}

static bool is_named(struct digest model)
{
	return model.low || model.high;
}

/* Are names, reads and the rest worth being carried on as they are? */
static bool is_tidy(const struct memory_header *header)
{
	return header->waste <= header->read_count / 2;
}

void page_memory_find(struct page_memory *memory, struct text bytes, struct digests *digests,
		      struct digest model)
{
	*memory = (struct page_memory){0};
	if (!is_whole(bytes))
		return;
	const struct memory_header *header = (const void *)bytes.at;
	struct layout at = layout_of(header);
	if (header->languages != digests->layout.languages ||
	    header->taxonomies != digests->model->config->taxonomy_count ||
	    old_layout(header).first[READ_KINDS] != header->fixed_count)
		return;
	memory->header = header;
	memory->fixed = (const void *)(bytes.at + at.fixed);
	memory->names = (const void *)(bytes.at + at.names);
	memory->files = (const void *)(bytes.at + at.files);
	memory->reads = (const void *)(bytes.at + at.reads);
	memory->strings = text_slice(bytes, at.strings, header->string_bytes);
	memory->changed =
	    arena_array(&memory->arena, (size_t)header->fixed_count + header->name_count + 1,
			sizeof *memory->changed);
	memory->same_model =
	    is_named(model) && digest_equal(header->model, model) && is_tidy(header);
	if (memory->same_model) {
		compare_same(memory, digests);
		return;
	}
	for (uint32_t i = 0; i < header->file_count; i++)
		if (memory->files[i].path.size)
			map_put(&memory->by_path, string_at(memory, memory->files[i].path), i);
	compare(memory, digests);
}

void page_memory_free(struct page_memory *memory)
{
	map_free(&memory->by_path);
	arena_free(&memory->arena);
}

static struct published_file published(const struct page_memory *memory,
				       const struct memory_file *file)
{
	return (struct published_file){string_at(memory, file->path), file->size, file->checksum};
}

/* The file NUMBER in the same model, else the one at PATH; NULL: there was none. */
static const struct memory_file *find(const struct page_memory *memory, uint32_t number,
				      struct text path)
{
	size_t found = MAP_NONE;

	if (memory->same_model && number < memory->header->file_count)
		found = number;
	else if (memory->header)
		found = map_get(&memory->by_path, path);
	return found == MAP_NONE || !text_equal(string_at(memory, memory->files[found].path), path)
		   ? NULL
		   : &memory->files[found];
}

bool page_memory_inputs(const struct page_memory *memory, uint32_t number, uint64_t *inputs)
{
	if (!memory->same_model || number >= memory->header->file_count)
		return false;
	*inputs = memory->files[number].inputs;
	return true;
}

bool page_memory_keeps(const struct page_memory *memory, uint32_t number, struct text path,
		       uint64_t inputs, struct published_file *file)
{
	const struct memory_file *self = find(memory, number, path);

	if (!self || self->inputs != inputs)
		return false;
	for (uint32_t i = 0; i < self->read_count; i++)
		if (memory->changed[memory->reads[self->first_read + i]])
			return false;
	*file = published(memory, self);
	return true;
}

/* ---- telling */

bool page_memory_knows(const struct page_memory *memory, struct text path)
{
	return find(memory, UINT32_MAX, path);
}

bool page_memory_same_inputs(const struct page_memory *memory, struct text path, uint64_t inputs)
{
	const struct memory_file *self = find(memory, UINT32_MAX, path);

	return self && self->inputs == inputs;
}

/* The name of an object of KIND: taxonomies and commits have none here. */
static struct text object_name(const struct page_memory *memory, enum read_kind kind,
			       uint32_t object)
{
	const struct memory_header *header = memory->header;
	const struct memory_span *objects =
	    (const void *)((const char *)header + layout_of(header).objects);

	switch (kind) {
	case READ_LISTING:
	case READ_BODY:
	case READ_HISTORY:
	case READ_BACKLINKS:
		return string_at(memory, objects[object]);
	case READ_TERM:
		return string_at(memory, objects[header->works + object]);
	case READ_SECTION:
		return string_at(memory, objects[header->works + header->terms + object]);
	case READ_TAXONOMY:
	case READ_COMMIT:
		break;
	}
	return TEXT("");
}

bool page_memory_read(const struct page_memory *memory, struct text path, size_t i,
		      struct memory_read *read)
{
	const struct memory_file *self = find(memory, UINT32_MAX, path);

	if (!self || i >= self->read_count)
		return false;
	uint32_t number = memory->reads[self->first_read + i], kind = 0;
	struct read_layout layout = old_layout(memory->header);
	*read = (struct memory_read){.fixed = number < memory->header->fixed_count,
				     .changed = memory->changed[number]};
	if (!read->fixed) {
		number -= memory->header->fixed_count;
		read->name = string_at(memory, memory->names[number].text);
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

bool page_memory_next(const struct page_memory *memory, size_t *at, struct published_file *file)
{
	while (memory->header && *at < memory->header->file_count) {
		const struct memory_file *self = &memory->files[(*at)++];
		if (!self->path.size)
			continue;
		*file = published(memory, self);
		return true;
	}
	return false;
}

/* ---- writing */

static size_t size_of(const struct carried *carried)
{
	return carried->old.size + carried->added.size;
}

static void write_carried(struct carried *carried, struct buffer *out)
{
	buffer_text(out, carried->old);
	buffer_text(out, buffer_view(&carried->added));
	buffer_free(&carried->added);
}

void page_memory_begin(struct page_memory_writer *writer, struct digests *digests,
		       struct digest model, uint32_t count, const struct page_memory *old)
{
	*writer = (struct page_memory_writer){
	    .digests = digests, .model = model, .old = old, .file_count = count};
	writer->files = arena_array(&writer->arena, (size_t)count + 1, sizeof *writer->files);
	if (!old->same_model)
		return;
	const struct memory_header *header = old->header;
	struct layout at = layout_of(header);
	struct text bytes = text_make((const void *)header, at.end);
	writer->names.old = text_slice(bytes, at.names, at.files - at.names);
	writer->objects.old = text_slice(bytes, at.objects, at.reads - at.objects);
	writer->reads.old = text_slice(bytes, at.reads, at.strings - at.reads);
	writer->strings.old = text_slice(bytes, at.strings, header->string_bytes);
	writer->waste = header->waste;
}

static struct memory_span add_string(struct page_memory_writer *writer, struct text text)
{
	struct memory_span span = {(uint32_t)size_of(&writer->strings), (uint32_t)text.size};

	buffer_text(&writer->strings.added, text);
	return span;
}

static uint32_t name_number(struct page_memory_writer *writer, struct text name)
{
	size_t found = map_get(&writer->named, name);

	if (found != MAP_NONE)
		return (uint32_t)found;
	struct memory_name added = {digests_named(writer->digests, name), add_string(writer, name)};
	found = size_of(&writer->names) / sizeof added;
	buffer_add(&writer->names.added, &added, sizeof added);
	map_put(&writer->named, arena_text(&writer->arena, name), found);
	return (uint32_t)found;
}

/* Reads of fixed things are stored by number, named ones by number behind those. */
static void add_read(struct page_memory_writer *writer, uint32_t number)
{
	buffer_add(&writer->reads.added, &number, sizeof number);
}

static uint32_t fixed_count(const struct page_memory_writer *writer)
{
	return writer->digests->layout.first[READ_KINDS];
}

static void add_file(struct page_memory_writer *writer, uint32_t number,
		     const struct published_file *file, uint64_t inputs, size_t first_read)
{
	writer->files[number] = (struct memory_file){
	    .inputs = inputs,
	    .size = file->size,
	    .checksum = file->checksum,
	    .path = add_string(writer, file->path),
	    .first_read = (uint32_t)first_read,
	    .read_count = (uint32_t)(size_of(&writer->reads) / sizeof(uint32_t) - first_read),
	};
}

void page_memory_add(struct page_memory_writer *writer, uint32_t number,
		     const struct published_file *file, uint64_t inputs, struct text fixed,
		     struct text named)
{
	size_t first = size_of(&writer->reads) / sizeof(uint32_t);
	uint32_t size;

	if (writer->old->same_model)
		writer->waste += writer->old->files[number].read_count;

	for (; fixed.size >= sizeof size; fixed = text_slice(fixed, sizeof size, fixed.size)) {
		memcpy(&size, fixed.at, sizeof size);
		if (size < fixed_count(writer)) /* a worker says so */
			add_read(writer, size);
	}
	while (named.size >= sizeof size) {
		memcpy(&size, named.at, sizeof size);
		add_read(writer, fixed_count(writer) +
				     name_number(writer, text_slice(named, sizeof size, size)));
		named = text_slice(named, sizeof size + size, named.size);
	}
	add_file(writer, number, file, inputs, first);
}

void page_memory_add_kept(struct page_memory_writer *writer, uint32_t number,
			  const struct published_file *file, uint64_t inputs)
{
	const struct page_memory *old = writer->old;
	const struct memory_file *self = find(old, number, file->path);
	size_t first = size_of(&writer->reads) / sizeof(uint32_t);

	if (!self)
		return; /* page_memory_keeps was not asked */
	if (old->same_model) {
		writer->files[number] = *self;
		writer->files[number].inputs = inputs;
		return;
	}
	for (uint32_t i = 0; i < self->read_count; i++) {
		uint32_t read = old->reads[self->first_read + i];
		if (read < old->header->fixed_count) {
			add_read(writer, old->numbers[read]);
			continue;
		}
		struct text name = string_at(old, old->names[read - old->header->fixed_count].text);
		add_read(writer, fixed_count(writer) + name_number(writer, name));
	}
	add_file(writer, number, file, inputs, first);
}

static void add_objects(struct page_memory_writer *writer)
{
	const struct model *model = writer->digests->model;
	struct buffer *objects = &writer->objects.added;
	struct memory_span span;

	for (work_id i = 0; i < model->work_count; i++) {
		span = add_string(writer, model->works[i].id);
		buffer_add(objects, &span, sizeof span);
	}
	for (term_id i = 0; i < model->term_count; i++) {
		span = add_string(writer, term_name(&writer->arena, model, i));
		buffer_add(objects, &span, sizeof span);
	}
	for (section_id i = 0; i < model->section_count; i++) {
		span = add_string(writer, model->sections[i].id);
		buffer_add(objects, &span, sizeof span);
	}
}

void page_memory_end(struct page_memory_writer *writer, struct buffer *out)
{
	const struct digests *digests = writer->digests;
	const struct model *model = digests->model;
	size_t start = out->size;

	if (!writer->old->same_model)
		add_objects(writer);
	struct memory_header header = {
	    .model = writer->model,
	    .waste = writer->waste,
	    .fixed_count = fixed_count(writer),
	    .name_count = (uint32_t)(size_of(&writer->names) / sizeof(struct memory_name)),
	    .file_count = writer->file_count,
	    .read_count = (uint32_t)(size_of(&writer->reads) / sizeof(uint32_t)),
	    .languages = digests->layout.languages,
	    .works = (uint32_t)model->work_count,
	    .terms = (uint32_t)model->term_count,
	    .sections = (uint32_t)model->section_count,
	    .taxonomies = (uint32_t)model->config->taxonomy_count,
	    .string_bytes = (uint32_t)size_of(&writer->strings),
	};
	memcpy(header.magic, magic, sizeof magic);
	buffer_reserve(out, layout_of(&header).end + ALIGNMENT);
	buffer_add(out, &header, sizeof header);
	buffer_add(out, digests->fixed, header.fixed_count * sizeof *digests->fixed);
	write_carried(&writer->names, out);
	buffer_add(out, writer->files, header.file_count * sizeof *writer->files);
	write_carried(&writer->objects, out);
	write_carried(&writer->reads, out);
	write_carried(&writer->strings, out);
	buffer_align(out, ALIGNMENT);
	struct memory_header *placed = (void *)(out->at + start);
	placed->rest = rest_of(placed, out->size - start);
	map_free(&writer->named);
	arena_free(&writer->arena);
}
