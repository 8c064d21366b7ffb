#include "source/snapshot.h"

#include "source/listing.h"
#include "source/repository.h"
#include "source/tree.h"
#include "source/worktree.h"

#include <string.h>

struct tree_walk {
	struct listing listing;
	struct buffer path;
};

static bool walk_folder(struct tree_walk *walk, const unsigned char *id, int depth);

static bool walk_entry(struct tree_walk *walk, const struct tree_entry *entry, int depth)
{
	struct listing *listing = &walk->listing;
	size_t before = walk->path.size;
	bool fine = listing_count(listing);

	buffer_text(&walk->path, entry->name);
	struct text path = buffer_view(&walk->path);
	if (text_find_byte(entry->name, '/') != SIZE_MAX) {
		listing_refuse(listing, path, "a name with a \"/\" in it");
	} else if (entry->kind == TREE_LINK) {
		listing_refuse(listing, path, "a symbolic link");
	} else if (entry->kind == TREE_SUBMODULE) {
		listing_refuse(listing, path, "a submodule");
	} else if (entry->kind == TREE_FILE) {
		listing_add(listing, path, entry->id, 0);
	} else if (depth == TREE_DEPTH_MAX) {
		listing_refuse(listing, path, "a folder nested too deeply");
	} else if (fine) {
		buffer_byte(&walk->path, '/');
		fine = walk_folder(walk, entry->id, depth + 1);
	}
	walk->path.size = before;
	return fine;
}

/* False: reported, and the walk ends. */
static bool walk_folder(struct tree_walk *walk, const unsigned char *id, int depth)
{
	struct snapshot *s = walk->listing.snapshot;
	git_odb_object *object = NULL;
	struct tree_entry entry;
	bool fine = true;

	int code = tree_read(&object, s->odb, id, GIT_OBJECT_TREE);
	const char *reason = code ? tree_error(code) : "the tree is damaged";
	struct text rest = code ? TEXT("") : tree_bytes(object);
	while (fine && tree_next(&rest, &entry))
		if (depth > 0 || listing_wants(entry.name))
			fine = walk_entry(walk, &entry, depth);
	if (code || (fine && rest.size)) {
		*buffer_reserve(&walk->path, 1) = '\0';
		diag_machine(walk->listing.diagnostics, "reading folder",
			     depth ? walk->path.at : ".", reason);
		fine = false;
	}
	git_odb_object_free(object);
	return fine;
}

enum status snapshot_find_commit(struct snapshot *s, const char *site, const char *rev,
				 struct diagnostics *d)
{
	*s = (struct snapshot){.count = 0};
	enum status status = repository_open(s, site, d);
	s->directory = TEXT("");
	return status == STATUS_OK ? repository_resolve(s, rev, d) : status;
}

enum status snapshot_list(struct snapshot *s, struct diagnostics *d)
{
	struct tree_walk walk = {.listing = {.snapshot = s, .diagnostics = d}};
	size_t fatal = d->fatal;

	walk_folder(&walk, s->tree.bytes, 0);
	enum status status = listing_finish(&walk.listing);
	buffer_free(&walk.path);
	return d->fatal > fatal ? STATUS_MACHINE : status;
}

enum status snapshot_open(struct snapshot *s, const char *site, const char *rev,
			  struct diagnostics *d)
{
	enum status status = snapshot_find_commit(s, site, rev, d);

	return status == STATUS_OK ? snapshot_list(s, d) : status;
}

enum status snapshot_open_worktree(struct snapshot *s, const char *site, struct diagnostics *d)
{
	struct listing listing = {.snapshot = s, .diagnostics = d};

	*s = (struct snapshot){.count = 0};
	enum status status = repository_open(s, site, d);
	if (status == STATUS_OK && s->directory.size == 0) {
		diag_error(d, "E-REPOSITORY", (struct place){.line = 0},
			   "%s is a bare repository: it has no work tree", site);
		status = STATUS_USAGE;
	}
	if (status == STATUS_OK)
		status = repository_resolve(s, "HEAD", d);
	if (status != STATUS_OK)
		return status;
	size_t fatal = d->fatal;
	worktree_list(&listing);
	status = listing_finish(&listing);
	return d->fatal > fatal ? STATUS_MACHINE : status;
}

void snapshot_close(struct snapshot *s)
{
	repository_close(s);
	arena_free(&s->arena);
	*s = (struct snapshot){.count = 0};
}

/* The first file, from FROM on, whose path is not before FOLDER; or, BEYOND, that is behind
 * all paths that begin with FOLDER. */
static size_t bound(const struct snapshot *s, size_t from, struct text folder, bool beyond)
{
	size_t to = s->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		struct text path = s->files[middle].path;
		if (text_compare(path, folder) < 0 || (beyond && text_starts_with(path, folder)))
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

const struct file *snapshot_find(const struct snapshot *s, struct text path)
{
	size_t i = bound(s, 0, path, false);

	return i < s->count && text_equal(s->files[i].path, path) ? &s->files[i] : NULL;
}

size_t snapshot_below(const struct snapshot *s, struct text folder, size_t *first)
{
	*first = bound(s, 0, folder, false);
	return bound(s, *first, folder, true) - *first;
}

enum status snapshot_read(const struct snapshot *s, const struct file *file, struct buffer *out,
			  struct diagnostics *d)
{
	git_odb_object *object = NULL;

	if (s->directory.size)
		return worktree_read(s, file, out, d);
	int code = tree_read(&object, s->odb, file->blob.bytes, GIT_OBJECT_BLOB);
	if (code) {
		struct arena arena = {0};
		diag_machine(d, "reading", arena_string(&arena, file->path), tree_error(code));
		arena_free(&arena);
		return STATUS_MACHINE;
	}
	buffer_text(out, tree_bytes(object));
	git_odb_object_free(object);
	return STATUS_OK;
}
