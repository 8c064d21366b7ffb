#include "site/gather.h"

#include "base/digest.h"

void gather_number(struct gather *gather, uint64_t number)
{
	buffer_add(&gather->bytes, &number, sizeof number);
}

void gather_text(struct gather *gather, struct text text)
{
	gather_number(gather, text.size);
	buffer_text(&gather->bytes, text);
}

uint64_t gather_take(struct gather *gather)
{
	uint64_t digest = digest_text(buffer_view(&gather->bytes)).low;

	buffer_clear(&gather->bytes);
	return digest ? digest : 1; /* 0: not there */
}

void gather_work(struct gather *gather, work_id work)
{
	gather_text(gather, work == NONE ? TEXT("") : gather->model->works[work].id);
}

void gather_works(struct gather *gather, const work_id *works, size_t count, lang_id lang)
{
	for (size_t i = 0; i < count; i++)
		if (model_listed(gather->model, works[i], lang))
			gather_work(gather, works[i]);
}

/* Works and terms by their ids. */
void gather_value(struct gather *gather, const struct value *value)
{
	const struct model *model = gather->model;

	if (!value) {
		gather_number(gather, UINT64_MAX);
		return;
	}
	gather_number(gather, value->kind);
	switch ((enum value_kind)value->kind) {
	case VALUE_NULL:
		break;
	case VALUE_BOOLEAN:
	case VALUE_INTEGER:
	case VALUE_NUMBER: /* the bits of the union */
		gather_number(gather, (uint64_t)value->integer);
		break;
	case VALUE_STRING:
	case VALUE_DATE:
	case VALUE_HTML:
		gather_text(gather, value_text(value));
		break;
	case VALUE_WORK:
		gather_work(gather, (work_id)value->integer);
		break;
	case VALUE_TERM:
		gather_number(gather, model->terms[value->integer].taxonomy);
		gather_text(gather, model->terms[value->integer].id);
		break;
	case VALUE_LIST:
	case VALUE_MAP:
		gather_number(gather, value_count(value));
		for (size_t i = 0; i < value_count(value); i++)
			if (value->kind == VALUE_LIST) {
				gather_value(gather, value_item(value, i));
			} else {
				gather_text(gather, value_text(&value_entry(value, i)->key));
				gather_value(gather, &value_entry(value, i)->value);
			}
		break;
	}
}

void gather_free(struct gather *gather)
{
	buffer_free(&gather->bytes);
	arena_free(&gather->arena);
}
