#include "site/budgets.h"

static const size_t size_max = (size_t)1 << 40;

static const struct unit {
	struct text name;
	size_t bytes;
} units[] = {{TEXT_INIT(""), 1},       {TEXT_INIT("B"), 1},        {TEXT_INIT("kB"), 1000},
	     {TEXT_INIT("KiB"), 1024}, {TEXT_INIT("MB"), 1000000}, {TEXT_INIT("MiB"), 1048576}};

/* 0: no size. */
static size_t size_of(const struct value *value)
{
	struct text text = value_text(value);
	size_t number = 0, digits = 0;

	if (value_is(value, VALUE_INTEGER))
		return value->integer > 0 && (uint64_t)value->integer <= size_max
			   ? (size_t)value->integer
			   : 0;
	for (; digits < text.size && text.at[digits] >= '0' && text.at[digits] <= '9'; digits++) {
		number = number * 10 + (size_t)(text.at[digits] - '0');
		if (number > size_max)
			return 0;
	}
	struct text unit = text_trim(text_slice(text, digits, text.size));
	for (size_t i = 0; digits && i < sizeof units / sizeof *units; i++)
		if (text_equal(unit, units[i].name))
			return number <= size_max / units[i].bytes ? number * units[i].bytes : 0;
	return 0;
}

static size_t read_size(const struct value *value, struct text path, struct diagnostics *d)
{
	size_t size = size_of(value);

	if (!size) {
		diag_error(d, "E-SITE", value_place(path, value), "this is not a size");
		diag_hint(d, "write, for example, 14 KiB: a whole number of B, kB, KiB, MB or MiB");
	}
	return size;
}

static void read_layouts(struct budgets *budgets, const struct value *map, struct text path,
			 struct diagnostics *d)
{
	if (!value_is(map, VALUE_MAP)) {
		diag_error(d, "E-SITE", value_place(path, map),
			   "\"layouts\" should be a map from layouts to sizes");
		return;
	}
	budgets->layouts = map;
	for (size_t i = 0; i < value_count(map); i++)
		budgets->pages |= read_size(&value_entry(map, i)->value, path, d) > 0;
}

static void read_budget(struct budgets *budgets, const struct value_entry *entry, struct text path,
			struct diagnostics *d)
{
	static const struct text names[] = {TEXT_INIT("page"), TEXT_INIT("index"), TEXT_INIT("css"),
					    TEXT_INIT("layouts")};
	size_t *const sizes[] = {&budgets->page, &budgets->index, &budgets->css};
	struct text name = value_text(&entry->key);

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		if (text_equal(name, names[i])) {
			*sizes[i] = read_size(&entry->value, path, d);
			return;
		}
	if (text_is(name, "layouts")) {
		read_layouts(budgets, &entry->value, path, d);
		return;
	}
	diag_error(d, "E-SITE", value_place(path, &entry->key), "there is no budget \"%.*s\"",
		   TEXT_ARGS(name));
	diag_suggest(d, diag_closest(name, names, sizeof names / sizeof *names));
}

struct budgets budgets_read(const struct value *map, struct text path, struct diagnostics *d)
{
	struct budgets budgets = {0};

	if (map && !value_is(map, VALUE_MAP) && !value_is(map, VALUE_NULL))
		diag_error(d, "E-SITE", value_place(path, map),
			   "\"budgets\" should be a map of sizes");
	for (size_t i = 0; value_is(map, VALUE_MAP) && i < value_count(map); i++)
		read_budget(&budgets, value_entry(map, i), path, d);
	budgets.pages |= budgets.page || budgets.index;
	return budgets;
}

size_t budgets_of_page(const struct budgets *budgets, struct text layout, bool document)
{
	const struct value *own = value_find(budgets->layouts, layout);

	return own ? size_of(own) : document ? budgets->page : budgets->index;
}
