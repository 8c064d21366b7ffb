#include "site/digests_gather.h"

#include "base/digest.h"

void gather_number(struct digests *digests, uint64_t number)
{
	buffer_add(&digests->bytes, &number, sizeof number);
}

void gather_text(struct digests *digests, struct text text)
{
	gather_number(digests, text.size);
	buffer_text(&digests->bytes, text);
}

uint64_t gather_take(struct digests *digests)
{
	uint64_t digest = digest_text(buffer_view(&digests->bytes)).low;

	buffer_clear(&digests->bytes);
	return digest ? digest : 1; /* 0: not there */
}

void gather_work(struct digests *digests, work_id work)
{
	gather_text(digests, work == NONE ? TEXT("") : digests->model->works[work].id);
}

void gather_works(struct digests *digests, const work_id *works, size_t count, lang_id lang)
{
	for (size_t i = 0; i < count; i++)
		if (model_listed(digests->model, works[i], lang))
			gather_work(digests, works[i]);
}

/* Works and terms by their ids. */
void gather_value(struct digests *digests, const struct value *value)
{
	const struct model *model = digests->model;

	if (!value) {
		gather_number(digests, UINT64_MAX);
		return;
	}
	gather_number(digests, value->kind);
	switch ((enum value_kind)value->kind) {
	case VALUE_NULL:
		break;
	case VALUE_BOOLEAN:
	case VALUE_INTEGER:
	case VALUE_NUMBER: /* the bits of the union */
		gather_number(digests, (uint64_t)value->integer);
		break;
	case VALUE_STRING:
	case VALUE_DATE:
	case VALUE_HTML:
		gather_text(digests, value_text(value));
		break;
	case VALUE_WORK:
		gather_work(digests, (work_id)value->integer);
		break;
	case VALUE_TERM:
		gather_number(digests, model->terms[value->integer].taxonomy);
		gather_text(digests, model->terms[value->integer].id);
		break;
	case VALUE_LIST:
	case VALUE_MAP:
		gather_number(digests, value_count(value));
		for (size_t i = 0; i < value_count(value); i++)
			if (value->kind == VALUE_LIST) {
				gather_value(digests, value_item(value, i));
			} else {
				gather_text(digests, value_text(&value_entry(value, i)->key));
				gather_value(digests, &value_entry(value, i)->value);
			}
		break;
	}
}
