#include "source/snapshot.h"

#include "source/flat_listing.h"
#include "source/listing.h"
#include "source/repository.h"
#include "source/tree.h"
#include "source/worktree.h"

#include <string.h>

/* When so many entries, and this part of all, have been read in vain, the listing is written again:
 * to write a small file takes longer than to read so many. */
enum { IN_VAIN_MIN = 1000, IN_VAIN_PART = 8 };

struct tree_walk {
	struct listing listing;
	struct buffer path;
	const struct flat_listing *known;
	size_t next;           /* of its files: the next one, as long as */
	bool paths_differ;     /* is false */
	size_t entries_read;   /* in folders that are not in KNOWN as they are */
	size_t entries_in_one; /* in the largest of these */
};

static bool walk_folder(struct tree_walk *walk, const unsigned char *id, int depth);

static void add_file(struct tree_walk *walk, struct text path, const unsigned char *id)
{
	const struct flat_listing *known = walk->known;

	if (walk->next == known->file_count ||
	    !text_equal(flat_listing_path(known, walk->next), path)) {
		walk->paths_differ = true;
		listing_add(&walk->listing, path, id, 0);
		return;
	}
	struct file *file = listing_reserve(&walk->listing, 1);
	*file = (struct file){.path = flat_listing_path(known, walk->next++)};
	memcpy(file->blob.bytes, id, sizeof file->blob);
	walk->listing.snapshot->count++;
}

static bool walk_entry(struct tree_walk *walk, const struct tree_entry *entry, int depth)
{
	struct listing *listing = &walk->listing;
	size_t before = walk->path.size;
	bool fine = listing_count(listing, 1);

	buffer_text(&walk->path, entry->name);
	struct text path = buffer_view(&walk->path);
	if (text_find_byte(entry->name, '/') != SIZE_MAX) {
		listing_refuse(listing, path, "a name with a \"/\" in it");
	} else if (entry->kind == TREE_LINK) {
		listing_refuse(listing, path, "a symbolic link");
	} else if (entry->kind == TREE_SUBMODULE) {
		listing_refuse(listing, path, "a submodule");
	} else if (entry->kind == TREE_FILE) {
		add_file(walk, path, entry->id);
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
static bool read_folder(struct tree_walk *walk, const unsigned char *id, int depth)
{
	struct snapshot *s = walk->listing.snapshot;
	git_odb_object *object = NULL;
	struct tree_entry entry;
	size_t entries = 0;
	bool fine = true;

	int code = tree_read(&object, s->odb, id, GIT_OBJECT_TREE);
	const char *reason = code ? tree_error(code) : "the tree is damaged";
	struct text rest = code ? TEXT("") : tree_bytes(object);
	for (; fine && tree_next(&rest, &entry); entries++)
		if (depth > 0 || listing_wants(entry.name))
			fine = walk_entry(walk, &entry, depth);
	if (code || (fine && rest.size)) {
		*buffer_reserve(&walk->path, 1) = '\0';
		diag_machine(walk->listing.diagnostics, "reading folder",
			     depth ? walk->path.at : ".", reason);
		fine = false;
	}
	git_odb_object_free(object);
	walk->entries_read += entries;
	if (entries > walk->entries_in_one)
		walk->entries_in_one = entries;
	return fine;
}

static bool take_over(struct tree_walk *walk, const struct flat_folder *folder)
{
	struct file *files = listing_reserve(&walk->listing, folder->file_count);

	for (size_t i = 0; i < folder->file_count; i++) {
		size_t at = folder->first_file + i;
		files[i] = (struct file){.path = flat_listing_path(walk->known, at),
					 .blob = walk->known->files[at].blob};
	}
	walk->listing.snapshot->count += folder->file_count;
	walk->paths_differ = walk->paths_differ || walk->next != folder->first_file;
	walk->next = folder->first_file + folder->file_count;
	return listing_count(&walk->listing, folder->entries);
}

static bool walk_folder(struct tree_walk *walk, const unsigned char *id, int depth)
{
	struct snapshot *s = walk->listing.snapshot;
	struct listed_folder folder = {.from = walk->known};
	size_t at = s->folder_count, first = s->count, before = walk->listing.entries;

	memcpy(folder.flat.tree.bytes, id, sizeof folder.flat.tree);
	folder.flat.path_size = (uint32_t)walk->path.size;
	folder.flat.first_file = (uint32_t)first;
	folder.known = flat_listing_find(walk->known, buffer_view(&walk->path), id);
	s->folders = arena_grow(&s->arena, s->folders, at, sizeof *s->folders);
	s->folders[s->folder_count++] = folder;
	bool fine = folder.known ? take_over(walk, folder.known) : read_folder(walk, id, depth);
	s->folders[at].flat.file_count = (uint32_t)(s->count - first);
	s->folders[at].flat.entries = (uint32_t)(walk->listing.entries - before);
	if (s->count == first)
		s->folder_count = at;
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

/* Reading the largest folder again would not be spared: it has what was changed last. */
static bool is_news(const struct tree_walk *walk)
{
	size_t in_vain = walk->entries_read - walk->entries_in_one;

	return walk->paths_differ || in_vain > IN_VAIN_MIN + walk->listing.entries / IN_VAIN_PART;
}

enum status snapshot_list(struct snapshot *s, const struct flat_listing *remembered,
			  struct diagnostics *d)
{
	struct tree_walk walk = {.listing = {.snapshot = s, .diagnostics = d}, .known = remembered};
	size_t fatal = d->fatal, problems = d->count + d->unlisted;

	listing_reserve(&walk.listing, remembered->file_count);
	walk_folder(&walk, s->tree.bytes, 0);
	walk.paths_differ = walk.paths_differ || walk.next != remembered->file_count;
	walk.listing.admitted = !walk.paths_differ;
	enum status status = listing_finish(&walk.listing);
	s->to_remember = is_news(&walk) && status == STATUS_OK && !walk.listing.disordered &&
			 d->count + d->unlisted == problems;
	buffer_free(&walk.path);
	return d->fatal > fatal ? STATUS_MACHINE : status;
}

enum status snapshot_open(struct snapshot *s, const char *site, const char *rev,
			  struct diagnostics *d)
{
	const struct flat_listing nothing = {.file_count = 0};
	enum status status = snapshot_find_commit(s, site, rev, d);

	return status == STATUS_OK ? snapshot_list(s, &nothing, d) : status;
}

enum status snapshot_open_worktree(struct snapshot *s, const char *site, struct diagnostics *d)
{
	struct listing listing = {.snapshot = s, .diagnostics = d};

	*s = (struct snapshot){.count = 0};
	enum status status = repository_open(s, site, d);
	if (status == STATUS_OK && s->directory.size == 0) {
		diag_error(d, "E-REPOSITORY", NO_PLACE,
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

/* The first file, from FROM on, whose path is not before FOLDER; with BEYOND, the first after
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

const char **snapshot_read_paths(const struct snapshot *s, struct arena *arena)
{
	return repository_read_paths(s, arena);
}
