#include "site/sitemap_plan.h"

#include "base/digest.h"
#include "site/output_paths.h"

/* The protocol's limit of 50,000 is far away (https://www.sitemaps.org/protocol.html). If there
 * are several sitemaps they are small, since each change of a page makes one again. */
enum { PAGES_OF_ONE_MAP = 1024, PAGES_A_MAP = 256 /* on average */ };

bool site_maps_list(const struct model *model, const struct page *page)
{
	switch (page->kind) {
	case PAGE_LANGUAGES:
	case PAGE_NOT_FOUND:
	case PAGE_REDIRECT:
		return false;
	default:
		break;
	}
	return page->work == NONE || (model_translated(model, page->work, page->lang) &&
				      !model->works[page->work].unmapped);
}

struct text site_map_name(const struct site_maps *maps, uint32_t i, struct arena *arena)
{
	return maps->count == 1 ? TEXT("sitemap.xml")
				: arena_printf(arena, "sitemap-%u.xml", i + 1);
}

/* Which of COUNT sitemaps PAGE is in. */
static uint32_t map_of(const struct model *model, const struct page *page, uint32_t count)
{
	size_t code = model->config->languages[page->lang].code.size;

	return (uint32_t)digest_text(text_slice(page->path, code, page->path.size)).low &
	       (count - 1);
}

void site_maps_plan(struct model *model, struct diagnostics *d)
{
	struct arena *arena = &model->arena;
	struct site_maps *maps = arena_alloc(arena, sizeof *maps);
	uint32_t *listed = arena_array(arena, model->page_count + 1, sizeof *listed);
	uint32_t count = 0;

	for (uint32_t i = 0; i < model->page_count; i++)
		if (site_maps_list(model, &model->pages[i]))
			listed[count++] = i;
	maps->count = 1;
	while (count > PAGES_OF_ONE_MAP && count / maps->count > PAGES_A_MAP)
		maps->count *= 2;
	maps->first = arena_array(arena, maps->count + 2, sizeof *maps->first);
	maps->pages = arena_array(arena, count + 1, sizeof *maps->pages);
	/* Sorted by counting: first[m + 2] counts, then first[m + 1] is where the next goes. */
	for (uint32_t i = 0; i < count; i++)
		maps->first[map_of(model, &model->pages[listed[i]], maps->count) + 2]++;
	for (uint32_t m = 2; m < maps->count + 2; m++)
		maps->first[m] += maps->first[m - 1];
	for (uint32_t i = 0; i < count; i++) {
		uint32_t m = map_of(model, &model->pages[listed[i]], maps->count);
		maps->pages[maps->first[m + 1]++] = listed[i];
	}
	for (uint32_t m = 0; maps->count > 1 && m < maps->count; m++)
		outputs_claim(model, site_map_name(maps, m, arena), NO_PLACE, d);
	model->site_maps = maps;
}
