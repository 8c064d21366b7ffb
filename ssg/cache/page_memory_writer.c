#include "cache/page_memory_writer.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>

static uint32_t fixed_count(const struct page_memory_writer *writer)
{
	return writer->digests->layout.first[READ_KINDS];
}

/* ---- adding */

static void take_patch(struct page_memory_writer *writer)
{
	const struct page_memory *old = writer->old;
	const struct patch_header *patch = old->patch;
	struct patch_layout at = patch_layout_of(patch);
	const struct patch_file *files = (const void *)((const char *)patch + at.files);

	buffer_add(&writer->names, old->more, patch->name_count * sizeof *old->more);
	buffer_add(&writer->parts, old->more_parts, patch->part_count * sizeof *old->more_parts);
	buffer_add(&writer->reads, old->more_reads, patch->read_count * sizeof *old->more_reads);
	buffer_text(&writer->strings, old->more_strings);
	for (uint32_t i = 0; i < patch->file_count; i++)
		buffer_add(&writer->touched, &files[i].number, sizeof files[i].number);
	for (uint32_t i = 0; i < patch->name_count; i++)
		map_put(&writer->named, page_memory_string(old, old->more[i].text),
			old->header->name_count + i);
}

void page_memory_begin(struct page_memory_writer *writer, struct digests *digests,
		       const struct memory_model *model, uint32_t count, struct page_memory *old,
		       bool anew)
{
	*writer = (struct page_memory_writer){.whole = anew || !old->same_model,
					      .digests = digests,
					      .model = *model,
					      .old = old,
					      .file_count = count};
	if (!writer->whole) {
		writer->base = *old->header;
		writer->files = old->files;
		take_patch(writer);
		return;
	}
	writer->files = arena_array(&writer->arena, (size_t)count + 1, sizeof *writer->files);
	if (old->header && !old->same_model)
		writer->here = arena_array(&writer->arena, (size_t)old->header->file_count + 1,
					   sizeof *writer->here);
}

static struct memory_span add_string(struct page_memory_writer *writer, struct text text)
{
	size_t offset = writer->base.string_bytes + writer->strings.size;

	buffer_text(&writer->strings, text);
	return (struct memory_span){(uint32_t)offset, (uint32_t)text.size};
}

static uint32_t name_number(struct page_memory_writer *writer, struct text name)
{
	size_t found = map_get(&writer->named, name);

	if (found != MAP_NONE)
		return (uint32_t)found;
	struct memory_name added = {digests_named(writer->digests, name), add_string(writer, name)};
	found = writer->base.name_count + writer->names.size / sizeof added;
	buffer_add(&writer->names, &added, sizeof added);
	map_put(&writer->named, arena_text(&writer->arena, name), found);
	return (uint32_t)found;
}

/* Reads of fixed things are stored by number, named ones by number behind those. */
static void add_read(struct page_memory_writer *writer, uint32_t number)
{
	buffer_add(&writer->reads, &number, sizeof number);
}

static uint32_t read_count(const struct page_memory_writer *writer)
{
	return writer->base.read_count + (uint32_t)(writer->reads.size / sizeof(uint32_t));
}

static void add_parts(struct page_memory_writer *writer, uint32_t number, struct text parts,
		      uint64_t digest)
{
	size_t size = sizeof(struct template_part), before = writer->parts.size / size;

	writer->files[number].digest = digest;
	writer->files[number].first_part = (uint32_t)(writer->base.part_count + before);
	writer->files[number].part_count = (uint32_t)(parts.size / size);
	buffer_add(&writer->parts, parts.at, parts.size / size * size);
}

/* A file whose reads, from FIRST_READ, were just added. */
static void add_file(struct page_memory_writer *writer, uint32_t number, struct text path,
		     uint64_t inputs, uint32_t first_read)
{
	struct memory_file *file = &writer->files[number];

	file->inputs = inputs;
	file->first_read = first_read;
	file->read_count = read_count(writer) - first_read;
	if (!file->path.size) /* in the same model it is where it was */
		file->path = add_string(writer, path);
	if (!writer->whole)
		buffer_add(&writer->touched, &number, sizeof number);
}

/* In the same model all are. */
static void note_here(struct page_memory_writer *writer, struct text path)
{
	const struct memory_file *before =
	    writer->here ? page_memory_file(writer->old, path) : NULL;

	if (before)
		writer->here[before - writer->old->files] = true;
}

void page_memory_add(struct page_memory_writer *writer, uint32_t number, struct text path,
		     uint64_t inputs, const struct memory_made *made)
{
	struct text fixed = made->fixed, named = made->named;
	uint32_t first = read_count(writer), size;

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
	add_file(writer, number, path, inputs, first);
	add_parts(writer, number, made->parts, made->digest);
	note_here(writer, path);
}

void page_memory_add_kept(struct page_memory_writer *writer, uint32_t number, struct text path,
			  uint64_t inputs)
{
	const struct page_memory *old = writer->old;
	const struct memory_file *self =
	    old->same_model ? &old->files[number] : page_memory_file(old, path);
	uint32_t first = read_count(writer);

	if (!self)
		return; /* page_memory_keeps was not asked */
	const uint32_t *reads = page_memory_reads(old, self);
	for (uint32_t i = 0; i < self->read_count; i++) {
		if (reads[i] < old->header->fixed_count) {
			add_read(writer, old->same_model ? reads[i] : old->numbers[reads[i]]);
			continue;
		}
		const struct memory_name *name =
		    page_memory_name(old, reads[i] - old->header->fixed_count);
		add_read(writer, fixed_count(writer) +
				     name_number(writer, page_memory_string(old, name->text)));
	}
	add_file(writer, number, path, inputs, first);
	add_parts(writer, number,
		  text_make((const char *)page_memory_parts(old, self),
			    self->part_count * sizeof(struct template_part)),
		  self->digest);
	note_here(writer, path);
}

bool page_memory_gone(const struct page_memory_writer *writer, size_t *at, struct text *path)
{
	while (writer->here && *at < writer->old->header->file_count) {
		const struct memory_file *file = &writer->old->files[*at];
		if (writer->here[(*at)++] || !file->path.size)
			continue;
		*path = page_memory_string(writer->old, file->path);
		return true;
	}
	return false;
}

/* ---- a base */

static void add_object(struct page_memory_writer *writer, struct text name)
{
	struct memory_span span = add_string(writer, name);

	buffer_add(&writer->objects, &span, sizeof span);
}

static void add_objects(struct page_memory_writer *writer)
{
	const struct model *model = writer->digests->model;

	for (work_id i = 0; i < model->work_count; i++)
		add_object(writer, model->works[i].id);
	for (term_id i = 0; i < model->term_count; i++)
		add_object(writer, memory_term_name(&writer->arena, model, i));
	for (section_id i = 0; i < model->section_count; i++)
		add_object(writer, model->sections[i].id);
}

/* Written from where it lies: it is most of what a clean build of a large site holds. */
static bool write_base(struct page_memory_writer *writer, int fd, struct digest *name)
{
	const struct digests *digests = writer->digests;
	const struct model *model = digests->model;

	add_objects(writer);
	struct memory_header header = {
	    .model = writer->model.name,
	    .fixed_count = fixed_count(writer),
	    .name_count = (uint32_t)(writer->names.size / sizeof(struct memory_name)),
	    .file_count = writer->file_count,
	    .read_count = (uint32_t)(writer->reads.size / sizeof(uint32_t)),
	    .languages = digests->layout.languages,
	    .works = (uint32_t)model->work_count,
	    .terms = (uint32_t)model->term_count,
	    .sections = (uint32_t)model->section_count,
	    .taxonomies = (uint32_t)model->config->taxonomy_count,
	    .part_count = (uint32_t)(writer->parts.size / sizeof(struct template_part)),
	    .string_bytes = (uint32_t)writer->strings.size,
	};
	size_t end = memory_layout_of(&header).end;
	while (end++ % MEMORY_ALIGNMENT)
		buffer_byte(&writer->strings, '\0');
	const struct text parts[] = {
	    text_make((const char *)digests->fixed, header.fixed_count * sizeof *digests->fixed),
	    buffer_view(&writer->names),
	    text_make((const char *)writer->files, header.file_count * sizeof *writer->files),
	    buffer_view(&writer->parts),
	    buffer_view(&writer->objects),
	    buffer_view(&writer->reads),
	    buffer_view(&writer->strings),
	};
	enum { PARTS = sizeof parts / sizeof *parts };
	uint64_t at = sizeof header;

	memory_header_seal(&header, parts, PARTS);
	*name = header.rest;
	for (size_t i = 0; i < PARTS; i++) {
		if (!file_write_at(fd, parts[i], at))
			return false;
		at += parts[i].size;
	}
	/* Without it, it is none. */
	return file_write_at(fd, text_make((const char *)&header, sizeof header), 0);
}

/* ---- a patch */

static int by_number(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

/* Those of the last patch, and those that have changed since; both rise. */
static uint32_t write_digests(const struct page_memory *old, struct buffer *out)
{
	const struct patch_digest *before =
	    (const void *)((const char *)old->patch + patch_layout_of(old->patch).digests);
	uint32_t end = old->header->fixed_count + old->header->name_count, count = 0;

	for (uint32_t i = 0, j = 0; i < old->patch->digest_count || j < old->changed_count;) {
		uint32_t one = i < old->patch->digest_count ? before[i].number : UINT32_MAX;
		uint32_t other = j < old->changed_count ? old->changed_numbers[j] : UINT32_MAX;
		uint32_t number = one < other ? one : other;
		i += one == number;
		j += other == number;
		if (number >= end)
			continue; /* names behind those of the base have theirs beside them */
		struct patch_digest digest = {page_memory_digest(old, number), number, 0};
		buffer_add(out, &digest, sizeof digest);
		count++;
	}
	return count;
}

static uint32_t write_files(struct page_memory_writer *writer, struct buffer *out)
{
	uint32_t *numbers = (void *)writer->touched.at, written = 0;
	size_t count = writer->touched.size / sizeof *numbers;

	if (count)
		qsort(numbers, count, sizeof *numbers, by_number);
	for (size_t i = 0; i < count; i++) {
		if (i && numbers[i] == numbers[i - 1])
			continue;
		struct patch_file file = {writer->files[numbers[i]], numbers[i], 0};
		buffer_add(out, &file, sizeof file);
		written++;
	}
	return written;
}

static void write_patch(struct page_memory_writer *writer, struct digest base, struct buffer *out)
{
	struct patch_header header;
	size_t start = out->size;

	patch_header_begin(&header, base, writer->model.presentation);
	buffer_add(out, &header, sizeof header);
	if (!writer->whole) {
		header.digest_count = write_digests(writer->old, out);
		header.file_count = write_files(writer, out);
		header.name_count = (uint32_t)(writer->names.size / sizeof(struct memory_name));
		header.part_count = (uint32_t)(writer->parts.size / sizeof(struct template_part));
		header.read_count = (uint32_t)(writer->reads.size / sizeof(uint32_t));
		header.string_bytes = (uint32_t)writer->strings.size;
		buffer_text(out, buffer_view(&writer->names));
		buffer_text(out, buffer_view(&writer->parts));
		buffer_text(out, buffer_view(&writer->reads));
		buffer_text(out, buffer_view(&writer->strings));
	}
	buffer_align(out, MEMORY_ALIGNMENT);
	memcpy(out->at + start, &header, sizeof header);
}

bool page_memory_end(struct page_memory_writer *writer, int fd, struct buffer *patch)
{
	struct digest base = writer->base.rest;
	bool good = !writer->whole || write_base(writer, fd, &base);

	if (good)
		write_patch(writer, base, patch);
	buffer_free(&writer->touched);
	buffer_free(&writer->objects);
	buffer_free(&writer->parts);
	buffer_free(&writer->reads);
	buffer_free(&writer->names);
	buffer_free(&writer->strings);
	map_free(&writer->named);
	arena_free(&writer->arena);
	return good;
}
