#include "cache/records.h"

#include <stdlib.h>
#include <string.h>

enum { SEGMENTS_MAX = 64 }; /* a new document is looked up in all of them */

enum records_run {
	RUN_BYTES, /* of all records, each aligned */
	RUN_PARTS, /* struct part */
	RUN_SLOTS, /* uint32_t: a hash table of 1 + the index of a part; 0: free */
};

struct part {
	struct digest key, outline;
	uint64_t offset, size; /* in RUN_BYTES */
};

struct record_segment {
	struct text bytes;
	const struct part *parts;
	size_t part_count;
	const uint32_t *slots;
	size_t slot_count; /* a power of two */
	bool *used;        /* by part */
};

static uint64_t padded(uint64_t size)
{
	return (size + LOG_ALIGNMENT - 1) / LOG_ALIGNMENT * LOG_ALIGNMENT;
}

/* ---- finding */

static void take_segment(struct records *records, size_t number, bool used)
{
	const struct text *runs = records->log.segments[number].runs;
	struct record_segment segment = {
	    .bytes = runs[RUN_BYTES],
	    .parts = (const void *)runs[RUN_PARTS].at,
	    .part_count = runs[RUN_PARTS].size / sizeof(struct part),
	    .slots = (const void *)runs[RUN_SLOTS].at,
	    .slot_count = runs[RUN_SLOTS].size / sizeof(uint32_t),
	};

	segment.used = arena_array(&records->arena, segment.part_count + 1, sizeof(bool));
	memset(segment.used, used, segment.part_count);
	records->used += used ? segment.bytes.size : 0;
	records->segments = arena_grow(&records->arena, records->segments, number, sizeof segment);
	records->segments[number] = segment;
}

void records_open(struct records *records, int folder_fd, struct digest stamp, enum log_use use)
{
	*records = (struct records){.use = use};
	log_open(&records->log, folder_fd, "records", stamp);
	if (use == LOG_USE_NONE)
		log_cut(&records->log, 0);
	for (size_t i = 0; i < records->log.count; i++)
		take_segment(records, i, false);
}

void records_close(struct records *records)
{
	log_drop(&records->writer);
	log_close(&records->log);
	buffer_free(&records->added);
	arena_free(&records->arena);
}

/* Keys are digests: their bits are as good as any hash. */
static const struct part *look_up(const struct record_segment *segment, struct digest key)
{
	size_t mask = segment->slot_count - 1;

	for (size_t slot = key.low & mask; segment->slots[slot]; slot = (slot + 1) & mask) {
		const struct part *part = &segment->parts[segment->slots[slot] - 1];
		if (digest_equal(part->key, key))
			return part;
	}
	return NULL;
}

bool records_find(struct records *records, struct digest key, struct kept_record *found)
{
	const struct part *part = NULL;

	for (size_t i = 0; i < records->log.count; i++) {
		const struct record_segment *segment = &records->segments[i];
		part = look_up(segment, key);
		if (!part)
			continue;
		bool *used = &segment->used[part - segment->parts];
		records->used += *used ? 0 : padded(part->size);
		*used = true;
		*found = (struct kept_record){text_slice(segment->bytes, part->offset, part->size),
					      part->outline};
		return true;
	}
	return false;
}

/* ---- adding */

static void add_part(struct log_writer *writer, struct buffer *parts, struct part part,
		     struct text bytes)
{
	static const char zeros[LOG_ALIGNMENT];

	part.offset = log_run_size(writer);
	part.size = bytes.size;
	buffer_add(parts, &part, sizeof part);
	log_add(writer, bytes);
	log_add(writer, text_make(zeros, (size_t)(padded(bytes.size) - bytes.size)));
}

void records_add(struct records *records, struct digest key, const struct kept_record *made)
{
	if (!records->added.size)
		log_begin(&records->writer, &records->log, LOG_APPEND);
	add_part(&records->writer, &records->added,
		 (struct part){.key = key, .outline = made->outline}, made->bytes);
}

/* At most a quarter of the slots are used, so most keys are found at the first try. */
static uint32_t *make_slots(const struct part *parts, size_t count, size_t *slots)
{
	for (*slots = 4; *slots < 4 * count;)
		*slots *= 2;
	uint32_t *table = calloc(*slots, sizeof *table);
	if (!table)
		memory_exhausted(*slots);
	for (size_t i = 0; i < count; i++) {
		size_t slot = parts[i].key.low & (*slots - 1);
		while (table[slot])
			slot = (slot + 1) & (*slots - 1);
		table[slot] = (uint32_t)i + 1;
	}
	return table;
}

/* Ends a segment whose bytes are written. */
static bool commit(struct log_writer *writer, struct buffer *parts)
{
	size_t slots;

	log_end_run(writer);
	log_add_run(writer, buffer_view(parts));
	uint32_t *table =
	    make_slots((const void *)parts->at, parts->size / sizeof(struct part), &slots);
	log_add_run(writer, text_make((const char *)table, slots * sizeof *table));
	free(table);
	buffer_free(parts);
	return log_commit(writer, (struct digest){0, 0});
}

bool records_settle(struct records *records)
{
	if (!records->added.size)
		return true;
	if (!commit(&records->writer, &records->added))
		return false;
	take_segment(records, records->log.count - 1, true);
	return true;
}

/* ---- tidying */

static bool is_untidy(const struct records *records)
{
	uint64_t size = 0;

	for (size_t i = 0; i < records->log.count; i++)
		size += records->segments[i].bytes.size;
	return records->log.count > SEGMENTS_MAX || size - records->used > records->used;
}

void records_tidy(struct records *records)
{
	struct buffer parts = {0};
	struct log_writer writer;

	if (records->use == LOG_ONLY_READ || !is_untidy(records))
		return;
	log_begin(&writer, &records->log, LOG_REPLACE);
	for (size_t i = 0; i < records->log.count; i++) {
		const struct record_segment *segment = &records->segments[i];
		for (size_t p = 0; p < segment->part_count; p++)
			if (segment->used[p])
				add_part(&writer, &parts, segment->parts[p],
					 text_slice(segment->bytes, segment->parts[p].offset,
						    segment->parts[p].size));
	}
	commit(&writer, &parts);
}
