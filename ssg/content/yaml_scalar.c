#include "content/yaml_scalar.h"

#include "content/date.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static bool is_one_of(struct text text, const char *const *words)
{
	for (; *words; words++)
		if (text_is(text, *words))
			return true;
	return false;
}

static size_t skip_digits(struct text text, size_t from)
{
	while (from < text.size && text.at[from] >= '0' && text.at[from] <= '9')
		from++;
	return from;
}

/* The offset after an optional minus and an integer without superfluous zeros; 0 if there is
 * none. */
static size_t skip_integer(struct text text)
{
	size_t from = text.size && text.at[0] == '-' ? 1 : 0;
	size_t end = skip_digits(text, from);

	if (end == from || (end > from + 1 && text.at[from] == '0'))
		return 0;
	return end;
}

/* False when TEXT is none, or does not fit: it stays text rather than change its value. */
static bool read_integer(struct text text, int64_t *result)
{
	int64_t value = 0;
	bool negative = text.size && text.at[0] == '-';

	if (!text.size || skip_integer(text) != text.size)
		return false;
	for (size_t i = negative; i < text.size; i++) {
		int digit = text.at[i] - '0';
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, negative ? -digit : digit, &value))
			return false;
	}
	*result = value;
	return true;
}

/* 1.5, -0.25, 6.02e23. TEXT is followed by a NUL. */
static bool read_number(struct text text, double *result)
{
	size_t point = skip_integer(text);

	if (point == 0 || point >= text.size || text.at[point] != '.')
		return false;
	size_t end = skip_digits(text, point + 1);
	if (end == point + 1)
		return false;
	if (end < text.size && (text.at[end] == 'e' || text.at[end] == 'E')) {
		size_t from = end + 1;
		if (from < text.size && (text.at[from] == '+' || text.at[from] == '-'))
			from++;
		end = skip_digits(text, from);
		if (end == from)
			return false;
	}
	if (end != text.size)
		return false;
	/* Not strtod: the decimal point of the process's locale must not matter. */
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (c == (locale_t)0)
		memory_exhausted(0);
	*result = strtod_l(text.at, NULL, c);
	freelocale(c);
	return *result <= 1.7976931348623157e308 && *result >= -1.7976931348623157e308;
}

void yaml_scalar_plain(struct value_node *node, struct arena *arena, struct text text)
{
	static const char *const nothing[] = {"", "~", "null", "Null", "NULL", NULL};
	static const char *const yes[] = {"true", "True", "TRUE", NULL};
	static const char *const no[] = {"false", "False", "FALSE", NULL};
	struct date date;

	node->text = text;
	if (is_one_of(text, nothing)) {
		node->kind = VALUE_NULL;
	} else if (is_one_of(text, yes) || is_one_of(text, no)) {
		node->kind = VALUE_BOOLEAN;
		node->integer = is_one_of(text, yes);
	} else if (read_integer(text, &node->integer)) {
		node->kind = VALUE_INTEGER;
	} else if (read_number(text, &node->number)) {
		node->kind = VALUE_NUMBER;
	} else if (date_read(text, &date) >= DATE_FORM_MONTH) {
		node->kind = VALUE_DATE;
		if (text.size > 10 && text.at[10] == ' ') {
			/* Readers of values know ISO 8601 alone, which has a T there. */
			char *iso = memcpy(arena_alloc(arena, text.size + 1), text.at, text.size);
			iso[10] = 'T';
			node->text.at = iso;
		}
	} else {
		node->kind = VALUE_STRING;
	}
}
