#include "source/tree_changes.h"

#include <string.h>

/* One parent's folder, read along with the commit's. */
struct parent {
	const unsigned char *folder; /* its id */
	git_odb_object *object;
	struct text rest;
	struct tree_entry entry; /* the first that is not behind the commit's, if AT_ENTRY */
	bool at_entry;
};

void tree_changes_free(struct tree_changes *changes)
{
	for (size_t i = 0; i < TREE_CACHE_SLOTS; i++)
		git_odb_object_free(changes->cache[i]);
	for (size_t i = 0; i < TREE_DEPTH_MAX + 2; i++)
		buffer_free(&changes->parents[i]);
	buffer_free(&changes->path);
}

static bool same_id(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, sizeof(struct blob_id)) == 0;
}

/* The tree ID, by way of the cache; free by git_odb_object_free. */
static int read_tree(struct tree_changes *changes, const unsigned char *id, git_odb_object **object)
{
	git_odb_object **slot = &changes->cache[(id[0] | id[1] << 8) % TREE_CACHE_SLOTS];

	if (*slot && same_id(git_odb_object_id(*slot)->id, id))
		return git_odb_object_dup(object, *slot);
	int code = tree_read(object, changes->snapshot->odb, id, GIT_OBJECT_TREE);
	if (code)
		return code;
	git_odb_object_free(*slot);
	return git_odb_object_dup(slot, *object);
}

/* The list of parents for DEPTH, with room for COUNT. */
static struct parent *parents_at(struct tree_changes *changes, size_t depth, size_t count)
{
	return (struct parent *)(void *)buffer_reserve(&changes->parents[depth],
						       count * sizeof(struct parent));
}

/* Moves PARENT to the entry of the same name and kind, if there is one. */
static bool find_entry(struct parent *parent, const struct tree_entry *entry)
{
	while (parent->at_entry) {
		int order = tree_compare(&parent->entry, entry);
		if (order >= 0)
			return order == 0;
		parent->at_entry = tree_next(&parent->rest, &parent->entry);
	}
	return false;
}

/* Does a parent have the same ENTRY? If none has, the folders that parents have in its place
 * are in the list of DEPTH + 1, and FOLDERS says how many. */
static bool is_inherited(struct tree_changes *changes, const struct tree_entry *entry, size_t depth,
			 size_t count, size_t *folders)
{
	struct parent *parents = parents_at(changes, depth, count);
	struct parent *below = parents_at(changes, depth + 1, count);

	*folders = 0;
	for (size_t i = 0; i < count; i++) {
		if (!find_entry(&parents[i], entry))
			continue;
		if (parents[i].entry.kind == entry->kind && same_id(parents[i].entry.id, entry->id))
			return true;
		if (entry->kind == TREE_FOLDER)
			below[(*folders)++] = (struct parent){.folder = parents[i].entry.id};
	}
	return false;
}

static int compare_folders(struct tree_changes *changes, const unsigned char *id, size_t depth,
			   size_t count);

/* Of the folders above ->folder only the way down to it matters; below, all. */
static bool leads_to_folder(const struct tree_changes *changes, struct text path, bool is_folder)
{
	if (path.size >= changes->folder.size)
		return text_starts_with(path, changes->folder);
	return is_folder && text_starts_with(changes->folder, path);
}

static int compare_entry(struct tree_changes *changes, const struct tree_entry *entry, size_t depth,
			 size_t count)
{
	bool is_folder = entry->kind == TREE_FOLDER;
	size_t before = changes->path.size, folders;
	int code = 0;

	buffer_text(&changes->path, entry->name);
	if (is_folder)
		buffer_byte(&changes->path, '/');
	struct text path = buffer_view(&changes->path);
	if (leads_to_folder(changes, path, is_folder) &&
	    !is_inherited(changes, entry, depth, count, &folders)) {
		if (++changes->entries > TREE_ENTRIES_MAX)
			code = TREE_TOO_LARGE;
		else if (entry->kind == TREE_FILE)
			changes->touched(
			    changes->self,
			    text_slice(path, changes->snapshot->prefix.size, path.size));
		else if (is_folder && depth < TREE_DEPTH_MAX) /* no snapshot lists deeper */
			code = compare_folders(changes, entry->id, depth + 1, folders);
	}
	changes->path.size = before;
	return code;
}

/* Compares the tree ID with the COUNT parents' that the list of DEPTH names. */
static int compare_folders(struct tree_changes *changes, const unsigned char *id, size_t depth,
			   size_t count)
{
	struct parent *parents = parents_at(changes, depth, count);
	git_odb_object *object = NULL;
	struct tree_entry entry;
	size_t opened = 0;

	int code = read_tree(changes, id, &object);
	for (; code == 0 && opened < count; opened++) {
		struct parent *parent = &parents[opened];
		code = read_tree(changes, parent->folder, &parent->object);
		if (code)
			break;
		parent->rest = tree_bytes(parent->object);
		parent->at_entry = tree_next(&parent->rest, &parent->entry);
	}
	struct text rest = code ? TEXT("") : tree_bytes(object);
	while (code == 0 && tree_next(&rest, &entry))
		code = compare_entry(changes, &entry, depth, count);
	for (size_t i = 0; i < opened; i++)
		git_odb_object_free(parents[i].object);
	git_odb_object_free(object);
	return code;
}

enum status tree_changes_of(struct tree_changes *changes, const struct commit_graph *graph,
			    size_t i, struct diagnostics *d)
{
	const struct graph_commit *commit = &graph->commits[i];
	struct parent *parents = parents_at(changes, 0, commit->parent_count);

	for (size_t p = 0; p < commit->parent_count; p++) {
		size_t at = graph->parents[commit->first_parent + p];
		parents[p] = (struct parent){.folder = graph->commits[at].tree.bytes};
		if (same_id(parents[p].folder, commit->tree.bytes))
			return STATUS_OK;
	}
	changes->entries = 0;
	buffer_clear(&changes->path);
	int code = compare_folders(changes, commit->tree.bytes, 0, commit->parent_count);
	if (code == 0)
		return STATUS_OK;
	char hex[2 * sizeof(struct blob_id) + 1];
	text_hex(hex, (const unsigned char *)commit->id.at, sizeof(struct blob_id));
	diag_machine(d, "comparing commit", hex, tree_error(code));
	return STATUS_MACHINE;
}
