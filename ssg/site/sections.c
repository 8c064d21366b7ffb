/* Sections: the folders below the languages, as a tree. */
#include "site/assemble.h"

#include <stdlib.h>

static struct text folder_of(struct text id)
{
	size_t slash = text_find_last_byte(id, '/');

	return slash == SIZE_MAX ? TEXT("") : text_slice(id, 0, slash);
}

static int by_id(const void *left, const void *right)
{
	const struct section *a = left, *b = right;

	return text_compare(a->id, b->id);
}

static void add_section(struct model *model, struct text id)
{
	while (map_get(&model->section_by_id, id) == MAP_NONE) {
		model->sections = arena_grow(&model->arena, model->sections, model->section_count,
					     sizeof *model->sections);
		model->sections[model->section_count] =
		    (struct section){.id = id, .index = NONE, .parent = NONE};
		map_put(&model->section_by_id, id, model->section_count++);
		id = folder_of(id);
	}
}

/* Turns counts in ->works.count into ranges, and sets the counts back to zero for filling. */
static uint32_t lay_ranges(struct model *model)
{
	uint32_t total = 0;

	for (size_t i = 0; i < model->section_count; i++) {
		struct range *works = &model->sections[i].works;
		works->first = total;
		total += works->count;
		works->count = 0;
	}
	return total;
}

void sections_assemble(struct model *model)
{
	add_section(model, TEXT(""));
	for (size_t i = 0; i < model->work_count; i++)
		add_section(model, folder_of(model->works[i].id));
	qsort(model->sections, model->section_count, sizeof *model->sections, by_id);
	for (size_t i = 0; i < model->section_count; i++)
		map_put(&model->section_by_id, model->sections[i].id, i);
	for (size_t i = 1; i < model->section_count; i++)
		model->sections[i].parent = model_section(model, folder_of(model->sections[i].id));
	for (size_t i = 0; i < model->work_count; i++) {
		struct work *work = &model->works[i];
		work->section = model_section(model, folder_of(work->id));
		if (work->unlisted)
			model->sections[work->section].index = (work_id)i;
		else
			model->sections[work->section].works.count++;
	}
	model->section_works =
	    arena_array(&model->arena, lay_ranges(model) + 1, sizeof *model->section_works);
	for (size_t i = 0; i < model->by_date_count; i++) {
		struct range *works =
		    &model->sections[model->works[model->by_date[i]].section].works;
		model->section_works[works->first + works->count++] = model->by_date[i];
	}
}
