#include "content/types.h"

#include "content/field_check.h"

#include <math.h>
#include <stdlib.h>

#define COMMON(word, ...)                                                                          \
	{                                                                                          \
		.name = TEXT_INIT(word), .minimum = -INFINITY, .maximum = INFINITY, __VA_ARGS__    \
	}

static const struct field common_fields[] = {
    COMMON("title", .kind = FIELD_STRING, .translatable = true),
    COMMON("summary", .kind = FIELD_TEXT, .translatable = true),
    COMMON("source", .kind = FIELD_STRING, .translatable = true),
    COMMON("translated_by", .kind = FIELD_STRING, .translatable = true),
    COMMON("date", .kind = FIELD_DATE),
    COMMON("type", .kind = FIELD_STRING),
    COMMON("layout", .kind = FIELD_STRING),
    COMMON("aliases", .kind = FIELD_STRING, .list = true),
    COMMON("weight", .kind = FIELD_INTEGER),
    COMMON("series", .kind = FIELD_STRING),
    COMMON("draft", .kind = FIELD_BOOLEAN),
    COMMON("sitemap", .kind = FIELD_BOOLEAN),
};
enum { COMMON_FIELDS = sizeof common_fields / sizeof *common_fields };

static const struct field taxonomy_field = COMMON("", .kind = FIELD_TERM, .list = true);

static const struct text type_keys[] = {TEXT_INIT("name"),     TEXT_INIT("plural"),
					TEXT_INIT("sections"), TEXT_INIT("layout"),
					TEXT_INIT("open"),     TEXT_INIT("fields")};
enum { TYPE_KEYS = sizeof type_keys / sizeof *type_keys };

/* The shape of the keys of a type's file, except `fields`. */
static const struct field type_fields[] = {
    COMMON("name", .kind = FIELD_LABEL), COMMON("plural", .kind = FIELD_LABEL),
    COMMON("sections", .kind = FIELD_STRING, .list = true), COMMON("layout", .kind = FIELD_STRING),
    COMMON("open", .kind = FIELD_BOOLEAN)};
enum { TYPE_FIELDS = sizeof type_fields / sizeof *type_fields };

static bool is_taxonomy(const struct types *types, struct text name)
{
	for (size_t i = 0; i < types->taxonomy_count; i++)
		if (text_equal(types->taxonomies[i], name))
			return true;
	return false;
}

const struct field *types_common_field(const struct types *types, struct text name)
{
	const struct field *field = field_find(common_fields, COMMON_FIELDS, name);

	if (!field && is_taxonomy(types, name))
		field = &taxonomy_field;
	return field;
}

static const struct field *find_common(const void *types, struct text name)
{
	return types_common_field(types, name);
}

static void read_sections(struct type *type, struct arena *arena, const struct value *list)
{
	type->sections = arena_array(arena, value_count(list), sizeof *type->sections);
	for (size_t i = 0; i < value_count(list); i++) {
		struct text section = value_text(value_item(list, i));
		while (text_ends_with(section, TEXT("/")))
			section.size--;
		type->sections[type->section_count++] = section;
	}
}

void types_add(struct types *types, struct arena *arena, struct text id, struct text path,
	       const struct value *map, struct diagnostics *d)
{
	struct type type = {.id = id,
			    .path = path,
			    .declaration = map,
			    .name = value_get(map, "name"),
			    .plural = value_get(map, "plural"),
			    .layout =
				arena_text(arena, value_get_text(map, "layout", TEXT("page.html"))),
			    .open = value_get_boolean(map, "open", false)};
	const struct value *fields = value_get(map, "fields");

	if (map->kind != VALUE_MAP && map->kind != VALUE_NULL)
		diag_error(d, "E-TYPE", value_place(path, map), "a type should be a map, but is %s",
			   value_kind_name((enum value_kind)map->kind));
	field_check_keys(map, type_keys, TYPE_KEYS, path, d);
	for (size_t i = 0; i < TYPE_FIELDS; i++) {
		const struct value *value = value_find(map, type_fields[i].name);
		if (value)
			field_check(&type_fields[i], value, path, d);
	}
	read_sections(&type, arena, value_get(map, "sections"));
	if (value_is(fields, VALUE_MAP))
		fields_read(&type.fields, &type.field_count, arena, fields, path, find_common,
			    types, d);
	else if (!field_value_missing(fields))
		diag_error(d, "E-TYPE", value_place(path, fields),
			   "\"fields\" should be a map, but is %s",
			   value_kind_name((enum value_kind)fields->kind));
	types->list = arena_grow(arena, types->list, types->count, sizeof *types->list);
	types->list[types->count++] = type;
}

static int by_id(const void *a, const void *b)
{
	return text_compare(((const struct type *)a)->id, ((const struct type *)b)->id);
}

static const struct type *find_type(const struct types *types, struct text id)
{
	for (size_t i = 0; i < types->count; i++)
		if (text_equal(types->list[i].id, id))
			return &types->list[i];
	return NULL;
}

static void suggest_type(const struct types *types, struct text name, struct diagnostics *d)
{
	struct arena arena = {0};
	struct text *ids = arena_array(&arena, types->count, sizeof *ids);

	for (size_t i = 0; i < types->count; i++)
		ids[i] = types->list[i].id;
	diag_suggest(d, diag_closest(name, ids, types->count));
	arena_free(&arena);
}

/* References and terms of FIELDS, and of the fields of maps in them. */
static void check_targets(const struct types *types, const struct type *type,
			  const struct field *fields, size_t count, struct diagnostics *d)
{
	for (size_t i = 0; i < count; i++) {
		const struct field *field = &fields[i];
		struct place place = {type->path, field->line, field->column};
		if (field->kind == FIELD_REFERENCE && field->target.size &&
		    !find_type(types, field->target)) {
			diag_error(d, "E-TYPE", place,
				   "\"%.*s\" refers to the type \"%.*s\", which does not exist",
				   TEXT_ARGS(field->name), TEXT_ARGS(field->target));
			suggest_type(types, field->target, d);
		}
		struct text taxonomy = field->target.size ? field->target : field->name;
		if (field->kind == FIELD_TERM && !is_taxonomy(types, taxonomy)) {
			diag_error(
			    d, "E-TYPE", place,
			    "\"%.*s\" has terms of the taxonomy \"%.*s\", which does not exist",
			    TEXT_ARGS(field->name), TEXT_ARGS(taxonomy));
			diag_suggest(
			    d, diag_closest(taxonomy, types->taxonomies, types->taxonomy_count));
		}
		check_targets(types, type, field->fields, field->field_count, d);
	}
}

/* A section that an earlier type has too. */
static void check_sections(const struct types *types, size_t of, struct diagnostics *d)
{
	const struct type *type = &types->list[of];

	for (size_t i = 0; i < type->section_count; i++) {
		for (size_t j = 0; j < of; j++) {
			const struct type *other = &types->list[j];
			for (size_t k = 0; k < other->section_count; k++) {
				if (!text_equal(type->sections[i], other->sections[k]))
					continue;
				diag_error(
				    d, "E-TYPE",
				    value_place(
					type->path,
					value_item(value_get(type->declaration, "sections"), i)),
				    "the section \"%.*s\" belongs to the type \"%.*s\" too",
				    TEXT_ARGS(type->sections[i]), TEXT_ARGS(other->id));
				diag_hint(d, "name it in one of %.*s and %.*s",
					  TEXT_ARGS(other->path), TEXT_ARGS(type->path));
			}
		}
	}
}

void types_check(struct types *types, struct diagnostics *d)
{
	if (types->count)
		qsort(types->list, types->count, sizeof *types->list, by_id);
	for (size_t i = 0; i < types->count; i++) {
		const struct type *type = &types->list[i];
		check_targets(types, type, type->fields, type->field_count, d);
		check_sections(types, i, d);
	}
}

static bool is_in_section(struct text id, struct text section)
{
	return id.size > section.size + 1 && id.at[section.size] == '/' &&
	       text_starts_with(id, section);
}

const struct type *types_of(const struct types *types, struct text type_name, struct text id)
{
	const struct type *best = NULL;
	size_t longest = 0;

	if (type_name.size)
		return find_type(types, type_name);
	if (text_ends_with(id, TEXT("/index")))
		return NULL;
	for (size_t i = 0; i < types->count; i++) {
		const struct type *type = &types->list[i];
		for (size_t j = 0; j < type->section_count; j++) {
			if (type->sections[j].size <= longest ||
			    !is_in_section(id, type->sections[j]))
				continue;
			longest = type->sections[j].size;
			best = type;
		}
	}
	return best;
}

const struct field *type_field(const struct type *type, struct text name)
{
	return type ? field_find(type->fields, type->field_count, name) : NULL;
}

static void report_unknown(const struct types *types, const struct type *type,
			   const struct value *key, struct text path, struct diagnostics *d)
{
	struct arena arena = {0};
	size_t count = 0, most = COMMON_FIELDS + type->field_count + types->taxonomy_count;
	struct text *names = arena_array(&arena, most, sizeof *names);

	for (size_t i = 0; i < type->field_count; i++)
		names[count++] = type->fields[i].name;
	for (size_t i = 0; i < types->taxonomy_count; i++)
		names[count++] = types->taxonomies[i];
	for (size_t i = 0; i < COMMON_FIELDS; i++)
		names[count++] = common_fields[i].name;
	struct text closest = diag_closest(value_text(key), names, count);
	diag_error(d, "E-FIELD", value_place(path, key), "the type \"%.*s\" has no field \"%.*s\"",
		   TEXT_ARGS(type->id), TEXT_ARGS(value_text(key)));
	if (closest.size)
		diag_suggest(d, closest);
	else
		diag_hint(d, "the fields are declared in %.*s", TEXT_ARGS(type->path));
	arena_free(&arena);
}

static void check_entry(const struct types *types, const struct type *type,
			const struct value_entry *entry, struct text path, bool made_from_original,
			struct diagnostics *d)
{
	struct text name = value_text(&entry->key);
	const struct field *found = type_field(type, name);
	struct field field;

	if (!found)
		found = types_common_field(types, name);
	if (!found && type && !type->open) {
		report_unknown(types, type, &entry->key, path, d);
		return;
	}
	if (!found)
		return; /* any field, of which ssg knows nothing */
	if (made_from_original && !found->translatable && entry->value.kind != VALUE_NULL) {
		diag_warning(d, "W-NEUTRAL", value_place(path, &entry->key),
			     "\"%.*s\" is written once, in the original", TEXT_ARGS(name));
		diag_hint(d, "delete it here: a translation has the original's");
	}
	field = *found;
	field.name = name; /* taxonomies share a field */
	field_check(&field, &entry->value, path, d);
}

void types_check_document(const struct types *types, const struct type *type,
			  const struct value *front, struct text path, bool translation,
			  struct diagnostics *d)
{
	const struct value *name = value_get(front, "type");
	const struct value_entry *entry;

	if (!type && !field_value_missing(name) && value_is(name, VALUE_STRING)) {
		diag_error(d, "E-TYPE", value_place(path, name), "there is no type \"%.*s\"",
			   TEXT_ARGS(value_text(name)));
		suggest_type(types, value_text(name), d);
	}
	for (size_t i = 0; (entry = value_entry(front, i)); i++)
		check_entry(types, type, entry, path,
			    translation && !field_value_missing(value_get(front, "source")), d);
	for (size_t i = 0; type && !translation && i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		const struct value *value = value_find(front, field->name);
		if (!field->required || !field_value_missing(value))
			continue;
		diag_error(d, "E-REQUIRED",
			   value ? value_place(path, value) : (struct place){path, 1, 0},
			   "the field \"%.*s\" is missing", TEXT_ARGS(field->name));
		diag_hint(d, "every page of the type \"%.*s\" has it", TEXT_ARGS(type->id));
	}
}
