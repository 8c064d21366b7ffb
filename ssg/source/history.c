#include "source/history.h"

#include "source/mailmap.h"
#include "source/tree_changes.h"

#include <stdlib.h>
#include <string.h>

enum { ID_SIZE = sizeof(struct blob_id) };

/* What is new is written with each commit, and the base when that has become so large a part. */
enum { SINCE_PART = 16 };

/* ---- making */

static void read_remembered(struct history_plan *plan, const struct history_bytes *bytes)
{
	const struct flat_history nothing = {.path_count = 0};
	struct flat_history *base = &plan->base, *since = &plan->since;

	if (plan->snapshot->shallow || !flat_history_read(base, bytes->base, bytes->whole) ||
	    !text_equal(base->origin.prefix, plan->snapshot->prefix) ||
	    !digest_equal(base->origin.base, nothing.digest) || base->origin.commit_count == 0)
		*base = nothing;
	if (!base->size || !flat_history_read(since, bytes->since, false) ||
	    !digest_equal(since->origin.base, base->digest))
		*since = nothing;
}

/* The walk stops at remembered commits, and these are the ancestors of the remembered head: so
 * the head is an ancestor of ours just when the walk has met it. */
static bool has_met(const struct commit_graph *graph, const struct blob_id *head)
{
	return map_get(&graph->by_id, text_make((const char *)head->bytes, ID_SIZE)) != MAP_NONE;
}

static enum status walk(struct history_plan *plan, struct diagnostics *d)
{
	const struct history_origin *base = &plan->base.origin, *since = &plan->since.origin;
	const struct known_commits known = {{base->commits, since->commits},
					    {base->commit_count, since->commit_count}};

	return commit_graph_walk(&plan->graph, plan->snapshot, &known, d);
}

enum status history_plan_open(struct history_plan *plan, const struct snapshot *snapshot,
			      const struct history_bytes *remembered, struct diagnostics *d)
{
	struct flat_history *last;

	*plan = (struct history_plan){.snapshot = snapshot};
	read_remembered(plan, remembered);
	enum status status = walk(plan, d);
	while (status == STATUS_OK &&
	       (last = plan->since.size ? &plan->since : &plan->base)->size &&
	       !has_met(&plan->graph, &last->origin.head)) {
		*last = (struct flat_history){.path_count = 0};
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

static void add_commits(struct buffer *ids, const struct history_origin *origin)
{
	buffer_add(ids, origin->commits, origin->commit_count * ID_SIZE);
}

static void sort_commits(struct buffer *ids, struct history_origin *origin)
{
	qsort(ids->at, ids->size / ID_SIZE, ID_SIZE, compare_ids);
	origin->commits = (const struct blob_id *)(const void *)ids->at;
	origin->commit_count = ids->size / ID_SIZE;
}

/* What is new since the base; all, if there is none. */
static void write_new(const struct history_plan *plan, struct touches *touches, struct buffer *out)
{
	struct history_origin origin = {.prefix = plan->snapshot->prefix,
					.base = plan->base.digest};
	struct buffer ids = {.size = 0};

	add_commits(&ids, &plan->since.origin);
	for (size_t i = 0; i < plan->graph.count; i++)
		if (!plan->graph.commits[i].known)
			buffer_add(&ids, plan->graph.commits[i].id.at, ID_SIZE);
	sort_commits(&ids, &origin);
	memcpy(origin.head.bytes, plan->graph.commits[0].id.at, ID_SIZE);
	/* A list without its commits is of no ancestor: so none is remembered. */
	if (plan->snapshot->shallow)
		origin.commit_count = 0;
	touches_join_touched(touches, &plan->base);
	touches_write(touches, &plan->since, &origin, out);
	buffer_free(&ids);
}

/* Puts the base and what is new, in OUT from START on, together in its place. */
static void write_base(const struct history_plan *plan, size_t start, struct buffer *out)
{
	struct touches touches = {.path_count = 0};
	struct buffer ids = {.size = 0}, base = {.size = 0};
	struct flat_history since;

	flat_history_read(&since, text_make(out->at + start, out->size - start), true);
	struct history_origin origin = {.prefix = plan->snapshot->prefix,
					.head = since.origin.head};
	add_commits(&ids, &plan->base.origin);
	add_commits(&ids, &since.origin);
	sort_commits(&ids, &origin);
	touches_join(&touches, &since);
	touches_write(&touches, &plan->base, &origin, &base);
	out->size = start;
	buffer_text(out, buffer_view(&base));
	touches_free(&touches);
	buffer_free(&ids);
	buffer_free(&base);
}

static enum status join_slices(const struct history_plan *plan, const struct text *slices,
			       size_t slice_count, struct touches *touches, struct diagnostics *d)
{
	for (size_t i = 0; i < slice_count; i++) {
		struct flat_history slice;
		if (!flat_history_read(&slice, slices[i], false)) {
			diag_machine(d, "joining the history of", plan->snapshot->commit,
				     "a part of it is damaged");
			return STATUS_MACHINE;
		}
		touches_join(touches, &slice);
	}
	return STATUS_OK;
}

enum status history_join(const struct history_plan *plan, const struct text *slices,
			 size_t slice_count, struct buffer *out, bool *continues,
			 struct diagnostics *d)
{
	struct touches touches = {.path_count = 0};
	size_t start = buffer_align(out, sizeof(uint64_t));

	enum status status = join_slices(plan, slices, slice_count, &touches, d);
	if (status == STATUS_OK) {
		write_new(plan, &touches, out);
		*continues = plan->base.size && out->size - start <= plan->base.size / SINCE_PART;
		if (plan->base.size && !*continues)
			write_base(plan, start, out);
	}
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

static struct digest ground_of(const struct history_part *part)
{
	struct digest ground = part->flat.digest;

	for (size_t i = 0; i < part->flat.author_count; i++)
		ground = digest_join(ground, digest_text(part->names[i]));
	return ground;
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

enum status history_open(struct history *history, const struct history_bytes *bytes,
			 const struct snapshot *snapshot, struct diagnostics *d)
{
	struct mailmap mailmap = {.count = 0};

	*history = (struct history){.time = snapshot->time};
	struct flat_history *base = &history->parts[1].flat, *since = &history->parts[0].flat;
	if (!flat_history_read(base, bytes->base, true) ||
	    (bytes->since.size && !flat_history_read(since, bytes->since, true))) {
		diag_machine(d, "reading the history of", snapshot->commit, "it is damaged");
		return STATUS_MACHINE;
	}
	enum status status = read_mailmap(&mailmap, snapshot, d);
	for (int i = 0; i < 2 && status == STATUS_OK; i++)
		name_authors(&history->parts[i], &mailmap, &history->arena);
	if (status == STATUS_OK && snapshot->directory.size)
		status = find_changed(history, snapshot, d);
	else if (status == STATUS_OK)
		history->ground = ground_of(&history->parts[1]);
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

const struct text *history_since(const struct history *history, struct arena *arena, size_t *count)
{
	const struct flat_history *since = &history->parts[0].flat;
	struct text *paths = arena_array(arena, since->path_count + 1, sizeof *paths);

	for (*count = 0; *count < since->path_count; ++*count)
		paths[*count] = flat_history_path(since, *count);
	return paths;
}

bool history_of(const struct history *history, struct text path, struct arena *arena,
		struct path_history *result)
{
	const struct history_part *part = &history->parts[0];
	const struct flat_path *found = flat_history_find(&part->flat, path);

	if (!found)
		found = flat_history_find(&(++part)->flat, path);
	*result = (struct path_history){.created = history->time, .updated = history->time};
	if (!found)
		return false;
	result->created = found->created;
	if (map_get(&history->changed, path) == MAP_NONE)
		result->updated = found->updated;
	list_authors(part, found, arena, result);
	return true;
}
