#include "site/feed_plan.h"

#include "site/output_paths.h"

#include <string.h>

bool feeds_add(struct model *model, const struct feed_plan *feed, struct diagnostics *d)
{
	struct arena *arena = &model->arena;
	struct text path = arena_text(arena, feed->path);

	if (!outputs_claim(model, path, feed->place, d))
		return false;
	model->feeds = arena_grow(arena, model->feeds, model->feed_count, sizeof *feed);
	struct feed_plan *added = &model->feeds[model->feed_count];
	*added = *feed;
	added->path = path;
	added->title = arena_text(arena, feed->title);
	if (feed->works) {
		work_id *works = arena_array(arena, feed->work_count + 1, sizeof *works);
		memcpy(works, feed->works, feed->work_count * sizeof *works);
		added->works = works;
	}
	map_put(&model->feed_by_path, added->path, model->feed_count++);
	return true;
}

void feeds_assemble(struct model *model, struct diagnostics *d)
{
	const struct config *config = model->config;

	for (lang_id lang = 0; lang < config->language_count; lang++) {
		struct feed_plan feed = {.lang = lang, .term = NONE, .about = NONE};
		feed.path = arena_printf(&model->arena, "%.*s/feed.xml",
					 TEXT_ARGS(config->languages[lang].code));
		feed.title = config_label(config, value_get(config->site, "title"), lang, TEXT(""));
		feeds_add(model, &feed, d);
	}
}

size_t feeds_works(const struct model *model, const struct feed_plan *feed, work_id *works)
{
	const work_id *from = model->by_date;
	size_t from_count = model->by_date_count, count = 0;

	if (feed->works) {
		from = feed->works;
		from_count = feed->work_count;
	} else if (feed->term != NONE) {
		struct range range = model->terms[feed->term].works;
		from = model->term_works + range.first;
		from_count = range.count;
	}
	for (size_t i = 0; i < from_count && count < FEED_ENTRIES_MAX; i++)
		if (model_listed(model, from[i], feed->lang))
			works[count++] = from[i];
	return count;
}
