#include "site/assemble.h"

#include "workers/pulse.h"

void model_assemble(struct model *model, const struct parsed_document *parsed, size_t count,
		    struct diagnostics *d)
{
	works_assemble(model, parsed, count, d);
	pulse_tick();
	sections_assemble(model);
	terms_assemble(model, d);
	pulse_tick();
	references_check(model, d);
	pulse_tick();
	links_assemble(model, d);
	pulse_tick();
}

void model_free(struct model *model)
{
	map_free(&model->work_by_id);
	map_free(&model->unreadable);
	map_free(&model->drafts);
	map_free(&model->section_by_id);
	map_free(&model->asset_by_path);
	map_free(&model->page_by_path);
	map_free(&model->feed_by_path);
	map_free(&model->file_by_path);
	path_set_free(&model->outputs);
	map_free(&model->relation_by_key);
	for (size_t i = 0; model->term_by_id && i < model->config->taxonomy_count; i++)
		map_free(&model->term_by_id[i]);
	arena_free(&model->arena);
	*model = (struct model){0};
}
