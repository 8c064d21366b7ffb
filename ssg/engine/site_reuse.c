#include "engine/site_reuse.h"

#include "base/embedded.h"
#include "site/assemble.h"

#include <string.h>

/* ---- inputs */

static void add_digest(struct buffer *bytes, struct digest digest)
{
	buffer_add(bytes, &digest, sizeof digest);
}

static bool is_section_page(struct text path)
{
	return text_ends_with(path, TEXT("/index.md"));
}

static void add_title(struct buffer *bytes, struct text record_bytes)
{
	const struct record *record = (const void *)record_bytes.at;

	if (record_bytes.size)
		add_digest(bytes, digest_text(record_text(record, record->title)));
}

void site_reuse_set_inputs(struct site *site)
{
	const struct site_step *step = site->step;
	const struct snapshot *snapshot = step->snapshot;
	const struct content *content = step->content;
	struct buffer bytes = {0};
	size_t document = 0;

	add_digest(&bytes, step->stamp);
	buffer_byte(&bytes, step->history.count ? 'h' : '-');
	for (size_t i = 0; i < snapshot->count; i++) {
		const struct file *file = &snapshot->files[i];
		bool is_document = document < content->count && content->files[document] == file;
		if (theme_is_for_pages(file->path))
			continue;
		buffer_text(&bytes, file->path);
		buffer_byte(&bytes, '\0');
		if (!is_document) {
			buffer_add(&bytes, &file->blob, sizeof file->blob);
			continue;
		}
		add_digest(&bytes, content->outlines[document]);
		if (is_section_page(file->path))
			add_title(&bytes, content->records[document]);
		document++;
	}
	site->inputs = digest_text(buffer_view(&bytes));
	buffer_free(&bytes);
}

/* ---- using */

/* Documents have the order of their files; drafts and ignored files are no documents. */
static void give_records(struct site *site, bool *changed)
{
	const struct content *content = site->step->content;
	struct model *model = &site->model;
	document_id next = 0;

	for (size_t i = 0; i < content->count && next < model->document_count; i++) {
		struct document *document = &model->documents[next];
		if (!text_equal(document->path, content->files[i]->path))
			continue;
		document->record = (const void *)content->records[i].at;
		document->file = content->files[i];
		if (memcmp(&document->blob, &document->file->blob, sizeof document->blob) != 0)
			changed[document->work] = true;
		next++;
	}
}

static struct text find_embedded(struct text path)
{
	for (size_t i = 0; i < embedded_count; i++)
		if (text_is(path, embedded_files[i].path))
			return text_make((const char *)embedded_files[i].bytes,
					 embedded_files[i].size);
	return TEXT("");
}

static void give_assets(struct model *model)
{
	for (asset_id i = 0; i < model->asset_count; i++) {
		struct asset *asset = &model->assets[i];
		asset->file = snapshot_find(model->snapshot, asset->path);
		if (!asset->file)
			asset->embedded = find_embedded(asset->path);
	}
}

/* Marks works whose history may have changed. NULL: any may have. */
static bool *mark_touched(struct site *site)
{
	const struct model *model = &site->model;
	const struct text *paths;
	size_t count;

	if (!model->history ||
	    !history_since(&site->history, &site->kept.head.history, &site->arena, &paths, &count))
		return NULL;
	bool *touched = arena_array(&site->arena, model->work_count + 1, sizeof *touched);
	for (size_t i = 0; i < count; i++) {
		work_id work = model_work(model, document_name(paths[i]).id);
		if (work != NONE)
			touched[work] = true;
	}
	return touched;
}

static void open_digests(struct site *site)
{
	digests_open(&site->digests, &site->model, &site->renderer.reader.collation,
		     &site->renderer.presentation);
}

bool site_reuse_find(struct site *site)
{
	const struct snapshot *snapshot = site->model.snapshot;
	const struct history *history = site->model.history;

	if (!model_cache_find(&site->kept, site->step->model_log, site->inputs, &site->config))
		return false;
	site->model = *site->kept.model;
	site->model.snapshot = snapshot;
	site->model.history = history;
	return true;
}

bool site_reuse_holds(struct site *site, struct diagnostics *d)
{
	struct model *model = &site->model;
	struct diagnostics other = {0};
	bool *changed = arena_array(&site->arena, model->work_count + 1, sizeof *changed);

	give_records(site, changed);
	give_assets(model);
	for (document_id i = 0; i < model->document_count; i++)
		if (changed[model->documents[i].work])
			works_mark_stale(model, &model->documents[i], &other);
	open_digests(site);
	digests_inherit(&site->digests,
			&(struct digests_before){site->kept.digests, changed, mark_touched(site)});
	/* New warnings belong to a new model. */
	bool holds = !other.count && model_cache_holds(&site->kept, &site->digests);
	diagnostics_free(&other);
	if (holds)
		diagnostics_read(d, site->kept.problems);
	site->model_name = site->kept.head.name;
	return holds;
}

void site_reuse_forget(struct site *site)
{
	const struct model *kept = &site->model;

	digests_close(&site->digests);
	site->model = (struct model){
	    .config = kept->config, .snapshot = kept->snapshot, .history = kept->history};
	site->kept.model = NULL;
}

/* ---- keeping */

void site_reuse_open_digests(struct site *site)
{
	open_digests(site);
}

void site_reuse_keep(struct site *site, uint64_t *sizes)
{
	struct made_model made = {.model = &site->model,
				  .digests = &site->digests,
				  .reads = &site->reads,
				  .key = site->inputs};
	struct buffer problems = {0};

	memset(sizes, 0, MODEL_RUNS * sizeof *sizes);
	site->model_name = (struct digest){0, 0};
	if (site->problems.errors || site->problems.unlisted || site->step->model_lent.fd < 0)
		return;
	/* The next build takes over the digests of reads that cannot have changed. */
	for (uint32_t i = 0; i < site->digests.layout.first[READ_NUMBERED_KINDS]; i++)
		digests_number(&site->digests, i);
	diagnostics_write(&site->problems, &problems);
	made.problems = buffer_view(&problems);
	path_set_free(&site->model.outputs);
	if (site->model.history)
		made.history = history_state(&site->history);
	if (model_cache_write(&made, &site->step->model_lent, sizes))
		site->model_name = model_cache_name(&made);
	else
		memset(sizes, 0, MODEL_RUNS * sizeof *sizes);
	buffer_free(&problems);
}
