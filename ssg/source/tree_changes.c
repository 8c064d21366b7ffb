#include "source/tree_changes.h"

#include "workers/pulse.h"

#include <string.h>

enum { ID_SIZE = sizeof(struct blob_id) };

/* A folder in one commit, and the same folder in those of its parents that have it. */
struct comparison {
	struct blob_id tree;
	size_t commit;
	size_t first_parent; /* into the folder's ->parents */
	size_t parent_count;
};

/* One folder, and all comparisons that it needs. */
struct folder {
	struct text name;
	struct comparison *comparisons;
	size_t count;
	struct blob_id *parents;
	size_t parent_count;
};

/* The folders in a folder that some commit has changed. */
struct subfolders {
	struct arena arena;
	struct folder *list;
	size_t count;
	struct map by_name;
};

/* One parent's folder, read along with the commit's. */
struct parent {
	git_odb_object *object;
	struct text rest;
	struct tree_entry entry; /* the first that is not before the commit's, if AT_ENTRY */
	bool at_entry;
	bool has_folder; /* ENTRY is a folder in the place of the commit's, but another version */
};

void tree_changes_free(struct tree_changes *changes)
{
	for (size_t i = 0; i < TREE_CACHE_SLOTS; i++)
		git_odb_object_free(changes->cache[i]);
	buffer_free(&changes->path);
	buffer_free(&changes->parents);
}

static bool same_id(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, ID_SIZE) == 0;
}

/* The tree ID, by way of the cache; free by git_odb_object_free. */
static int read_tree(struct tree_changes *changes, const struct blob_id *id,
		     git_odb_object **object)
{
	git_odb_object **slot = &changes->cache[id->bytes[0] % TREE_CACHE_SLOTS];

	pulse_tick();
	if (*slot && same_id(git_odb_object_id(*slot)->id, id->bytes))
		return git_odb_object_dup(object, *slot);
	int code = tree_read(object, changes->snapshot->odb, id->bytes, GIT_OBJECT_TREE);
	if (code)
		return code;
	git_odb_object_free(*slot);
	return git_odb_object_dup(slot, *object);
}

static void add_parent(struct arena *arena, struct folder *folder, const unsigned char *id)
{
	folder->parents =
	    arena_grow(arena, folder->parents, folder->parent_count, sizeof *folder->parents);
	memcpy(folder->parents[folder->parent_count++].bytes, id, ID_SIZE);
}

static void add_comparison(struct arena *arena, struct folder *folder,
			   const struct comparison *comparison)
{
	folder->comparisons =
	    arena_grow(arena, folder->comparisons, folder->count, sizeof *folder->comparisons);
	folder->comparisons[folder->count++] = *comparison;
}

static struct folder *enter_subfolder(struct subfolders *subfolders, struct text name)
{
	size_t at = map_get(&subfolders->by_name, name);

	if (at != MAP_NONE)
		return &subfolders->list[at];
	at = subfolders->count++;
	subfolders->list =
	    arena_grow(&subfolders->arena, subfolders->list, at, sizeof *subfolders->list);
	subfolders->list[at] = (struct folder){.name = arena_text(&subfolders->arena, name)};
	map_put(&subfolders->by_name, subfolders->list[at].name, at);
	return &subfolders->list[at];
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

/* True if a parent has the same ENTRY. If none has, ->has_folder is set in each. */
static bool is_inherited(struct parent *parents, size_t count, const struct tree_entry *entry)
{
	for (size_t i = 0; i < count; i++) {
		bool found = find_entry(&parents[i], entry);
		if (found && parents[i].entry.kind == entry->kind &&
		    same_id(parents[i].entry.id, entry->id))
			return true;
		parents[i].has_folder = found && entry->kind == TREE_FOLDER;
	}
	return false;
}

/* Above ->folder only the path down to it matters; below it, everything. */
static bool leads_to_folder(const struct tree_changes *changes, struct text path, bool is_folder)
{
	if (path.size >= changes->folder.size)
		return text_starts_with(path, changes->folder);
	return is_folder && text_starts_with(changes->folder, path);
}

/* A changed or new ENTRY of a commit's folder, which is ->path now. */
static int note_change(struct tree_changes *changes, const struct tree_entry *entry, size_t commit,
		       const struct parent *parents, size_t count, struct subfolders *subfolders)
{
	if (++changes->changes > TREE_CHANGES_MAX)
		return TREE_TOO_LARGE;
	if (entry->kind == TREE_FILE)
		changes->touched(changes->self, commit,
				 text_slice(buffer_view(&changes->path),
					    changes->snapshot->prefix.size, changes->path.size));
	if (entry->kind != TREE_FOLDER)
		return 0;
	struct folder *folder = enter_subfolder(subfolders, entry->name);
	struct comparison below = {.commit = commit, .first_parent = folder->parent_count};
	memcpy(below.tree.bytes, entry->id, ID_SIZE);
	for (size_t i = 0; i < count; i++)
		if (parents[i].has_folder)
			add_parent(&subfolders->arena, folder, parents[i].entry.id);
	below.parent_count = folder->parent_count - below.first_parent;
	add_comparison(&subfolders->arena, folder, &below);
	return 0;
}

static int compare_entries(struct tree_changes *changes, struct text rest, size_t commit,
			   struct parent *parents, size_t count, struct subfolders *subfolders)
{
	size_t before = changes->path.size;
	struct tree_entry entry;
	int code = 0;

	while (code == 0 && tree_next(&rest, &entry)) {
		if (is_inherited(parents, count, &entry))
			continue;
		buffer_text(&changes->path, entry.name);
		if (entry.kind == TREE_FOLDER)
			buffer_byte(&changes->path, '/');
		if (leads_to_folder(changes, buffer_view(&changes->path),
				    entry.kind == TREE_FOLDER))
			code = note_change(changes, &entry, commit, parents, count, subfolders);
		changes->path.size = before;
	}
	return code;
}

static int compare(struct tree_changes *changes, const struct folder *folder,
		   const struct comparison *comparison, struct subfolders *subfolders)
{
	size_t count = folder->parents ? comparison->parent_count : 0, opened = 0;
	git_odb_object *object = NULL;

	buffer_clear(&changes->parents);
	struct parent *parents =
	    (struct parent *)(void *)buffer_reserve(&changes->parents, count * sizeof *parents);
	int code = read_tree(changes, &comparison->tree, &object);
	for (; code == 0 && opened < count; opened++) {
		struct parent *parent = &parents[opened];
		code = read_tree(changes, &folder->parents[comparison->first_parent + opened],
				 &parent->object);
		if (code)
			break;
		parent->rest = tree_bytes(parent->object);
		parent->at_entry = tree_next(&parent->rest, &parent->entry);
	}
	if (code == 0)
		code = compare_entries(changes, tree_bytes(object), comparison->commit, parents,
				       count, subfolders);
	for (size_t i = 0; i < opened; i++)
		git_odb_object_free(parents[i].object);
	git_odb_object_free(object);
	return code;
}

static void report(struct tree_changes *changes, size_t commit, int code, struct diagnostics *d)
{
	struct arena arena = {0};
	char hex[2 * ID_SIZE + 1];

	text_hex(hex, (const unsigned char *)changes->graph->commits[commit].id.at, ID_SIZE);
	struct text where =
	    arena_printf(&arena, "%.*s of commit %s", TEXT_ARGS(buffer_view(&changes->path)), hex);
	diag_machine(d, "reading folder", where.at, tree_error(code));
	arena_free(&arena);
}

/* A path that is too deep for a snapshot has no history. */
static bool compare_folder(struct tree_changes *changes, const struct folder *folder, size_t depth,
			   struct diagnostics *d)
{
	struct subfolders subfolders = {.count = 0};
	size_t before = changes->path.size;
	int code = 0;

	for (size_t i = 0; i < folder->count && code == 0; i++) {
		code = compare(changes, folder, &folder->comparisons[i], &subfolders);
		if (code)
			report(changes, folder->comparisons[i].commit, code, d);
	}
	bool fine = code == 0;
	for (size_t i = 0; fine && i < subfolders.count && depth < TREE_DEPTH_MAX; i++) {
		buffer_text(&changes->path, subfolders.list[i].name);
		buffer_byte(&changes->path, '/');
		fine = compare_folder(changes, &subfolders.list[i], depth + 1, d);
		changes->path.size = before;
	}
	map_free(&subfolders.by_name);
	arena_free(&subfolders.arena);
	return fine;
}

enum status tree_changes_find(struct tree_changes *changes, size_t first, size_t count,
			      struct diagnostics *d)
{
	const struct commit_graph *graph = changes->graph;
	struct folder top = {.count = 0};
	struct arena arena = {0};

	for (size_t i = first; i < graph->count && i - first < count; i++) {
		const struct graph_commit *commit = &graph->commits[i];
		struct comparison comparison = {.tree = commit->tree,
						.commit = i,
						.first_parent = top.parent_count,
						.parent_count = commit->parent_count};
		bool inherited = commit->known;
		for (size_t p = 0; p < commit->parent_count; p++) {
			size_t parent = graph->parents[commit->first_parent + p];
			const unsigned char *tree = graph->commits[parent].tree.bytes;
			inherited = inherited || same_id(tree, commit->tree.bytes);
			add_parent(&arena, &top, tree);
		}
		if (!inherited)
			add_comparison(&arena, &top, &comparison);
	}
	bool fine = compare_folder(changes, &top, 0, d);
	arena_free(&arena);
	return fine ? STATUS_OK : STATUS_MACHINE;
}
