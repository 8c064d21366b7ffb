#include "content/record.h"

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

static bool inside(const struct record *record, struct span span, size_t item_size,
		   size_t alignment)
{
	return span.offset <= record->size && span.offset % alignment == 0 &&
	       span.count <= (record->size - span.offset) / item_size;
}

bool record_valid(struct text bytes)
{
	const struct record *r = (const void *)bytes.at;

	return bytes.size >= sizeof *r && r->size == bytes.size && r->front.count <= 1 &&
	       inside(r, r->front, sizeof(struct value), _Alignof(struct value)) &&
	       inside(r, r->title, 1, 1) && inside(r, r->excerpt, 1, 1) &&
	       inside(r, r->html, 1, 1) &&
	       inside(r, r->holes, sizeof(struct hole), _Alignof(struct hole)) &&
	       inside(r, r->headings, sizeof(struct heading), _Alignof(struct heading)) &&
	       inside(r, r->runs, sizeof(struct run), _Alignof(struct run)) &&
	       inside(r, r->anchors, sizeof(struct span), _Alignof(struct span)) &&
	       inside(r, r->diagnostics, 1, 1);
}
