#include "content/record.h"

/* Records are cached as they lie in memory: other sizes are another format, and padding would make
 * bytes differ where records are equal. */
_Static_assert(sizeof(struct record) == 128, "on disk");
_Static_assert(sizeof(struct hole) == 32, "on disk");
_Static_assert(sizeof(struct heading) == 24, "on disk");
_Static_assert(sizeof(struct run) == 8 && sizeof(struct span) == 8, "on disk");

static const void *at(const struct record *record, struct span span)
{
	return (const char *)record + span.offset;
}

struct text record_text(const struct record *record, struct span span)
{
	return text_make(at(record, span), span.count);
}

const struct value *record_front(const struct record *record)
{
	return record->front.count ? at(record, record->front) : NULL;
}

const struct hole *record_holes(const struct record *record)
{
	return at(record, record->holes);
}

const struct heading *record_headings(const struct record *record)
{
	return at(record, record->headings);
}

const struct run *record_runs(const struct record *record)
{
	return at(record, record->runs);
}

const struct span *record_anchors(const struct record *record)
{
	return at(record, record->anchors);
}

bool record_has_anchor(const struct record *record, struct text anchor)
{
	const struct span *anchors = record_anchors(record);

	/* Most links name none: their records need not be read. */
	for (uint32_t i = 0; anchor.size && i < record->anchors.count; i++)
		if (text_equal(record_text(record, anchors[i]), anchor))
			return true;
	return false;
}

bool record_is_title_anchor(const struct record *record, struct text anchor)
{
	return anchor.size && text_equal(record_text(record, record->title_id), anchor);
}

/* ---- trust nothing: a worker that parsed a stranger's document may have been taken over */

static struct digest join_text(struct digest digest, const struct record *record, struct span span)
{
	return digest_join(digest, digest_text(record_text(record, span)));
}

static struct digest join_front(struct digest digest, const struct value *front)
{
	for (size_t i = 0; i < value_count(front); i++) {
		const struct value_entry *entry = value_entry(front, i);
		if (text_is(value_text(&entry->key), "title"))
			continue;
		digest = digest_join(digest, value_digest(&entry->key));
		digest = digest_join(digest, value_digest(&entry->value));
	}
	return digest;
}

void record_outline(struct record *record)
{
	record->fields = join_front((struct digest){0, 0}, record_front(record));
	struct digest outline = join_text(record->fields, record, record->title_id);

	outline = join_text(outline, record, record->diagnostics);
	for (uint32_t i = 0; i < record->holes.count; i++) {
		const struct hole *hole = &record_holes(record)[i];
		outline = digest_join(outline, digest_of(&hole->kind, sizeof hole->kind));
		outline = join_text(outline, record, hole->target);
	}
	for (uint32_t i = 0; i < record->anchors.count; i++)
		outline = join_text(outline, record, record_anchors(record)[i]);
	record->outline = outline;
}

static bool inside(const struct record *record, struct span span, size_t item_size,
		   size_t alignment)
{
	return span.offset <= record->size && span.offset % alignment == 0 &&
	       span.count <= (record->size - span.offset) / item_size;
}

static bool bytes_inside(const struct record *record, struct span span)
{
	return inside(record, span, 1, 1);
}

/* TARGET: the offset in the record of the items of SIZE bytes of VALUE, which is at FROM. */
static bool value_inside(const struct record *record, uint32_t from, const struct value *value,
			 size_t size, uint32_t *target)
{
	/* Parts come after the value that has them (value_flatten), so there is no circle. */
	if (value->offset <= 0 || value->offset > record->size - from)
		return false;
	*target = from + (uint32_t)value->offset;
	return inside(record, (struct span){*target, value->count}, size,
		      size == 1 ? 1 : _Alignof(struct value));
}

enum { FRONT_DEPTH = 256 }; /* more than limits.h lets an author nest */

/* LEFT: values that may yet be visited; no value is there twice, so all have room in the record. */
static bool front_valid(const struct record *record, uint32_t whole, unsigned depth, size_t *left)
{
	const struct value *value = at(record, (struct span){whole, 1});
	uint32_t target;

	if (depth > FRONT_DEPTH || (*left)-- == 0)
		return false;
	switch (value->kind) {
	case VALUE_NULL:
	case VALUE_BOOLEAN:
	case VALUE_INTEGER:
	case VALUE_NUMBER:
		return true;
	case VALUE_STRING:
	case VALUE_DATE:
	case VALUE_HTML:
		return value_inside(record, whole, value, 1, &target) &&
		       value->count < record->size - target &&
		       ((const char *)record)[target + value->count] == '\0';
	case VALUE_LIST:
	case VALUE_MAP:
		break;
	default: /* works and terms are known to the model only */
		return false;
	}
	bool map = value->kind == VALUE_MAP;
	if (!value_inside(record, whole, value,
			  map ? sizeof(struct value_entry) : sizeof(struct value), &target))
		return false;
	uint32_t parts = map ? 2 * value->count : value->count;
	for (uint32_t i = 0; i < parts; i++) {
		uint32_t part = target + i * (uint32_t)sizeof *value;
		const struct value *key = at(record, (struct span){part, 1});
		if (map && i % 2 == 0 && key->kind != VALUE_STRING)
			return false;
		if (!front_valid(record, part, depth + 1, left))
			return false;
	}
	return true;
}

static bool spans_valid(const struct record *r)
{
	return r->front.count <= 1 &&
	       inside(r, r->front, sizeof(struct value), _Alignof(struct value)) &&
	       bytes_inside(r, r->title) && bytes_inside(r, r->title_id) &&
	       bytes_inside(r, r->excerpt) && bytes_inside(r, r->html) &&
	       bytes_inside(r, r->diagnostics) &&
	       inside(r, r->holes, sizeof(struct hole), _Alignof(struct hole)) &&
	       inside(r, r->headings, sizeof(struct heading), _Alignof(struct heading)) &&
	       inside(r, r->runs, sizeof(struct run), _Alignof(struct run)) &&
	       inside(r, r->anchors, sizeof(struct span), _Alignof(struct span));
}

/* Holes and runs in order and inside the HTML. */
static bool notes_valid(const struct record *record)
{
	const struct hole *holes = record_holes(record);
	const struct heading *headings = record_headings(record);
	const struct run *runs = record_runs(record);
	const struct span *anchors = record_anchors(record);
	uint32_t end = record->html.count, before = 0;

	for (uint32_t i = 0; i < record->holes.count; before = holes[i++].at) {
		if (holes[i].at < before || holes[i].at > end || holes[i].kind > HOLE_CALLOUT ||
		    !bytes_inside(record, holes[i].target) || !bytes_inside(record, holes[i].label))
			return false;
	}
	before = 0;
	for (uint32_t i = 0; i < record->runs.count; before = runs[i].at + runs[i].size, i++) {
		if (runs[i].at < before || runs[i].at > end || runs[i].size > end - runs[i].at)
			return false;
	}
	for (uint32_t i = 0; i < record->headings.count; i++) {
		if (!bytes_inside(record, headings[i].id) ||
		    !bytes_inside(record, headings[i].text) || headings[i].level < 1 ||
		    headings[i].level > 6)
			return false;
	}
	for (uint32_t i = 0; i < record->anchors.count; i++) {
		if (!bytes_inside(record, anchors[i]))
			return false;
	}
	return true;
}

bool record_valid(struct text bytes)
{
	const struct record *record = (const void *)bytes.at;
	size_t values = bytes.size / sizeof(struct value);

	return bytes.size >= sizeof *record && (uintptr_t)bytes.at % 8 == 0 &&
	       record->size == bytes.size && spans_valid(record) && notes_valid(record) &&
	       (!record->front.count || front_valid(record, record->front.offset, 0, &values));
}
