#include "source/history.h"

#include "source/mailmap.h"
#include "source/tree_changes.h"

#include <stdlib.h>
#include <string.h>

enum {
	ID_SIZE = sizeof(struct blob_id),
	NEW_PART =
	    4, /* all parts become one when the new ones have a quarter of the first's paths */
};

/* ---- making */

static bool read_parts(struct flat_history *flat, const struct history_parts *parts, size_t *count)
{
	for (*count = 0; *count < parts->count && *count < HISTORY_PARTS_MAX; ++*count)
		if (!flat_history_read(&flat[*count], parts->list[*count]))
			return false;
	return true;
}

/* The walk stops at remembered commits, and these are the ancestors of the remembered head: so
 * the head is an ancestor of ours just when the walk has met it. */
static bool has_met(const struct commit_graph *graph, const struct blob_id *head)
{
	return map_get(&graph->by_id, text_make((const char *)head->bytes, ID_SIZE)) != MAP_NONE;
}

static enum status walk(struct history_plan *plan, struct diagnostics *d)
{
	return commit_graph_walk(&plan->graph, plan->snapshot, plan->parts, plan->part_count, d);
}

enum status history_plan_open(struct history_plan *plan, const struct snapshot *snapshot,
			      const struct history_parts *remembered, struct diagnostics *d)
{
	*plan = (struct history_plan){.snapshot = snapshot};
	if (!snapshot->shallow)
		read_parts(plan->parts, remembered, &plan->part_count);
	enum status status = walk(plan, d);
	while (status == STATUS_OK && plan->part_count &&
	       !has_met(&plan->graph, &plan->parts[plan->part_count - 1].head)) {
		plan->part_count--;
		commit_graph_free(&plan->graph);
		status = walk(plan, d);
	}
	plan->count = plan->graph.count;
	if (plan->count == 1 && plan->graph.commits[0].known)
		plan->count = 0;
	return status;
}

void history_plan_close(struct history_plan *plan)
{
	commit_graph_free(&plan->graph);
}

struct slice {
	struct touches touches;
	const struct commit_graph *graph;
};

static void note(void *self, size_t commit, struct text path)
{
	struct slice *slice = self;
	const struct graph_commit *by = &slice->graph->commits[commit];

	touches_add(&slice->touches, path, slice->graph->authors[by->author], by->date);
}

enum status history_slice(const struct history_plan *plan, size_t first, size_t count,
			  struct buffer *out, struct diagnostics *d)
{
	const struct snapshot *s = plan->snapshot;
	const struct blob_id none = {{0}};
	struct slice slice = {.graph = &plan->graph};
	struct arena arena = {0};
	struct tree_changes changes = {
	    .snapshot = s,
	    .graph = &plan->graph,
	    .folder = arena_printf(&arena, "%.*scontent/", TEXT_ARGS(s->prefix)),
	    .touched = note,
	    .self = &slice,
	};

	enum status status = tree_changes_find(&changes, first, count, d);
	if (status == STATUS_OK)
		touches_write(&slice.touches, none, NULL, 0, out);
	tree_changes_free(&changes);
	touches_free(&slice.touches);
	arena_free(&arena);
	return status;
}

static int compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, ID_SIZE);
}

static void write_part(const struct history_plan *plan, struct touches *touches, size_t kept,
		       struct buffer *out)
{
	struct blob_id head = {{0}}; /* of a shallow clone, so that it is an ancestor of none */
	struct buffer ids = {.size = 0};

	for (size_t i = kept; i < plan->part_count; i++)
		buffer_add(&ids, plan->parts[i].commits, plan->parts[i].commit_count * ID_SIZE);
	for (size_t i = 0; i < plan->graph.count; i++)
		if (!plan->graph.commits[i].known)
			buffer_add(&ids, plan->graph.commits[i].id.at, ID_SIZE);
	if (ids.size)
		qsort(ids.at, ids.size / ID_SIZE, ID_SIZE, compare_ids);
	if (!plan->snapshot->shallow)
		memcpy(head.bytes, plan->graph.commits[0].id.at, ID_SIZE);
	touches_write(touches, head, (const struct blob_id *)(const void *)ids.at,
		      ids.size / ID_SIZE, out);
	buffer_free(&ids);
}

/* How many parts stay beside a new one of the paths that are touched. */
static size_t parts_to_keep(const struct history_plan *plan, const struct touches *touches)
{
	size_t paths = touches->path_count;

	for (size_t i = 1; i < plan->part_count; i++)
		paths += plan->parts[i].path_count;
	if (!plan->part_count || paths > plan->parts[0].path_count / NEW_PART)
		return 0;
	return plan->part_count < HISTORY_PARTS_MAX ? plan->part_count : 1;
}

static enum status join_slices(const struct history_plan *plan, const struct text *slices,
			       size_t slice_count, struct touches *touches, struct diagnostics *d)
{
	for (size_t i = 0; i < slice_count; i++) {
		struct flat_history slice;
		if (!flat_history_read(&slice, slices[i])) {
			diag_machine(d, "joining the history of", plan->snapshot->commit,
				     "a part of it is damaged");
			return STATUS_MACHINE;
		}
		touches_join(touches, &slice);
	}
	return STATUS_OK;
}

enum status history_join(const struct history_plan *plan, const struct text *slices,
			 size_t slice_count, struct buffer *out, size_t *kept,
			 struct diagnostics *d)
{
	struct touches touches = {.path_count = 0};
	enum status status = join_slices(plan, slices, slice_count, &touches, d);

	if (status == STATUS_OK) {
		*kept = parts_to_keep(plan, &touches);
		for (size_t i = *kept; i < plan->part_count; i++)
			touches_join(&touches, &plan->parts[i]);
		for (size_t i = 0; i < *kept; i++)
			touches_join_touched(&touches, &plan->parts[i]);
		write_part(plan, &touches, *kept, out);
	}
	touches_free(&touches);
	return status;
}

/* ---- asking */

/* The .mailmap of the snapshot's commit, from the top of the repository as in git, and its DIGEST.
 */
static enum status read_mailmap(struct mailmap *mailmap, struct digest *digest,
				const struct snapshot *s, struct diagnostics *d)
{
	git_commit *commit = NULL;
	git_tree *tree = NULL;
	git_odb_object *object = NULL;
	git_oid id;

	int code = git_oid_fromstr(&id, s->commit);
	if (code == 0)
		code = git_commit_lookup(&commit, s->repository, &id);
	if (code == 0)
		code = git_commit_tree(&tree, commit);
	const git_tree_entry *entry = code ? NULL : git_tree_entry_byname(tree, ".mailmap");
	if (entry && git_tree_entry_type(entry) == GIT_OBJECT_BLOB &&
	    git_tree_entry_filemode(entry) != GIT_FILEMODE_LINK)
		code = tree_read(&object, s->odb, git_tree_entry_id(entry)->id, GIT_OBJECT_BLOB);
	if (object) {
		mailmap_read(mailmap, tree_bytes(object));
		*digest = digest_text(tree_bytes(object));
	}
	if (code)
		diag_machine(d, "reading", ".mailmap", tree_error(code));
	git_odb_object_free(object);
	git_tree_free(tree);
	git_commit_free(commit);
	return code ? STATUS_MACHINE : STATUS_OK;
}

static void name_authors(struct history_part *part, const struct mailmap *mailmap,
			 struct arena *arena)
{
	const struct flat_history *flat = &part->flat;

	part->names = arena_array(arena, flat->author_count, sizeof *part->names);
	for (size_t i = 0; i < flat->author_count; i++) {
		struct text email = flat_history_author(flat, i), name = TEXT("");
		if (!text_split(&email, '\n', &name) || !email.at)
			email = TEXT("");
		part->names[i] = arena_text(arena, mailmap_name(mailmap, name, email));
	}
}

/* Which files of a work tree differ from those of its HEAD. */
static enum status find_changed(struct history *history, const struct snapshot *s,
				struct diagnostics *d)
{
	struct snapshot head;
	struct diagnostics unlisted = {.count = 0}; /* names: reported for the work tree already */
	enum status status =
	    snapshot_open(&head, arena_string(&history->arena, s->directory), s->commit, &unlisted);

	if (status == STATUS_MACHINE || status == STATUS_USAGE) {
		diag_machine(d, "comparing the work tree with", s->commit,
			     "the commit cannot be read");
		status = STATUS_MACHINE;
	} else {
		status = STATUS_OK;
		history->changed =
		    arena_array(&history->arena, s->count + 1, sizeof *history->changed);
		for (size_t i = 0; i < s->count; i++) {
			const struct file *file = &s->files[i],
					  *before = snapshot_find(&head, file->path);
			if (!before || memcmp(file->blob.bytes, before->blob.bytes, ID_SIZE) != 0)
				history->changed[history->changed_count++] =
				    arena_text(&history->arena, file->path);
		}
	}
	snapshot_close(&head);
	diagnostics_free(&unlisted);
	return status;
}

enum status history_open(struct history *history, const struct history_parts *parts,
			 const struct snapshot *snapshot, struct diagnostics *d)
{
	struct flat_history flat[HISTORY_PARTS_MAX];
	struct mailmap mailmap = {.count = 0};

	*history = (struct history){.time = snapshot->time};
	if (!read_parts(flat, parts, &history->part_count) || !history->part_count) {
		diag_machine(d, "reading the history of", snapshot->commit, "it is damaged");
		return STATUS_MACHINE;
	}
	enum status status = read_mailmap(&mailmap, &history->mailmap, snapshot, d);
	for (size_t i = 0; i < history->part_count && status == STATUS_OK; i++) {
		history->parts[i].flat = flat[i];
		name_authors(&history->parts[i], &mailmap, &history->arena);
	}
	if (status == STATUS_OK && snapshot->directory.size)
		status = find_changed(history, snapshot, d);
	mailmap_free(&mailmap);
	return status;
}

void history_close(struct history *history)
{
	arena_free(&history->arena);
	*history = (struct history){.time = 0};
}

/* By first contribution, each name once: two addresses of one person are one author. */
static void list_authors(const struct history_part *part, const struct flat_path *path,
			 struct arena *arena, struct path_history *result)
{
	result->authors = arena_array(arena, path->contribution_count, sizeof *result->authors);
	for (size_t i = 0; i < path->contribution_count; i++) {
		uint64_t author = part->flat.contributions[path->first_contribution + i].author;
		struct text name = part->names[author];
		size_t at = 0;
		while (at < result->author_count && !text_equal(result->authors[at], name))
			at++;
		if (at == result->author_count && name.size)
			result->authors[result->author_count++] = arena_text(arena, name);
	}
}

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static bool is_changed(const struct history *history, struct text path)
{
	return history->changed_count &&
	       bsearch(&path, history->changed, history->changed_count, sizeof path, compare_texts);
}

bool history_of(const struct history *history, struct text path, struct arena *arena,
		struct path_history *result)
{
	const struct flat_path *found = NULL;
	size_t i = history->part_count;

	while (!found && i > 0)
		found = flat_history_find(&history->parts[--i].flat, path);
	*result = (struct path_history){.created = history->time, .updated = history->time};
	if (!found)
		return false;
	result->created = found->created;
	if (!is_changed(history, path))
		result->updated = found->updated;
	list_authors(&history->parts[i], found, arena, result);
	return true;
}

/* ---- telling what has changed */

struct history_state history_state(const struct history *history)
{
	struct history_state state = {.mailmap = history->mailmap};

	for (size_t i = 0; i < history->changed_count; i++)
		if (text_starts_with(history->changed[i], TEXT("content/")))
			return state;
	state.head = history->parts[history->part_count - 1].flat.head;
	return state;
}

static bool is_same(const struct blob_id *a, const struct blob_id *b)
{
	return memcmp(a->bytes, b->bytes, ID_SIZE) == 0;
}

bool history_since(const struct history *history, const struct history_state *then,
		   struct arena *arena, const struct text **paths, size_t *count)
{
	const struct blob_id none = {{0}};
	size_t first = history->part_count, most = history->changed_count;

	for (; first > 0 && !is_same(&history->parts[first - 1].flat.head, &then->head); first--)
		most += history->parts[first - 1].flat.path_count;
	if (!first || is_same(&then->head, &none) || !digest_equal(then->mailmap, history->mailmap))
		return false;
	struct text *list = arena_array(arena, most + 1, sizeof *list);
	size_t at = 0;
	for (size_t i = 0; i < history->changed_count; i++)
		list[at++] = history->changed[i];
	for (; first < history->part_count; first++) {
		const struct flat_history *flat = &history->parts[first].flat;
		for (size_t i = 0; i < flat->path_count; i++)
			list[at++] = flat_history_path(flat, i);
	}
	*paths = list;
	*count = at;
	return true;
}
