#include "content/field.h"

#include <math.h>

enum { MAPS_DEPTH_MAX = 4 }; /* maps in maps: deeper facts belong in content/data */

static const struct text kind_names[] = {
    [FIELD_STRING] = TEXT_INIT("string"),   [FIELD_TEXT] = TEXT_INIT("text"),
    [FIELD_INTEGER] = TEXT_INIT("integer"), [FIELD_NUMBER] = TEXT_INIT("number"),
    [FIELD_BOOLEAN] = TEXT_INIT("boolean"), [FIELD_DATE] = TEXT_INIT("date"),
    [FIELD_URL] = TEXT_INIT("url"),         [FIELD_REFERENCE] = TEXT_INIT("reference"),
    [FIELD_TERM] = TEXT_INIT("term"),       [FIELD_LABEL] = TEXT_INIT("label"),
    [FIELD_MAP] = TEXT_INIT("map"),         [FIELD_ANY] = TEXT_INIT("any"),
};
enum { KINDS = sizeof kind_names / sizeof *kind_names };

static const struct text declaration_keys[] = {
    TEXT_INIT("kind"), TEXT_INIT("list"),     TEXT_INIT("required"), TEXT_INIT("translatable"),
    TEXT_INIT("type"), TEXT_INIT("taxonomy"), TEXT_INIT("values"),   TEXT_INIT("min"),
    TEXT_INIT("max"),  TEXT_INIT("pattern"),  TEXT_INIT("fields"),
};
enum { DECLARATION_KEYS = sizeof declaration_keys / sizeof *declaration_keys };

static const struct text pattern_names[] = {TEXT_INIT("two-letter"), TEXT_INIT("slug"),
					    TEXT_INIT("digits")};
enum { PATTERNS = sizeof pattern_names / sizeof *pattern_names };

/* The context of the declarations in one file. */
struct declarations {
	struct arena *arena;
	struct text path;
	const struct field *(*find_default)(const void *self, struct text name);
	const void *self;
	struct diagnostics *d;
};

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool field_matches(struct text pattern, struct text text)
{
	size_t matching = 0;

	if (text_is(pattern, "two-letter"))
		return text.size == 2 && text.at[0] >= 'A' && text.at[0] <= 'Z' &&
		       text.at[1] >= 'A' && text.at[1] <= 'Z';
	bool digits = text_is(pattern, "digits");
	for (size_t i = 0; i < text.size; i++) {
		char c = text.at[i];
		matching += is_digit(c) || (!digits && (is_lower(c) || c == '-'));
	}
	return text.size && matching == text.size;
}

const char *field_pattern_words(struct text pattern)
{
	if (text_is(pattern, "two-letter"))
		return "two capital letters, such as \"KE\"";
	if (text_is(pattern, "digits"))
		return "digits only";
	return "small letters, digits and hyphens, such as \"open-data\"";
}

const struct field *field_find(const struct field *fields, size_t count, struct text name)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(fields[i].name, name))
			return &fields[i];
	return NULL;
}

static bool is_among(struct text name, const struct text *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(name, names[i]))
			return true;
	return false;
}

void field_check_keys(const struct value *map, const struct text *keys, size_t key_count,
		      struct text path, struct diagnostics *d)
{
	const struct value_entry *entry;

	for (size_t i = 0; (entry = value_entry(map, i)); i++) {
		const struct value *key = &entry->key;
		if (is_among(value_text(key), keys, key_count))
			continue;
		diag_error(d, "E-TYPE", value_place(path, key), "a declaration has no \"%.*s\"",
			   TEXT_ARGS(value_text(key)));
		diag_suggest(d, diag_closest(value_text(key), keys, key_count));
	}
}

/* MAP's value under KEY if it is of KIND; another kind is reported and taken as missing. */
static const struct value *option(const struct declarations *s, const struct value *map,
				  const char *key, enum value_kind kind)
{
	const struct value *value = value_get(map, key);

	if (!value || value->kind == (uint32_t)kind)
		return value;
	diag_error(s->d, "E-TYPE", value_place(s->path, value), "\"%s\" should be %s, but is %s",
		   key, value_kind_name(kind), value_kind_name((enum value_kind)value->kind));
	return NULL;
}

static bool option_boolean(const struct declarations *s, const struct value *map, const char *key,
			   bool fallback)
{
	const struct value *value = option(s, map, key, VALUE_BOOLEAN);

	return value ? value->integer != 0 : fallback;
}

static double option_number(const struct declarations *s, const struct value *map, const char *key,
			    double fallback)
{
	const struct value *value = value_get(map, key);

	if (value_is(value, VALUE_INTEGER))
		return (double)value->integer;
	if (value_is(value, VALUE_NUMBER))
		return value->number;
	option(s, map, key, VALUE_NUMBER);
	return fallback;
}

/* A text that must be one of NAMES; empty when missing or, reported, when it is not. */
static struct text option_name(const struct declarations *s, const struct value *map,
			       const char *key, const struct text *names, size_t count)
{
	const struct value *value = option(s, map, key, VALUE_STRING);

	if (!value)
		return TEXT("");
	if (is_among(value_text(value), names, count))
		return value_text(value);
	diag_error(s->d, "E-TYPE", value_place(s->path, value), "there is no %s \"%.*s\"", key,
		   TEXT_ARGS(value_text(value)));
	diag_suggest(s->d, diag_closest(value_text(value), names, count));
	return TEXT("");
}

static const struct value *option_values(const struct declarations *s, const struct value *map)
{
	const struct value *values = option(s, map, "values", VALUE_LIST);

	for (size_t i = 0; i < value_count(values); i++) {
		const struct value *item = value_item(values, i);
		if (value_is(item, VALUE_STRING) || value_is(item, VALUE_INTEGER))
			continue;
		diag_error(s->d, "E-TYPE", value_place(s->path, item),
			   "\"values\" should be texts, but this is %s",
			   value_kind_name((enum value_kind)item->kind));
		diag_hint(s->d, "put it in quotes");
	}
	return values;
}

/* Options that mean nothing for the field's kind are mistakes: who writes them expects a check. */
static void check_options_fit(const struct declarations *s, const struct value *map,
			      const struct field *field)
{
	bool number = field->kind == FIELD_NUMBER || field->kind == FIELD_INTEGER;
	bool text = field->kind == FIELD_STRING || field->kind == FIELD_TEXT;
	const struct {
		const char *key, *fits;
		bool does;
	} options[] = {
	    {"type", "reference", field->kind == FIELD_REFERENCE},
	    {"taxonomy", "term", field->kind == FIELD_TERM},
	    {"fields", "map", field->kind == FIELD_MAP},
	    {"min", "number", number},
	    {"max", "number", number},
	    {"pattern", "string", text},
	    {"values", "string", text || number},
	};

	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		const struct value *value = value_get(map, options[i].key);
		if (!value || options[i].does)
			continue;
		diag_error(s->d, "E-TYPE", value_place(s->path, value),
			   "\"%s\" belongs to the kind \"%s\", not to \"%.*s\"", options[i].key,
			   options[i].fits, TEXT_ARGS(kind_names[field->kind]));
	}
}

static void read_map(struct field **fields, size_t *count, const struct declarations *s,
		     const struct value *map, unsigned depth);

static void read_kind(const struct declarations *s, struct field *field, const struct value *map,
		      const struct value *key)
{
	const struct field *standard =
	    s->find_default ? s->find_default(s->self, field->name) : NULL;
	struct text kind = option_name(s, map, "kind", kind_names, KINDS);

	if (standard) {
		*field = *standard;
		field->name = value_text(key);
	} else if (!value_get(map, "kind")) {
		diag_error(s->d, "E-TYPE", value_place(s->path, key),
			   "the field \"%.*s\" has no kind", TEXT_ARGS(field->name));
		diag_hint(s->d, "write %.*s: {kind: string}", TEXT_ARGS(field->name));
	}
	if (!kind.size)
		return;
	for (size_t i = 0; i < KINDS; i++) {
		if (!text_equal(kind, kind_names[i]))
			continue;
		/* ssg itself reads the fields that every document has, and relies on their
		 * kinds. */
		if (standard && field->kind != (enum field_kind)i)
			diag_error(s->d, "E-TYPE", value_place(s->path, value_get(map, "kind")),
				   "the kind of \"%.*s\" is \"%.*s\" in all types",
				   TEXT_ARGS(field->name), TEXT_ARGS(kind_names[field->kind]));
		field->kind = (enum field_kind)i;
	}
}

static void read_field(struct field *field, const struct declarations *s,
		       const struct value_entry *entry, unsigned depth)
{
	const struct value *map = &entry->value;
	const struct value *fields, *target;

	*field = (struct field){.name = value_text(&entry->key),
				.kind = FIELD_ANY,
				.minimum = -INFINITY,
				.maximum = INFINITY};
	if (!value_is(map, VALUE_MAP)) {
		diag_error(s->d, "E-TYPE", value_place(s->path, map),
			   "the declaration of \"%.*s\" should be a map, but is %s",
			   TEXT_ARGS(field->name), value_kind_name((enum value_kind)map->kind));
		diag_hint(s->d, "write %.*s: {kind: string}", TEXT_ARGS(field->name));
		return;
	}
	field_check_keys(map, declaration_keys, DECLARATION_KEYS, s->path, s->d);
	read_kind(s, field, map, &entry->key);
	field->line = entry->key.line;
	field->column = entry->key.column;
	field->list = option_boolean(s, map, "list", field->list);
	field->required = option_boolean(s, map, "required", false);
	field->translatable = option_boolean(s, map, "translatable", field->translatable);
	field->minimum = option_number(s, map, "min", -INFINITY);
	field->maximum = option_number(s, map, "max", INFINITY);
	field->pattern = option_name(s, map, "pattern", pattern_names, PATTERNS);
	field->values = option_values(s, map);
	check_options_fit(s, map, field);
	target = option(s, map, field->kind == FIELD_TERM ? "taxonomy" : "type", VALUE_STRING);
	if (target)
		field->target = value_text(target);
	fields = option(s, map, "fields", VALUE_MAP);
	if (field->kind == FIELD_MAP && fields)
		read_map(&field->fields, &field->field_count, s, fields, depth + 1);
}

static void read_map(struct field **fields, size_t *count, const struct declarations *s,
		     const struct value *map, unsigned depth)
{
	struct declarations inner = *s;

	if (depth > MAPS_DEPTH_MAX) {
		diag_error(s->d, "E-TYPE", value_place(s->path, map),
			   "maps nested more than %d deep", MAPS_DEPTH_MAX);
		return;
	}
	if (depth > 0)
		inner.find_default = NULL; /* a `date` in a map is not the date of the document */
	*count = value_count(map);
	*fields = arena_array(s->arena, *count, sizeof **fields);
	for (size_t i = 0; i < *count; i++)
		read_field(&(*fields)[i], &inner, value_entry(map, i), depth);
}

void fields_read(struct field **fields, size_t *count, struct arena *arena, const struct value *map,
		 struct text path,
		 const struct field *(*find_default)(const void *self, struct text name),
		 const void *self, struct diagnostics *d)
{
	struct declarations s = {arena, path, find_default, self, d};

	read_map(fields, count, &s, map, 0);
}
