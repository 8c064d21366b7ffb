#include "source/history.h"

#include "source/mailmap.h"
#include "source/tree_changes.h"

#include <stdlib.h>
#include <string.h>

enum { ID_SIZE = sizeof(struct blob_id) };

/* ---- making */

static struct known_commits known_of(const struct flat_history *remembered)
{
	return (struct known_commits){remembered->origin.commits, remembered->origin.commit_count};
}

/* The walk stops at remembered commits, and these are the ancestors of the remembered head: so
 * the head is an ancestor of ours just when the walk has met it. */
static bool has_met(const struct commit_graph *graph, const struct blob_id *head)
{
	return map_get(&graph->by_id, text_make((const char *)head->bytes, ID_SIZE)) != MAP_NONE;
}

enum status history_plan_open(struct history_plan *plan, const struct snapshot *snapshot,
			      struct text remembered, struct diagnostics *d)
{
	*plan = (struct history_plan){.snapshot = snapshot};
	if (snapshot->shallow || !flat_history_read(&plan->remembered, remembered) ||
	    !text_equal(plan->remembered.origin.prefix, snapshot->prefix) ||
	    plan->remembered.origin.commit_count == 0)
		plan->remembered = (struct flat_history){.path_count = 0};
	enum status status =
	    commit_graph_walk(&plan->graph, snapshot, known_of(&plan->remembered), d);
	if (status == STATUS_OK && plan->remembered.origin.commit_count &&
	    !has_met(&plan->graph, &plan->remembered.origin.head)) {
		plan->remembered = (struct flat_history){.path_count = 0};
		commit_graph_free(&plan->graph);
		status = commit_graph_walk(&plan->graph, snapshot, known_of(&plan->remembered), d);
	}
	plan->count = plan->graph.count;
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
	struct history_origin origin = {.prefix = s->prefix};
	const struct flat_history nothing = {.path_count = 0};
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
		touches_write(&slice.touches, &nothing, &origin, out);
	tree_changes_free(&changes);
	touches_free(&slice.touches);
	arena_free(&arena);
	return status;
}

static int compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, ID_SIZE);
}

/* All commits of the new history: those remembered and those walked. */
static void collect_commits(const struct history_plan *plan, struct buffer *ids)
{
	const struct history_origin *before = &plan->remembered.origin;

	buffer_add(ids, before->commits, before->commit_count * ID_SIZE);
	for (size_t i = 0; i < plan->graph.count; i++)
		if (!plan->graph.commits[i].known)
			buffer_add(ids, plan->graph.commits[i].id.at, ID_SIZE);
	qsort(ids->at, ids->size / ID_SIZE, ID_SIZE, compare_ids);
}

enum status history_join(const struct history_plan *plan, const struct text *slices,
			 size_t slice_count, struct buffer *out, struct diagnostics *d)
{
	struct history_origin origin = {.prefix = plan->snapshot->prefix};
	struct touches touches = {.path_count = 0};
	struct buffer ids = {.size = 0};
	enum status status = STATUS_OK;

	for (size_t i = 0; i < slice_count && status == STATUS_OK; i++) {
		struct flat_history slice;
		if (flat_history_read(&slice, slices[i])) {
			touches_join(&touches, &slice);
		} else {
			diag_machine(d, "joining the history of", plan->snapshot->commit,
				     "a part of it is damaged");
			status = STATUS_MACHINE;
		}
	}
	if (status == STATUS_OK) {
		collect_commits(plan, &ids);
		memcpy(origin.head.bytes, plan->graph.commits[0].id.at, ID_SIZE);
		origin.commits = (const struct blob_id *)(const void *)ids.at;
		/* A list without its commits is of no ancestor: so none is remembered. */
		origin.commit_count = plan->snapshot->shallow ? 0 : ids.size / ID_SIZE;
		touches_write(&touches, &plan->remembered, &origin, out);
	}
	buffer_free(&ids);
	touches_free(&touches);
	return status;
}

/* ---- asking */

/* The .mailmap of the snapshot's commit, from the top of the repository as in git. */
static enum status read_mailmap(struct mailmap *mailmap, const struct snapshot *s,
				struct diagnostics *d)
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
	if (object)
		mailmap_read(mailmap, tree_bytes(object));
	if (code)
		diag_machine(d, "reading", ".mailmap", tree_error(code));
	git_odb_object_free(object);
	git_tree_free(tree);
	git_commit_free(commit);
	return code ? STATUS_MACHINE : STATUS_OK;
}

static void name_authors(struct history *history, const struct mailmap *mailmap)
{
	const struct flat_history *flat = &history->flat;

	history->names = arena_array(&history->arena, flat->author_count, sizeof *history->names);
	for (size_t i = 0; i < flat->author_count; i++) {
		struct text email = flat_history_author(flat, i), name;
		if (!text_split(&email, '\n', &name) || !email.at)
			email = TEXT("");
		history->names[i] = arena_text(&history->arena, mailmap_name(mailmap, name, email));
	}
}

/* Which files of a work tree are not those of its HEAD. */
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
		for (size_t i = 0; i < s->count; i++) {
			const struct file *file = &s->files[i],
					  *before = snapshot_find(&head, file->path);
			if (!before || memcmp(file->blob.bytes, before->blob.bytes, ID_SIZE) != 0)
				map_put(&history->changed, arena_text(&history->arena, file->path),
					i);
		}
	}
	snapshot_close(&head);
	diagnostics_free(&unlisted);
	return status;
}

enum status history_open(struct history *history, struct text bytes,
			 const struct snapshot *snapshot, struct diagnostics *d)
{
	struct mailmap mailmap = {.count = 0};

	*history = (struct history){.time = snapshot->time};
	if (!flat_history_read(&history->flat, bytes)) {
		diag_machine(d, "reading the history of", snapshot->commit, "it is damaged");
		return STATUS_MACHINE;
	}
	enum status status = read_mailmap(&mailmap, snapshot, d);
	if (status == STATUS_OK)
		name_authors(history, &mailmap);
	if (status == STATUS_OK && snapshot->directory.size)
		status = find_changed(history, snapshot, d);
	mailmap_free(&mailmap);
	return status;
}

void history_close(struct history *history)
{
	map_free(&history->changed);
	arena_free(&history->arena);
	*history = (struct history){.time = 0};
}

/* By first contribution, each name once: two addresses of one person are one author. */
static void list_authors(const struct history *history, const struct flat_path *path,
			 struct arena *arena, struct path_history *result)
{
	result->authors = arena_array(arena, path->contribution_count, sizeof *result->authors);
	for (size_t i = 0; i < path->contribution_count; i++) {
		uint64_t author = history->flat.contributions[path->first_contribution + i].author;
		struct text name = history->names[author];
		size_t at = 0;
		while (at < result->author_count && !text_equal(result->authors[at], name))
			at++;
		if (at == result->author_count && name.size)
			result->authors[result->author_count++] = arena_text(arena, name);
	}
}

bool history_of(const struct history *history, struct text path, struct arena *arena,
		struct path_history *result)
{
	const struct flat_path *found = flat_history_find(&history->flat, path);

	*result = (struct path_history){.created = history->time, .updated = history->time};
	if (!found)
		return false;
	result->created = found->created;
	if (map_get(&history->changed, path) == MAP_NONE)
		result->updated = found->updated;
	list_authors(history, found, arena, result);
	return true;
}
