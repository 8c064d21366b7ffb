#include "render/body.h"

#include "base/html_escape.h"
#include "site/address.h"

struct writer {
	const struct body *body;
	struct buffer *html;
	struct buffer path, address; /* of the link being written */
	size_t position;             /* in the record's HTML: everything before it is written */
	size_t run;                  /* the first run not yet written */
	struct map linked;           /* ids of works that a mention leads to */
};

/* The relative address of the output file TO, which may be the page. */
static void start_address(struct writer *writer, struct text to)
{
	buffer_clear(&writer->address);
	address_relative(writer->body->path, to, &writer->address);
}

static void add_anchor(struct writer *writer, struct text anchor)
{
	if (!anchor.size)
		return;
	buffer_byte(&writer->address, '#');
	address_encode(anchor, &writer->address);
}

static void write_address(struct writer *writer)
{
	html_escape(writer->html, buffer_view(&writer->address));
}

/* LANG: LANG_NONE is the reader's. */
static void address_work(struct writer *writer, work_id work, uint32_t lang, struct text anchor)
{
	const struct model *model = writer->body->model;
	lang_id page =
	    model_page_language(model, work, lang == LANG_NONE ? writer->body->lang : lang);
	document_id shown = model_document(model, work, page);

	buffer_clear(&writer->path);
	address_of_work(model, work, page, &writer->path);
	start_address(writer, buffer_view(&writer->path));
	const struct record *record = model->documents[shown].record;
	if (record_has_anchor(record, anchor) && !record_is_title_anchor(record, anchor))
		add_anchor(writer, anchor);
}

/* Writes the address of TARGET. False: it leads nowhere, nothing was written. */
static bool write_target(struct writer *writer, const struct target *target)
{
	const struct body *body = writer->body;

	switch (target->kind) {
	case TARGET_NONE:
		return false;
	case TARGET_WORK:
		address_work(writer, target->index, target->lang, target->anchor);
		break;
	case TARGET_ASSET:
		start_address(writer, body->model->assets[target->index].output);
		add_anchor(writer, target->anchor); /* "#page=2" of a PDF file */
		break;
	case TARGET_SELF:
		/* A broken one was a warning, and stays as it was written. */
		buffer_clear(&writer->address);
		if (record_is_title_anchor(body->document->record, target->anchor))
			start_address(writer, body->path);
		else
			add_anchor(writer, target->anchor);
		break;
	}
	write_address(writer);
	return true;
}

/* A broken link that is not an error stays as its author wrote it. */
static void fill_address(struct writer *writer, const struct hole *hole,
			 const struct target *target)
{
	if (!write_target(writer, target))
		html_escape_address(writer->html,
				    record_text(writer->body->document->record, hole->target));
}

static void fill_image(struct writer *writer, const struct hole *hole, const struct target *target)
{
	fill_address(writer, hole, target);
	if (target->kind != TARGET_ASSET)
		return;
	const struct asset *asset = &writer->body->model->assets[target->index];
	if (asset->width && asset->height)
		buffer_printf(writer->html, "\" width=\"%u\" height=\"%u", asset->width,
			      asset->height);
}

static void fill_wiki(struct writer *writer, const struct hole *hole, const struct target *target)
{
	const struct record *record = writer->body->document->record;
	struct text words = record_text(record, hole->label.count ? hole->label : hole->target);
	bool link = target->kind != TARGET_NONE;

	if (link) {
		buffer_string(writer->html, "<a href=\"");
		write_target(writer, target);
		buffer_string(writer->html, "\">");
	}
	html_escape(writer->html, words);
	if (link)
		buffer_string(writer->html, "</a>");
}

static void fill(struct writer *writer, const struct hole *hole, const struct target *target)
{
	const struct body *body = writer->body;

	switch ((enum hole_kind)hole->kind) {
	case HOLE_LINK:
		fill_address(writer, hole, target);
		break;
	case HOLE_IMAGE:
		fill_image(writer, hole, target);
		break;
	case HOLE_WIKI:
		fill_wiki(writer, hole, target);
		break;
	case HOLE_CALLOUT:
		body->label.write(body->label.self,
				  record_text(body->document->record, hole->target), writer->html);
		break;
	}
}

/* WORDS are HTML already. */
static void write_mention(struct writer *writer, struct text words, work_id work)
{
	struct text id = writer->body->model->works[work].id;

	if (work == writer->body->document->work || map_get(&writer->linked, id) != MAP_NONE) {
		buffer_text(writer->html, words);
		return;
	}
	map_put(&writer->linked, id, work);
	address_work(writer, work, LANG_NONE, TEXT(""));
	buffer_string(writer->html, "<a href=\"");
	write_address(writer);
	buffer_string(writer->html, "\">");
	buffer_text(writer->html, words);
	buffer_string(writer->html, "</a>");
}

static void write_run(struct writer *writer, struct text run)
{
	struct mention_match match;
	size_t from = 0;

	while (mentions_next(writer->body->mentions, run, from, &match)) {
		buffer_text(writer->html, text_slice(run, from, match.at - from));
		write_mention(writer, text_slice(run, match.at, match.size), match.work);
		from = match.at + match.size;
	}
	buffer_text(writer->html, text_slice(run, from, run.size));
}

/* The HTML up to END, a hole or the end of all: no run lies across it. */
static void write_until(struct writer *writer, size_t end)
{
	const struct record *record = writer->body->document->record;
	const struct run *runs = record_runs(record);
	struct text html = record_text(record, record->html);
	size_t count = writer->body->mentions ? record->runs.count : 0;

	for (; writer->run < count && runs[writer->run].at < end; writer->run++) {
		const struct run *run = &runs[writer->run];
		buffer_text(writer->html,
			    text_slice(html, writer->position, run->at - writer->position));
		write_run(writer, text_slice(html, run->at, run->size));
		writer->position = run->at + run->size;
	}
	buffer_text(writer->html, text_slice(html, writer->position, end - writer->position));
	writer->position = end;
}

void body_write(const struct body *body, struct buffer *html)
{
	struct writer writer = {.body = body, .html = html};
	const struct record *record = body->document->record;
	const struct hole *holes = record_holes(record);

	for (size_t i = 0; i < record->holes.count; i++) {
		write_until(&writer, holes[i].at);
		fill(&writer, &holes[i], &body->document->targets[i]);
	}
	write_until(&writer, record->html.count);
	map_free(&writer.linked);
	buffer_free(&writer.path);
	buffer_free(&writer.address);
}
