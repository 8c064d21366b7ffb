#include "render/weight.h"

#include <stdlib.h>
#include <zlib.h>

enum {
	LEVEL = 1,
	WINDOW_BITS = 15 + 16, /* 16: with the header and trailer of gzip */
	MEMORY_LEVEL = 8,      /* zlib's default */
	PARTS_SHOWN = 3,
	NAME_BYTES_MAX = 60,
};

void weight_open(struct weight *weight, const struct model *model)
{
	*weight = (struct weight){.model = model};
}

void weight_close(struct weight *weight)
{
	if (weight->stream)
		deflateEnd(weight->stream);
	free(weight->stream);
	buffer_free(&weight->room);
	arena_free(&weight->arena);
}

/* ---- sizes */

static size_t compressed(struct weight *weight, struct text bytes)
{
	if (!weight->stream) {
		weight->stream = calloc(1, sizeof *weight->stream);
		if (!weight->stream || deflateInit2(weight->stream, LEVEL, Z_DEFLATED, WINDOW_BITS,
						    MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
			memory_exhausted(sizeof *weight->stream);
	}
	z_stream *stream = weight->stream;
	deflateReset(stream);
	buffer_clear(&weight->room);
	uLong bound = deflateBound(stream, (uLong)bytes.size);
	stream->next_out = (Bytef *)buffer_reserve(&weight->room, bound);
	stream->avail_out = (uInt)bound;
	stream->next_in = (z_const Bytef *)bytes.at;
	stream->avail_in = (uInt)bytes.size;
	deflate(stream, Z_FINISH);
	return stream->total_out;
}

static bool is_style(const struct asset *asset)
{
	return text_ends_with(asset->output, TEXT(".css"));
}

/* The name of a style sheet holds a digest: where the name occurs, the sheet is used. */
static bool links_to(struct text html, const struct asset *asset)
{
	size_t slash = text_find_last_byte(asset->output, '/');

	return text_find(html, text_slice(asset->output, slash + 1, asset->output.size)) !=
	       SIZE_MAX;
}

static size_t style_size(struct weight *weight, asset_id asset, struct diagnostics *d)
{
	const struct model *model = weight->model;
	const struct asset *self = &model->assets[asset];
	struct buffer bytes = {0};

	if (!weight->style_sizes)
		weight->style_sizes =
		    arena_array(&weight->arena, model->asset_count, sizeof *weight->style_sizes);
	if (weight->style_sizes[asset])
		return weight->style_sizes[asset];
	if (!self->file)
		weight->style_sizes[asset] = compressed(weight, self->embedded);
	else if (snapshot_read(model->snapshot, self->file, &bytes, d) == STATUS_OK)
		weight->style_sizes[asset] = compressed(weight, buffer_view(&bytes));
	buffer_free(&bytes);
	return weight->style_sizes[asset];
}

/* ---- what makes it heavy */

struct part {
	struct text name; /* as a reader of messages finds it: a heading, or the tag */
	size_t size;      /* compressed by itself */
};

struct parts {
	struct part list[PARTS_SHOWN]; /* heaviest first */
};

static void add_part(struct parts *parts, struct text name, size_t size)
{
	struct part part = {name, size}, moved;

	for (size_t i = 0; i < PARTS_SHOWN; i++)
		if (part.size > parts->list[i].size) {
			moved = parts->list[i];
			parts->list[i] = part;
			part = moved;
		}
}

/* At the beginning of HTML: does a part of the page begin here? */
static bool begins_part(struct text html)
{
	static const char *const tags[] = {"header", "nav", "main", "aside", "footer", "h2"};

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		struct text tag = text_of(tags[i]);
		if (text_equal(text_slice(html, 1, tag.size), tag) && html.size > tag.size + 1 &&
		    (html.at[tag.size + 1] == '>' || html.at[tag.size + 1] == ' '))
			return true;
	}
	return false;
}

/* The words of a heading in quotes, else the tag. HTML begins with either, or with the page. */
static struct text part_name(struct arena *arena, struct text html)
{
	struct buffer words = {0};
	bool tag = false;

	if (!text_starts_with(html, TEXT("<h2"))) {
		struct text begin = text_slice(html, 0, text_find_byte(html, '>') + 1);
		return begins_part(html) ? begin : TEXT("<head>");
	}
	struct text heading = text_slice(html, 0, text_find(html, TEXT("</h2>")));
	for (size_t i = 0; i < heading.size; i++) {
		tag = tag || heading.at[i] == '<';
		bool inner = (heading.at[i] & 0xC0) == 0x80; /* of a character in UTF-8 */
		if (!tag && !inner && words.size >= NAME_BYTES_MAX)
			break;
		if (!tag)
			buffer_byte(&words, heading.at[i]);
		tag = tag && heading.at[i] != '>';
	}
	struct text name =
	    arena_printf(arena, "\"%.*s\"", TEXT_ARGS(text_trim(buffer_view(&words))));
	buffer_free(&words);
	return name;
}

static void add_parts(struct weight *weight, struct text html, struct parts *parts)
{
	size_t from = 0;

	for (size_t i = 1; i <= html.size; i++) {
		if (i < html.size && !(html.at[i] == '<' && begins_part(text_slice(html, i, 16))))
			continue;
		struct text part = text_slice(html, from, i - from);
		add_part(parts, part_name(&weight->arena, part), compressed(weight, part));
		from = i;
	}
}

static double kib(size_t bytes)
{
	return (double)bytes / 1024;
}

static void hint_parts(struct weight *weight, struct text html, struct diagnostics *d)
{
	const struct model *model = weight->model;
	struct parts parts = {0};
	struct buffer words = {0};

	for (asset_id i = 0; i < model->asset_count; i++)
		if (is_style(&model->assets[i]) && links_to(html, &model->assets[i]))
			add_part(&parts, model->assets[i].path, style_size(weight, i, d));
	add_parts(weight, html, &parts);
	for (size_t i = 0; i < PARTS_SHOWN && parts.list[i].size; i++)
		buffer_printf(&words, "%s%.*s %.1f KiB", i ? ", " : "",
			      TEXT_ARGS(parts.list[i].name), kib(parts.list[i].size));
	diag_hint(d, "heaviest: %.*s", TEXT_ARGS(buffer_view(&words)));
	buffer_free(&words);
}

/* ---- checks */

void weight_page(struct weight *weight, const struct page *page, struct text html,
		 struct diagnostics *d)
{
	const struct model *model = weight->model;
	const struct budgets *budgets = &model->config->budgets;
	size_t styles = 0;

	if (!budgets->pages)
		return;
	size_t budget = budgets_of_page(budgets, page->layout, page->kind == PAGE_DOCUMENT);
	if (!budget)
		return;
	for (asset_id i = 0; i < model->asset_count; i++)
		if (is_style(&model->assets[i]) && links_to(html, &model->assets[i]))
			styles += style_size(weight, i, d);
	if (html.size + styles <= budget)
		return;
	size_t size = compressed(weight, html) + styles;
	if (size <= budget)
		return;
	struct place place =
	    page->place.path.size ? page->place : (struct place){.path = page->path};
	diag_error(d, "E-BUDGET", place,
		   "page %.*s weighs %.1f KiB (%zu bytes) compressed with its style sheets, more "
		   "than its budget of %.1f KiB",
		   TEXT_ARGS(page->path), kib(size), size, kib(budget));
	hint_parts(weight, html, d);
}

void weight_asset(struct weight *weight, const struct asset *asset, struct text bytes,
		  struct diagnostics *d)
{
	size_t budget = weight->model->config->budgets.css;

	if (!budget || !is_style(asset) || bytes.size <= budget)
		return;
	diag_error(d, "E-BUDGET", (struct place){.path = asset->path},
		   "the style sheet weighs %.1f KiB (%zu bytes), more than its budget of %.1f KiB",
		   kib(bytes.size), bytes.size, kib(budget));
}
