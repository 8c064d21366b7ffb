#include "content/fragment.h"

void fragment_begin(struct fragment *fragment, struct buffer *html)
{
	fragment->html = html;
	fragment->start = html->size;
	buffer_clear(&fragment->holes);
	buffer_clear(&fragment->headings);
	buffer_clear(&fragment->runs);
	buffer_clear(&fragment->anchors);
	buffer_clear(&fragment->strings);
	fragment->title_id = (struct span){0};
}

void fragment_free(struct fragment *fragment)
{
	buffer_free(&fragment->holes);
	buffer_free(&fragment->headings);
	buffer_free(&fragment->runs);
	buffer_free(&fragment->anchors);
	buffer_free(&fragment->strings);
}

struct span fragment_string(struct fragment *fragment, struct text text)
{
	struct span span = {(uint32_t)fragment->strings.size, (uint32_t)text.size};

	buffer_text(&fragment->strings, text);
	return span;
}

static uint32_t position(const struct fragment *fragment, size_t offset)
{
	return (uint32_t)(offset - fragment->start);
}

void fragment_hole(struct fragment *fragment, enum hole_kind kind, uint32_t line, uint32_t column,
		   struct span target, struct span label)
{
	struct hole hole = {.at = position(fragment, fragment->html->size),
			    .kind = kind,
			    .line = line,
			    .column = column,
			    .target = target,
			    .label = label};

	buffer_add(&fragment->holes, &hole, sizeof hole);
}

/* The last of the items of SIZE bytes in BUFFER, or NULL. */
static void *last(const struct buffer *buffer, size_t size)
{
	return buffer->size ? buffer->at + buffer->size - size : NULL;
}

/* The last run, if nothing is between its end and the offset FROM. */
static struct run *run_before(struct fragment *fragment, size_t from)
{
	struct run *run = last(&fragment->runs, sizeof *run);
	const struct hole *hole = last(&fragment->holes, sizeof *hole);
	uint32_t at = position(fragment, from);

	return run && run->at + run->size == at && !(hole && hole->at == at) ? run : NULL;
}

void fragment_run_on(struct fragment *fragment, size_t from)
{
	struct run *before = run_before(fragment, from);

	if (before)
		before->size += (uint32_t)(fragment->html->size - from);
}

void fragment_run(struct fragment *fragment, size_t from)
{
	struct run run = {position(fragment, from), (uint32_t)(fragment->html->size - from)};

	if (run_before(fragment, from))
		fragment_run_on(fragment, from);
	else if (run.size)
		buffer_add(&fragment->runs, &run, sizeof run);
}

void fragment_heading(struct fragment *fragment, struct heading heading)
{
	buffer_add(&fragment->headings, &heading, sizeof heading);
}

struct span fragment_anchor(struct fragment *fragment, struct text id)
{
	struct span span = fragment_string(fragment, id);

	buffer_add(&fragment->anchors, &span, sizeof span);
	return span;
}
