#include "source/revision.h"

#include <git2.h>
#include <string.h>

bool revision_has_same(const struct snapshot *s, struct text revision, const struct file *file)
{
	char path[4096], name[GIT_OID_HEXSZ + 1];
	git_oid id;
	git_commit *commit = NULL;
	git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	bool same = false;

	if (revision.size > GIT_OID_HEXSZ || s->prefix.size + file->path.size >= sizeof path)
		return false;
	memcpy(name, revision.at, revision.size);
	name[revision.size] = '\0';
	memcpy(path, s->prefix.at, s->prefix.size);
	memcpy(path + s->prefix.size, file->path.at, file->path.size);
	path[s->prefix.size + file->path.size] = '\0';
	if (git_oid_fromstrn(&id, name, revision.size) < 0 ||
	    git_commit_lookup_prefix(&commit, s->repository, &id, revision.size) < 0 ||
	    git_commit_tree(&tree, commit) < 0 || git_tree_entry_bypath(&entry, tree, path) < 0)
		goto done;
	same = memcmp(git_tree_entry_id(entry)->id, file->blob.bytes, sizeof file->blob.bytes) == 0;
done:
	git_tree_entry_free(entry);
	git_tree_free(tree);
	git_commit_free(commit);
	return same;
}
