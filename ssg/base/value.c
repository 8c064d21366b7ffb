#include "base/value.h"

#include <string.h>

/* Values are cached as they lie in memory, in records and models. */
_Static_assert(sizeof(struct value) == 24, "on disk");
_Static_assert(sizeof(struct value_entry) == 48, "on disk");

static const void *behind(const struct value *value)
{
	return (const char *)value + value->offset;
}

struct text value_text(const struct value *value)
{
	if (!value ||
	    (value->kind != VALUE_STRING && value->kind != VALUE_DATE && value->kind != VALUE_HTML))
		return TEXT("");
	return text_make(behind(value), value->count);
}

const struct value *value_item(const struct value *list, size_t i)
{
	if (!value_is(list, VALUE_LIST) || i >= list->count)
		return NULL;
	return (const struct value *)behind(list) + i;
}

size_t value_count(const struct value *list_or_map)
{
	return value_is(list_or_map, VALUE_LIST) || value_is(list_or_map, VALUE_MAP)
		   ? list_or_map->count
		   : 0;
}

const struct value_entry *value_entry(const struct value *map, size_t i)
{
	if (!value_is(map, VALUE_MAP) || i >= map->count)
		return NULL;
	return (const struct value_entry *)behind(map) + i;
}

const struct value *value_find(const struct value *map, struct text key)
{
	for (size_t i = 0, count = value_count(map); i < count; i++) {
		const struct value_entry *entry = value_entry(map, i);
		if (entry && text_equal(value_text(&entry->key), key))
			return &entry->value;
	}
	return NULL;
}

const struct value *value_get(const struct value *map, const char *key)
{
	return value_find(map, text_of(key));
}

struct text value_get_text(const struct value *map, const char *key, struct text fallback)
{
	const struct value *value = value_get(map, key);

	return value_is(value, VALUE_STRING) || value_is(value, VALUE_DATE) ? value_text(value)
									    : fallback;
}

bool value_get_boolean(const struct value *map, const char *key, bool fallback)
{
	const struct value *value = value_get(map, key);

	return value_is(value, VALUE_BOOLEAN) ? value->integer != 0 : fallback;
}

bool value_is(const struct value *value, enum value_kind kind)
{
	return value && value->kind == (uint32_t)kind;
}

struct digest value_digest(const struct value *value)
{
	const uint32_t head[] = {value->kind, value->line, value->column, value->count};
	struct digest digest = digest_of(head, sizeof head);

	switch ((enum value_kind)value->kind) {
	case VALUE_NULL:
		break;
	case VALUE_BOOLEAN:
	case VALUE_INTEGER:
	case VALUE_NUMBER: /* the bits of the union */
	case VALUE_WORK:
	case VALUE_TERM:
		digest = digest_join(digest, digest_of(&value->integer, sizeof value->integer));
		break;
	case VALUE_STRING:
	case VALUE_DATE:
	case VALUE_HTML:
		digest = digest_join(digest, digest_text(value_text(value)));
		break;
	case VALUE_LIST:
		for (uint32_t i = 0; i < value->count; i++) {
			const struct value *items = behind(value);
			digest = digest_join(digest, value_digest(&items[i]));
		}
		break;
	case VALUE_MAP:
		for (uint32_t i = 0; i < value->count; i++) {
			const struct value_entry *entries = behind(value);
			digest = digest_join(digest, value_digest(&entries[i].key));
			digest = digest_join(digest, value_digest(&entries[i].value));
		}
		break;
	}
	return digest;
}

struct place value_place(struct text path, const struct value *value)
{
	return (struct place){path, value ? value->line : 0, value ? value->column : 0};
}

const char *value_kind_name(enum value_kind kind)
{
	static const char *const names[] = {
	    [VALUE_NULL] = "nothing",     [VALUE_BOOLEAN] = "true or false",
	    [VALUE_INTEGER] = "a number", [VALUE_NUMBER] = "a number",
	    [VALUE_STRING] = "a text",    [VALUE_DATE] = "a date",
	    [VALUE_LIST] = "a list",      [VALUE_MAP] = "a map",
	    [VALUE_WORK] = "a document",  [VALUE_TERM] = "a term",
	    [VALUE_HTML] = "HTML",
	};
	return names[kind];
}

struct value_node *value_node(struct arena *arena, enum value_kind kind)
{
	struct value_node *node = arena_alloc(arena, sizeof *node);

	node->kind = kind;
	return node;
}

void value_node_add(struct arena *arena, struct value_node *parent, struct value_node *item)
{
	parent->items = arena_grow(arena, parent->items, parent->count, sizeof *parent->items);
	parent->items[parent->count++] = item;
}

/* Fills the struct value at offset AT of OUT, appending what hangs on it. Recursion is as
 * deep as the tree: whoever builds trees limits that (content/limits.h, sandbox/freeze.h). */
static void flatten_at(struct buffer *out, size_t at, const struct value_node *node)
{
	struct value value = {
	    .kind = (uint32_t)node->kind, .line = node->line, .column = node->column};
	size_t end;

	switch (node->kind) {
	case VALUE_NUMBER:
		value.number = node->number;
		break;
	case VALUE_STRING:
	case VALUE_DATE:
	case VALUE_HTML:
		value.count = (uint32_t)node->text.size;
		value.offset = (int64_t)out->size - (int64_t)at;
		buffer_text(out, node->text);
		buffer_byte(out, '\0');
		break;
	case VALUE_LIST:
	case VALUE_MAP:
		value.count = (uint32_t)(node->kind == VALUE_MAP ? node->count / 2 : node->count);
		end = buffer_align(out, _Alignof(struct value));
		value.offset = (int64_t)end - (int64_t)at;
		memset(buffer_reserve(out, node->count * sizeof value), 0,
		       node->count * sizeof value);
		out->size += node->count * sizeof value;
		for (size_t i = 0; i < node->count; i++)
			flatten_at(out, end + i * sizeof value, node->items[i]);
		break;
	default:
		value.integer = node->integer;
	}
	memcpy(out->at + at, &value, sizeof value);
}

size_t value_flatten(struct buffer *out, const struct value_node *root)
{
	size_t at = buffer_align(out, _Alignof(struct value));

	buffer_reserve(out, sizeof(struct value));
	out->size += sizeof(struct value);
	flatten_at(out, at, root);
	return at;
}

/* Fills the struct value at offset AT of OUT, appending copies of what hangs on VALUE. */
static void copy_at(struct buffer *out, size_t at, const struct value *value)
{
	size_t count = value->kind == VALUE_MAP ? 2 * (size_t)value->count : value->count, first;
	struct value copy = *value;

	switch ((enum value_kind)value->kind) {
	case VALUE_STRING:
	case VALUE_DATE:
	case VALUE_HTML:
		copy.offset = (int64_t)out->size - (int64_t)at;
		buffer_text(out, value_text(value));
		buffer_byte(out, '\0');
		break;
	case VALUE_LIST:
	case VALUE_MAP:
		first = buffer_align(out, _Alignof(struct value));
		copy.offset = (int64_t)first - (int64_t)at;
		memset(buffer_reserve(out, count * sizeof copy), 0, count * sizeof copy);
		out->size += count * sizeof copy;
		for (size_t i = 0; i < count; i++)
			copy_at(out, first + i * sizeof copy,
				(const struct value *)behind(value) + i);
		break;
	default:
		break;
	}
	memcpy(out->at + at, &copy, sizeof copy);
}

size_t value_copy(struct buffer *out, const struct value *value)
{
	size_t at = buffer_align(out, _Alignof(struct value));

	buffer_reserve(out, sizeof *value);
	out->size += sizeof *value;
	copy_at(out, at, value);
	return at;
}
