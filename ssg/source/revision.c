#include "source/revision.h"

#include <git2.h>
#include <string.h>

enum { DIGITS_MIN = 7 };

static bool is_id(struct text id)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < id.size; i++)
		if (!id.at[i] || !strchr(digits, id.at[i]))
			return false;
	return id.size >= DIGITS_MIN && id.size <= GIT_OID_HEXSZ;
}

/* The object whose id begins with DIGITS, or NULL. Found by its name alone, then read: libgit2's
 * way of reading by a part of an id knows nothing of loose.h. */
static git_object *find_object(const struct snapshot *s, struct text digits)
{
	git_oid shortened, id;
	git_object *object = NULL;

	if (git_oid_fromstrn(&shortened, digits.at, digits.size) < 0 ||
	    git_odb_exists_prefix(&id, s->odb, &shortened, digits.size) < 0 ||
	    git_object_lookup(&object, s->repository, &id, GIT_OBJECT_ANY) < 0)
		return NULL;
	return object;
}

static enum revision compare_commit(const struct snapshot *s, const git_commit *commit,
				    const struct file *file)
{
	struct arena arena = {0};
	struct text path =
	    arena_printf(&arena, "%.*s%.*s", TEXT_ARGS(s->prefix), TEXT_ARGS(file->path));
	git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	enum revision result = REVISION_OTHER;

	if (git_commit_tree(&tree, commit) == 0 &&
	    git_tree_entry_bypath(&entry, tree, path.at) == 0 &&
	    memcmp(git_tree_entry_id(entry)->id, file->blob.bytes, sizeof file->blob.bytes) == 0)
		result = REVISION_SAME;
	git_tree_entry_free(entry);
	git_tree_free(tree);
	arena_free(&arena);
	return result;
}

enum revision revision_compare(const struct snapshot *s, struct text id, const struct file *file)
{
	char blob[GIT_OID_HEXSZ + 1];
	git_object *commit = NULL;
	enum revision result = REVISION_ABSENT;

	if (!is_id(id))
		return REVISION_NO_ID;
	text_hex(blob, file->blob.bytes, sizeof file->blob.bytes);
	if (text_starts_with(text_of(blob), id))
		return REVISION_SAME;
	git_object *object = find_object(s, id);
	if (object && git_object_type(object) == GIT_OBJECT_BLOB)
		result = REVISION_OTHER;
	else if (object && git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0)
		result = compare_commit(s, (const git_commit *)commit, file);
	git_object_free(commit);
	git_object_free(object);
	return result;
}
