#include "engine/document_changes.h"

#include "content/document.h"

#include <string.h>

/* Parsed alike, whatever types and plugins make of it. NULL: it cannot be read. */
static const struct record *parse(const struct snapshot *snapshot, const struct file *file,
				  struct buffer *bytes)
{
	struct limits limits = limits_default();
	struct document_parser parser = {.markdown = {.wiki = true, .lenient = true},
					 .limits = &limits};
	struct diagnostics unheard = {0};
	struct buffer blob = {0};

	if (snapshot_read(snapshot, file, &blob, &unheard) == STATUS_OK)
		document_parse(&parser, file->path, buffer_view(&blob), bytes, &unheard);
	buffer_free(&blob);
	diagnostics_free(&unheard);
	return bytes->size ? (const struct record *)(const void *)bytes->at : NULL;
}

static bool same_value(const struct value *a, const struct value *b)
{
	if (!a || !b || a->kind != b->kind)
		return a == b;
	if (a->kind != VALUE_LIST && a->kind != VALUE_MAP)
		return a->kind >= VALUE_STRING && a->kind != VALUE_WORK && a->kind != VALUE_TERM
			   ? text_equal(value_text(a), value_text(b))
			   : a->kind == VALUE_NULL || a->integer == b->integer;
	if (value_count(a) != value_count(b))
		return false;
	for (size_t i = 0; i < value_count(a); i++) {
		if (a->kind == VALUE_LIST) {
			if (!same_value(value_item(a, i), value_item(b, i)))
				return false;
			continue;
		}
		const struct value_entry *one = value_entry(a, i), *other = value_entry(b, i);
		if (!text_equal(value_text(&one->key), value_text(&other->key)) ||
		    !same_value(&one->value, &other->value))
			return false;
	}
	return true;
}

static void add_field(struct document_change *change, struct text name, struct arena *arena)
{
	change->fields = arena_grow(arena, change->fields, change->field_count, sizeof name);
	change->fields[change->field_count++] = arena_text(arena, name);
}

static bool is_title(struct text name)
{
	return text_is(name, "title");
}

static void compare(struct document_change *change, const struct record *before,
		    const struct record *now, struct arena *arena)
{
	const struct value *old = record_front(before), *new = record_front(now);

	if (!text_equal(record_text(before, before->title), record_text(now, now->title)))
		add_field(change, TEXT("title"), arena);
	for (size_t i = 0; i < value_count(new); i++) {
		const struct value_entry *entry = value_entry(new, i);
		struct text name = value_text(&entry->key);
		if (!is_title(name) && !same_value(&entry->value, value_find(old, name)))
			add_field(change, name, arena);
	}
	for (size_t i = 0; i < value_count(old); i++) {
		struct text name = value_text(&value_entry(old, i)->key);
		if (!is_title(name) && !value_find(new, name))
			add_field(change, name, arena);
	}
	/* Where links lead is in the holes; all of both follows the excerpt. */
	change->text =
	    !text_equal(record_text(before, before->html), record_text(now, now->html)) ||
	    before->holes.count != now->holes.count;
	for (uint32_t i = 0; i < now->holes.count && !change->text; i++)
		change->text = !text_equal(record_text(before, record_holes(before)[i].target),
					   record_text(now, record_holes(now)[i].target));
}

void document_changes_find(struct document_change *change, const struct snapshot *before,
			   const struct snapshot *now, struct text path, struct arena *arena)
{
	const struct file *old = snapshot_find(before, path), *new = snapshot_find(now, path);
	struct buffer old_bytes = {0}, new_bytes = {0};

	*change = (struct document_change){.path = path};
	if (!old || !new) {
		change->kind = old ? FILE_REMOVED : new ? FILE_ADDED : FILE_SAME;
		return;
	}
	if (memcmp(&old->blob, &new->blob, sizeof old->blob) == 0)
		return;
	change->kind = FILE_CHANGED;
	const struct record *was = parse(before, old, &old_bytes),
			    *is = parse(now, new, &new_bytes);
	if (was && is)
		compare(change, was, is, arena);
	buffer_free(&old_bytes);
	buffer_free(&new_bytes);
}
