#include "template/template_parts.h"

enum { PARTS_MAX = 64 }; /* of a page: each is looked for among all */

const struct template_part *template_parts_find(const struct template_parts *parts, uint64_t key)
{
	for (size_t i = 0; i < parts->count; i++) {
		const struct template_part *part = &parts->list[i];
		if (part->key == key)
			return (size_t)part->offset + part->size <= parts->bytes.size ? part : NULL;
	}
	return NULL;
}

/* An empty one at its border counts too: it is right wherever it stands. */
static bool is_inside(const struct template_part *inner, const struct template_part *outer)
{
	return inner->offset >= outer->offset &&
	       (size_t)inner->offset + inner->size <= (size_t)outer->offset + outer->size;
}

static bool is_listed(const struct buffer *list, uint64_t key)
{
	const struct template_part *parts = (const void *)list->at;

	for (size_t i = 0; i < list->size / sizeof *parts; i++)
		if (parts[i].key == key)
			return true;
	return false;
}

void template_parts_add(struct buffer *list, struct template_part part)
{
	if (list->size < PARTS_MAX * sizeof part && !is_listed(list, part.key))
		buffer_add(list, &part, sizeof part);
}

void template_parts_copy(const struct template_parts *parts, const struct template_part *part,
			 size_t offset, struct buffer *list)
{
	for (const struct template_part *one = parts->list; one <= part; one++) {
		struct template_part moved = *one;
		if (!is_inside(one, part))
			continue;
		moved.offset = (uint32_t)(offset + (one->offset - part->offset));
		template_parts_add(list, moved);
	}
}
