#include "render/sitemap_file.h"

#include "render/sitemap_xml.h"
#include "site/address.h"
#include "site/sitemap_plan.h"

#include <time.h>

struct mapper {
	const struct model *model;
	struct sitemap_alternate *alternates; /* one per language */
	struct buffer *urls;                  /* their addresses, one per language */
	struct arena arena;
};

/* The same page in LANG if it is listed there, or NULL. */
static const struct page *page_in(const struct model *model, const struct page *page, lang_id lang)
{
	const struct page *other = pages_in(model, page, lang);

	return other && other->kind == page->kind && site_maps_list(model, other) ? other : NULL;
}

static size_t find_alternates(struct mapper *mapper, const struct page *page, size_t *self)
{
	const struct config *config = mapper->model->config;
	size_t count = 0;

	for (lang_id lang = 0; lang < config->language_count; lang++) {
		const struct page *other = page_in(mapper->model, page, lang);
		if (!other)
			continue;
		if (other == page)
			*self = count;
		struct buffer *url = &mapper->urls[count];
		buffer_clear(url);
		buffer_text(url, config->base_url);
		address_encode(other->path, url);
		mapper->alternates[count++] =
		    (struct sitemap_alternate){config->languages[lang].tag, buffer_view(url)};
	}
	return count;
}

/* The day of the last change of the text that the page shows. */
static struct text updated(struct mapper *mapper, const struct page *page)
{
	const struct model *model = mapper->model;
	struct path_history history = {0};
	struct tm parts;
	char iso[64];

	if (page->work == NONE || !model->history)
		return TEXT("");
	document_id document = model_document(model, page->work, page->lang);
	history_of(model->history, model->documents[document].path, &mapper->arena, &history);
	time_t time = (time_t)history.updated;
	if (!gmtime_r(&time, &parts))
		return TEXT("");
	return arena_text(&mapper->arena,
			  text_make(iso, strftime(iso, sizeof iso, "%Y-%m-%d", &parts)));
}

static void add_page(struct mapper *mapper, const struct page *page, struct buffer *out)
{
	size_t self = 0, count = find_alternates(mapper, page, &self);
	struct sitemap_page entry = {
	    .url = mapper->alternates[self].url,
	    .updated = updated(mapper, page),
	    .alternates = mapper->alternates,
	    .alternate_count = count,
	    .x_default = mapper->alternates[0].url, /* of the first language that has it */
	};

	sitemap_add(&entry, out);
	arena_free(&mapper->arena);
}

void site_map_write(const struct model *model, uint32_t i, struct buffer *out)
{
	const struct site_maps *maps = model->site_maps;
	size_t languages = model->config->language_count;
	struct arena arena = {0};
	struct mapper mapper = {
	    .model = model,
	    .alternates = arena_array(&arena, languages, sizeof *mapper.alternates),
	    .urls = arena_array(&arena, languages, sizeof *mapper.urls),
	};

	sitemap_begin(out);
	for (uint32_t at = maps->first[i]; at < maps->first[i + 1]; at++)
		add_page(&mapper, &model->pages[maps->pages[at]], out);
	sitemap_end(out);
	for (size_t lang = 0; lang < languages; lang++)
		buffer_free(&mapper.urls[lang]);
	arena_free(&arena);
}

void site_map_index_write(const struct model *model, struct buffer *out)
{
	struct arena arena = {0};

	sitemap_index_begin(out);
	for (uint32_t i = 0; i < model->site_maps->count; i++)
		sitemap_index_add(model->config->base_url,
				  site_map_name(model->site_maps, i, &arena), out);
	sitemap_index_end(out);
	arena_free(&arena);
}
