#include "cache/model_image.h"

#include "cache/image.h"
#include "site/data_files.h"
#include "site/feed_plan.h"
#include "site/pages.h"
#include "site/sitemap_plan.h"

/* These fail when a field is added. If it holds a pointer, visit it below. */
_Static_assert(sizeof(struct document) == 80, "say how a document is saved");
_Static_assert(sizeof(struct work) == 104, "say how a work is saved");
_Static_assert(sizeof(struct page) == 144, "say how a page is saved");
_Static_assert(sizeof(struct feed_plan) == 96, "say how a feed is saved");
_Static_assert(sizeof(struct file_plan) == 72, "say how a file is saved");
_Static_assert(sizeof(struct asset) == 64, "say how an asset is saved");
_Static_assert(sizeof(struct model) == 688, "say how a model is saved");

static const struct config *config_of(const struct image *image)
{
	return image->self;
}

/* The number of used items of an array: the end of the last RANGE into it. */
static size_t end_of(struct range range, size_t end)
{
	size_t own = (size_t)range.first + range.count;

	return own > end ? own : end;
}

/* ---- parts */

static void visit_documents(struct image *image, struct model *model)
{
	struct document *documents =
	    image_array(image, &model->documents, model->document_count, sizeof *model->documents);

	for (size_t i = 0; i < model->document_count; i++) {
		struct document *document = &documents[i];
		image_text(image, &document->path);
		struct target *targets =
		    image_array(image, &document->targets, document->target_count, sizeof *targets);
		for (size_t t = 0; targets && t < document->target_count; t++)
			image_text(image, &targets[t].anchor);
		if (image->mode != IMAGE_SAVE)
			continue;
		document->file = NULL;
		document->record = NULL;
	}
}

static void visit_works(struct image *image, struct model *model)
{
	const struct config *config = config_of(image);
	size_t count = model->work_count, term_count = 0, backlink_count = 0;
	struct work *works = image_array(image, &model->works, count, sizeof *works);

	for (size_t i = 0; i < count; i++) {
		image_text(image, &works[i].id);
		image_text(image, &works[i].slug);
		image_text(image, &works[i].date);
		image_reference(image, &works[i].type, config->types.list,
				sizeof *config->types.list);
		term_count = end_of(works[i].terms, term_count);
		backlink_count = end_of(works[i].backlinks, backlink_count);
	}
	image_array(image, &model->document_of, count * config->language_count,
		    sizeof *model->document_of);
	image_array(image, &model->by_date, model->by_date_count, sizeof *model->by_date);
	image_array(image, &model->work_terms, term_count, sizeof *model->work_terms);
	image_array(image, &model->backlinks, backlink_count, sizeof *model->backlinks);
}

static void visit_terms(struct image *image, struct model *model)
{
	const struct config *config = config_of(image);
	struct taxonomy *taxonomies =
	    image_array(image, &model->taxonomies, config->taxonomy_count, sizeof *taxonomies);
	struct term *terms = image_array(image, &model->terms, model->term_count, sizeof *terms);
	struct map *maps =
	    image_array(image, &model->term_by_id, config->taxonomy_count, sizeof *maps);
	size_t work_count = 0;

	for (size_t i = 0; i < config->taxonomy_count; i++) {
		image_reference(image, &taxonomies[i].config, config->taxonomies,
				sizeof *config->taxonomies);
		image_map(image, &maps[i]);
	}
	for (size_t i = 0; i < model->term_count; i++) {
		image_text(image, &terms[i].id);
		image_value(image, &terms[i].declared);
		work_count = end_of(terms[i].works, work_count);
	}
	image_array(image, &model->term_works, work_count, sizeof *model->term_works);
}

static void visit_sections(struct image *image, struct model *model)
{
	struct section *sections =
	    image_array(image, &model->sections, model->section_count, sizeof *sections);
	size_t work_count = 0;

	for (size_t i = 0; i < model->section_count; i++) {
		image_text(image, &sections[i].id);
		work_count = end_of(sections[i].works, work_count);
	}
	image_array(image, &model->section_works, work_count, sizeof *model->section_works);
}

static void visit_assets(struct image *image, struct model *model)
{
	struct asset *assets =
	    image_array(image, &model->assets, model->asset_count, sizeof *assets);

	for (size_t i = 0; i < model->asset_count; i++) {
		image_text(image, &assets[i].path);
		image_text(image, &assets[i].output);
		if (image->mode != IMAGE_SAVE)
			continue;
		assets[i].file = NULL;
		assets[i].embedded = (struct text){NULL, 0};
	}
}

/* ---- what plugins added */

static void visit_additions(struct image *image, struct model *model)
{
	struct relation *relations =
	    image_array(image, &model->relations, model->relation_count, sizeof *relations);
	struct attachment *attachments =
	    image_array(image, &model->attachments, model->attachment_count, sizeof *attachments);
	struct mention *mentions =
	    image_array(image, &model->mentions, model->mention_count, sizeof *mentions);

	for (size_t i = 0; i < model->relation_count; i++)
		image_text(image, &relations[i].name);
	for (size_t i = 0; i < model->attachment_count; i++) {
		image_text(image, &attachments[i].name);
		image_value(image, &attachments[i].value);
	}
	for (size_t i = 0; i < model->mention_count; i++)
		image_text(image, &mentions[i].text);
	image_array(image, &model->related_works, model->related_count,
		    sizeof *model->related_works);
}

static void visit_pages(struct image *image, struct model *model)
{
	struct page *pages = image_array(image, &model->pages, model->page_count, sizeof *pages);

	for (size_t i = 0; i < model->page_count; i++) {
		image_text(image, &pages[i].path);
		image_text(image, &pages[i].layout);
		image_text(image, &pages[i].feed);
		image_text(image, &pages[i].title);
		image_text(image, &pages[i].description);
		image_value(image, &pages[i].data);
		image_text(image, &pages[i].place.path);
	}
}

static void visit_files(struct image *image, struct model *model)
{
	struct feed_plan *feeds =
	    image_array(image, &model->feeds, model->feed_count, sizeof *feeds);
	struct file_plan *files =
	    image_array(image, &model->files, model->file_count, sizeof *files);

	for (size_t i = 0; i < model->feed_count; i++) {
		image_text(image, &feeds[i].path);
		image_text(image, &feeds[i].title);
		image_array(image, &feeds[i].works, feeds[i].work_count, sizeof *feeds[i].works);
		image_text(image, &feeds[i].place.path);
	}
	for (size_t i = 0; i < model->file_count; i++) {
		image_text(image, &files[i].path);
		image_text(image, &files[i].plugin);
		image_value(image, &files[i].data);
		image_text(image, &files[i].place.path);
	}
}

static void visit_sitemaps(struct image *image, struct model *model)
{
	struct site_maps *maps = image_array(image, &model->site_maps, 1, sizeof *maps);

	if (!maps)
		return;
	const uint32_t *first =
	    image_array(image, &maps->first, (size_t)maps->count + 1, sizeof *maps->first);
	image_array(image, &maps->pages, first[maps->count], sizeof *maps->pages);
}

static void visit_model(struct image *image, void *root)
{
	struct model *model = root;
	struct map *const maps[] = {
	    &model->work_by_id,    &model->unreadable,    &model->drafts,
	    &model->section_by_id, &model->asset_by_path, &model->relation_by_key,
	    &model->page_by_path,  &model->feed_by_path,  &model->file_by_path};

	visit_documents(image, model);
	visit_works(image, model);
	visit_terms(image, model);
	visit_sections(image, model);
	visit_assets(image, model);
	visit_additions(image, model);
	visit_pages(image, model);
	visit_files(image, model);
	visit_sitemaps(image, model);
	for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
		image_map(image, maps[i]);
	if (image->mode != IMAGE_SAVE)
		return;
	model->arena = (struct arena){0};
	model->outputs = (struct path_set){0};
	model->config = NULL;
	model->snapshot = NULL;
	model->history = NULL;
}

/* ---- all of it */

void model_image_save(struct buffer *out, const struct model *model)
{
	image_save(out, model, sizeof *model, visit_model, (void *)(uintptr_t)model->config);
}

struct model *model_image_load(struct text text, const struct config *config)
{
	struct model *root = (void *)(uintptr_t)text.at;
	struct model *model =
	    image_load(text, &root->arena, visit_model, (void *)(uintptr_t)config);

	model->config = config;
	return model;
}
