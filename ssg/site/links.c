/* Links: where each hole of each document leads, checked, and the links back. */
#include "site/address.h"
#include "site/assemble.h"

#include <stdlib.h>

/* The work and language of the committed path "content/fr/messages/x.md". */
static bool find_document(const struct model *model, struct text path, struct target *target)
{
	struct text rest = path, content, lang;

	if (!text_split(&rest, '/', &content) || !text_split(&rest, '/', &lang) || !rest.at ||
	    !text_is(content, "content") || !text_ends_with(rest, TEXT(".md")))
		return false;
	target->lang = config_language(model->config, lang);
	work_id work = model_work(model, text_slice(rest, 0, rest.size - 3));
	if (target->lang == LANG_NONE || work == NONE)
		return false;
	target->kind = TARGET_WORK;
	target->index = work;
	return true;
}

static struct place place_of(const struct document *document, const struct hole *hole)
{
	return (struct place){document->path, hole->line, hole->column};
}

static void suggest_anchor(const struct record *record, struct text anchor, struct arena *arena,
			   struct diagnostics *d)
{
	struct text *ids = arena_array(arena, record->anchors.count + 1, sizeof *ids);

	for (size_t i = 0; i < record->anchors.count; i++)
		ids[i] = record_text(record, record_anchors(record)[i]);
	diag_suggest(d, diag_closest(anchor, ids, record->anchors.count));
}

/* Each suggestion costs a look at every file: those who have more to mend know how by then. */
enum { SUGGESTIONS_MAX = 200 };

/* The committed file nearest to PATH among those of its ending, or empty. */
static struct text closest_file(const struct model *model, struct text path, struct arena *arena)
{
	size_t first, count = snapshot_below(model->snapshot, TEXT("content/"), &first);
	struct text *paths = arena_array(arena, count + 1, sizeof *paths);
	size_t dot = text_find_last_byte(path, '.'), kept = 0;
	struct text extension = text_slice(path, dot == SIZE_MAX ? path.size : dot, path.size);

	for (size_t i = 0; i < count; i++)
		if (text_ends_with(model->snapshot->files[first + i].path, extension))
			paths[kept++] = model->snapshot->files[first + i].path;
	return diag_closest(path, paths, kept);
}

/* True if REFERENCE seems to begin with the name of a host: "www.x", "x.org/y". */
static bool is_host(struct text reference)
{
	static const char *const ends[] = {".org", ".com", ".net", ".int", ".edu", ".gov", ".info"};
	struct text host = text_slice(reference, 0, text_find_byte(reference, '/'));

	if (text_starts_with(host, TEXT("www.")))
		return true;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (text_ends_with(host, text_of(ends[i])) && host.at[0] != '.')
			return true;
	return false;
}

/* Suggests what a link to PATH, which does not exist, may have meant. */
static void suggest_target(const struct model *model, const struct document *document,
			   const struct hole *hole, struct text path, struct arena *arena,
			   struct diagnostics *d)
{
	struct text reference = record_text(document->record, hole->target);
	bool is_page = text_ends_with(path, TEXT(".html"));
	struct text stem = text_slice(path, 0, path.size - (is_page ? TEXT(".html").size : 0));
	struct text source = arena_printf(arena, "%.*s.md", TEXT_ARGS(stem));
	struct buffer relative = {0};

	if (map_get(&model->drafts, document_name(path).id) != MAP_NONE) {
		diag_hint(d, "it is a draft: publish it, or leave out the link");
	} else if (snapshot_find(model->snapshot, source)) {
		address_relative(document->path, source, &relative);
		diag_suggest(d, buffer_view(&relative));
		if (is_page)
			diag_hint(d, "links name files, and ssg writes the .html");
	} else if (path.size && snapshot_find(model->snapshot, arena_printf(arena, "%.*s/index.md",
									    TEXT_ARGS(path)))) {
		diag_hint(d, "link to the folder's index.md");
	} else if (is_host(reference)) {
		diag_suggest(d, arena_printf(arena, "https://%.*s", TEXT_ARGS(reference)));
	} else {
		struct text closest = closest_file(model, path, arena);
		if (closest.size)
			address_relative(document->path, closest, &relative);
		diag_suggest(d, buffer_view(&relative));
	}
	buffer_free(&relative);
}

static void report_broken(const struct model *model, const struct document *document,
			  const struct hole *hole, struct text path, struct diagnostics *d)
{
	struct arena arena = {0};
	struct text target = record_text(document->record, hole->target);

	diag_report(d, model->config->links_strict,
		    model->config->links_strict ? "E-LINK" : "W-LINK", place_of(document, hole),
		    "%s \"%.*s\" leads nowhere", hole->kind == HOLE_IMAGE ? "picture" : "link",
		    TEXT_ARGS(target));
	if (d->count < SUGGESTIONS_MAX)
		suggest_target(model, document, hole, path, &arena, d);
	arena_free(&arena);
}

void anchor_check(const struct model *model, const struct document *document,
		  const struct hole *hole, const struct target *target, struct diagnostics *d)
{
	const struct document *to = document;
	struct arena arena = {0};

	if (!target->anchor.size || (target->kind != TARGET_WORK && target->kind != TARGET_SELF))
		return;
	if (target->kind == TARGET_WORK)
		to = &model->documents[model_document(model, target->index,
						      target->lang == LANG_NONE ? document->lang
										: target->lang)];
	if (record_has_anchor(to->record, target->anchor))
		return;
	diag_report(d, model->config->links_strict,
		    model->config->links_strict ? "E-ANCHOR" : "W-ANCHOR", place_of(document, hole),
		    "no heading \"#%.*s\" in %.*s", TEXT_ARGS(target->anchor), TEXT_ARGS(to->path));
	suggest_anchor(to->record, target->anchor, &arena, d);
	arena_free(&arena);
}

static struct text anchor_of(struct model *model, struct text reference, size_t hash)
{
	if (hash == SIZE_MAX)
		return TEXT("");
	return address_decode(&model->arena, text_slice(reference, hash + 1, reference.size));
}

static struct target resolve(struct model *model, const struct document *document,
			     const struct hole *hole, struct diagnostics *d)
{
	struct text reference = record_text(document->record, hole->target), path = TEXT("");
	size_t hash = text_find_byte(reference, '#');
	struct target target = {.lang = LANG_NONE, .anchor = anchor_of(model, reference, hash)};

	if (hash == 0) {
		target.kind = TARGET_SELF;
		return target;
	}
	reference = text_slice(reference, 0, hash);
	reference = text_slice(reference, 0, text_find_byte(reference, '?'));
	if (address_resolve(document->path, reference, &model->arena, &path)) {
		size_t asset = map_get(&model->asset_by_path, path);
		if (asset != MAP_NONE) {
			target.kind = TARGET_ASSET;
			target.index = (asset_id)asset;
			return target;
		}
		if (hole->kind == HOLE_LINK && find_document(model, path, &target)) {
			/* Within one language, the reader stays in the reader's own. */
			if (target.lang == document->lang)
				target.lang = LANG_NONE;
			return target;
		}
		if (map_get(&model->unreadable, document_name(path).id) != MAP_NONE)
			return target;
	}
	report_broken(model, document, hole, path, d);
	return target;
}

struct backlink {
	work_id to, from;
};

/* By target, then source in the order of lists: by date, newest first. */
static int by_target(const void *left, const void *right, void *self)
{
	const struct model *model = self;
	const struct backlink *a = left, *b = right;
	int order = (a->to > b->to) - (a->to < b->to);

	if (!order)
		order = text_compare(model->works[b->from].date, model->works[a->from].date);
	return order ? order : (a->from > b->from) - (a->from < b->from);
}

void backlinks_assemble(struct model *model)
{
	struct arena scratch = {0};
	struct backlink *list = NULL;
	size_t count = 0, kept = 0;

	for (size_t i = 0; i < model->document_count; i++) {
		const struct document *document = &model->documents[i];
		for (size_t h = 0; h < document->record->holes.count; h++) {
			const struct target *target = &document->targets[h];
			if (target->kind != TARGET_WORK || target->index == document->work)
				continue;
			list = arena_grow(&scratch, list, count, sizeof *list);
			list[count++] = (struct backlink){target->index, document->work};
		}
	}
	if (count)
		qsort_r(list, count, sizeof *list, by_target, model);
	model->backlinks = arena_array(&model->arena, count + 1, sizeof *model->backlinks);
	for (size_t i = 0; i < model->work_count; i++)
		model->works[i].backlinks = (struct range){0};
	for (size_t i = 0; i < count; i++) {
		struct range *range = &model->works[list[i].to].backlinks;
		if (i && list[i].to == list[i - 1].to && list[i].from == list[i - 1].from)
			continue;
		if (!range->count)
			range->first = (uint32_t)kept;
		range->count++;
		model->backlinks[kept++] = list[i].from;
	}
	arena_free(&scratch);
}

void links_assemble(struct model *model, struct diagnostics *d)
{
	for (size_t i = 0; i < model->document_count; i++) {
		struct document *document = &model->documents[i];
		const struct hole *holes = record_holes(document->record);
		document->target_count = document->record->holes.count;
		document->targets = arena_array(&model->arena, (size_t)document->target_count + 1,
						sizeof *document->targets);
		for (size_t h = 0; h < document->record->holes.count; h++)
			if (holes[h].kind == HOLE_LINK || holes[h].kind == HOLE_IMAGE) {
				document->targets[h] = resolve(model, document, &holes[h], d);
				anchor_check(model, document, &holes[h], &document->targets[h], d);
			}
	}
}
