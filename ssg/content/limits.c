#include "content/limits.h"

#include "base/characters.h"

/* What site.yaml may set. MOST is what ssg itself can bear, not only the patience of people. */
static const struct limit {
	struct text name;
	size_t offset; /* in struct limits */
	size_t standard, most;
} table[] = {
#define LIMIT(name, standard, most)                                                                \
	{                                                                                          \
		TEXT_INIT(#name), offsetof(struct limits, name), standard, most                    \
	}
    /* The longest text of the United Nations that we have has 400 KB. Offsets have 32 bits. */
    LIMIT(document_bytes, 2000000, 200000000),
    /* A data file of 5,000 terms with labels in six languages. */
    LIMIT(front_matter_bytes, 4000000, 200000000),
    /* Who writes a paragraph in one line stays below 20,000; editors hang far above. */
    LIMIT(line_bytes, 100000, 200000000),
    /* cmark-gfm walks all open blocks for each line. Deepest seen: 6. */
    LIMIT(nesting, 20, 100),
    /* Quadratic in the columns of a row: 2,000 take 14 s. Widest table seen: 31. */
    LIMIT(table_columns, 256, 2000),
    /* Rows are filled up to the table's columns: 64 KB can be 2,000,000 cells. */
    LIMIT(table_cells, 200000, 10000000),
    /* For each line of hyphens, cmark-gfm searches the text above it for the first row of the
     * table, and from each line back to its start. 100,000,000 steps take 0.1 s. */
    LIMIT(table_search, 100000000, 10000000000),
    /* Quadratic: 40,000 `![[]()` take 21 s, 4,000 brackets 5 ms. */
    LIMIT(brackets, 4000, 100000),
    /* Quadratic: 100,000 of `*a**b_c__` take 0.9 s, 10,000 take 10 ms. */
    LIMIT(emphasis_runs, 10000, 1000000),
    /* Each searches the paragraph for its end: 16,000 `<?` take 0.6 s. */
    LIMIT(declarations, 100, 10000),
    /* Each is read up to the next white space: 8,000 of `http://a<` take 0.8 s. */
    LIMIT(addresses, 100, 10000),
    /* Each is tried as an e-mail address, at up to 20 microseconds. */
    LIMIT(at_signs, 5000, 1000000),
    /* Each use copies the definition: 64 KB can become 350 MB. */
    LIMIT(reference_bytes, 32000000, 1000000000),
    /* Values are walked by recursion, and libyaml is quadratic: `{a: ` × 30,000 take 5 s. */
    LIMIT(yaml_depth, 32, 200),
    LIMIT(yaml_nodes, 400000, 20000000),
    /* "Billion laughs": aliases of aliases double with each line. */
    LIMIT(yaml_alias_nodes, 10000, 1000000),
#undef LIMIT
};
enum { LIMITS = sizeof table / sizeof *table };

static size_t *limit_in(struct limits *limits, const struct limit *limit)
{
	return (size_t *)(void *)((char *)limits + limit->offset);
}

struct limits limits_default(void)
{
	struct limits limits;

	for (size_t i = 0; i < LIMITS; i++)
		*limit_in(&limits, &table[i]) = table[i].standard;
	return limits;
}

static const struct limit *find_limit(struct text name)
{
	for (size_t i = 0; i < LIMITS; i++)
		if (text_equal(table[i].name, name))
			return &table[i];
	return NULL;
}

static void read_limit(struct limits *limits, const struct value_entry *entry, struct text path,
		       struct diagnostics *d)
{
	struct text name = value_text(&entry->key), names[LIMITS];
	const struct limit *limit = find_limit(name);
	const struct value *value = &entry->value;

	if (!limit) {
		for (size_t i = 0; i < LIMITS; i++)
			names[i] = table[i].name;
		diag_error(d, "E-LIMIT", value_place(path, &entry->key),
			   "there is no limit \"%.*s\"", TEXT_ARGS(name));
		diag_suggest(d, diag_closest(name, names, LIMITS));
	} else if (!value_is(value, VALUE_INTEGER) || value->integer < 1 ||
		   (uint64_t)value->integer > limit->most) {
		diag_error(d, "E-LIMIT", value_place(path, value),
			   "\"%.*s\" should be a whole number from 1 to %zu", TEXT_ARGS(name),
			   limit->most);
	} else {
		*limit_in(limits, limit) = (size_t)value->integer;
	}
}

struct limits limits_read(const struct value *map, struct text path, struct diagnostics *d)
{
	struct limits limits = limits_default();
	const struct value_entry *entry;

	if (map && map->kind != VALUE_MAP && map->kind != VALUE_NULL)
		diag_error(d, "E-LIMIT", value_place(path, map),
			   "\"limits\" should be a map, but is %s",
			   value_kind_name((enum value_kind)map->kind));
	for (size_t i = 0; (entry = value_entry(map, i)); i++)
		read_limit(&limits, entry, path, d);
	return limits;
}

bool limits_check_size(struct text text, size_t most, const char *name, struct text path,
		       struct diagnostics *d)
{
	if (text.size <= most)
		return true;
	diag_error(d, "E-LIMIT", (struct place){path, 0, 0}, "%zu bytes are more than %zu",
		   text.size, most);
	diag_hint(d, "divide the file, or raise \"%s\" under \"limits\" in site.yaml", name);
	return false;
}

bool limits_check_yaml(const struct limits *limits, struct text yaml, struct text path,
		       uint32_t first_line, struct diagnostics *d)
{
	if (!limits_check_size(yaml, limits->front_matter_bytes, "front_matter_bytes", path, d) ||
	    !characters_check(yaml, true, path, first_line, d))
		return false;

	struct text rest = yaml, line;
	for (uint32_t number = first_line; text_split(&rest, '\n', &line); number++) {
		if (line.size <= limits->line_bytes)
			continue;
		diag_error(d, "E-LIMIT", (struct place){path, number, 0},
			   "this line has more than %zu bytes", limits->line_bytes);
		diag_hint(d, "divide it, or raise \"line_bytes\" under \"limits\" in site.yaml");
		return false;
	}
	return true;
}
