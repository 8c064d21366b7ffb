#include "source/worktree.h"

#include "base/file.h"
#include "source/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct disk_walk {
	struct listing *listing;
	git_index *index;
	struct buffer path;  /* in the repository, with a NUL after it that is not counted */
	struct buffer bytes; /* of the file being hashed */
};

static void set_path(struct disk_walk *walk, size_t size, const char *name)
{
	walk->path.size = size;
	buffer_string(&walk->path, name);
	*buffer_reserve(&walk->path, 1) = '\0';
}

/* The path in the site, for diagnostics and files. */
static struct text site_path(const struct disk_walk *walk)
{
	return text_slice(buffer_view(&walk->path), walk->listing->snapshot->prefix.size,
			  walk->path.size);
}

/* An ERRNO that only says that the file went away, as editors' files do, is not an error. */
static bool fail(struct disk_walk *walk, const char *doing)
{
	if (errno == ENOENT)
		return true;
	diag_errno(walk->listing->diagnostics, doing, walk->path.at);
	return false;
}

static bool is_tracked(struct disk_walk *walk, bool folder)
{
	size_t at;

	if (!folder)
		return git_index_get_bypath(walk->index, walk->path.at, 0) != NULL;
	size_t size = walk->path.size;
	set_path(walk, size, "/");
	bool tracked = git_index_find_prefix(&at, walk->index, walk->path.at) == 0;
	set_path(walk, size, "");
	return tracked;
}

static bool is_left_out(struct disk_walk *walk, const char *name, bool folder)
{
	int ignored = 0;

	if (is_tracked(walk, folder))
		return false;
	return name[0] == '.' ||
	       (git_ignore_path_is_ignored(&ignored, walk->listing->snapshot->repository,
					   walk->path.at) == 0 &&
		ignored);
}

/* Appends the bytes of a plain file; ID is git's for them. False: errno says why. O_NONBLOCK:
 * whoever put a named pipe in the file's place must not make us wait. */
static bool read_file(int folder, const char *name, struct buffer *out, git_oid *id)
{
	struct stat status;
	size_t before = out->size;
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return false;
	bool fine = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && file_read_all(fd, out);
	int reason = fine || S_ISREG(status.st_mode) ? errno : ENOENT;
	close(fd);
	errno = reason;
	return fine && git_odb_hash(id, out->at + before, out->size - before, GIT_OBJECT_BLOB) == 0;
}

static bool add_file(struct disk_walk *walk, int folder, const char *name)
{
	git_oid id;

	buffer_clear(&walk->bytes);
	if (!read_file(folder, name, &walk->bytes, &id))
		return fail(walk, "reading");
	listing_add(walk->listing, site_path(walk), id.id, walk->bytes.size);
	return true;
}

/* A submodule, or a folder that has a repository of its own. */
static bool is_submodule(struct disk_walk *walk, int folder, const char *name)
{
	struct stat status;
	struct arena arena = {0};
	const git_index_entry *entry = git_index_get_bypath(walk->index, walk->path.at, 0);
	bool nested = fstatat(folder, arena_printf(&arena, "%s/.git", name).at, &status,
			      AT_SYMLINK_NOFOLLOW) == 0;

	arena_free(&arena);
	return nested || (entry && entry->mode == GIT_FILEMODE_COMMIT);
}

static bool walk_folder(struct disk_walk *walk, int parent, const char *name, int depth);

static bool walk_entry(struct disk_walk *walk, int folder, const char *name, int depth)
{
	struct stat status;
	struct listing *listing = walk->listing;

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return fail(walk, "looking at");
	bool is_folder = S_ISDIR(status.st_mode);
	if (is_left_out(walk, name, is_folder))
		return true;
	if (!listing_count(listing, 1))
		return false;
	if (S_ISREG(status.st_mode))
		return add_file(walk, folder, name);
	if (!is_folder) {
		listing_refuse(listing, site_path(walk),
			       S_ISLNK(status.st_mode) ? "a symbolic link"
						       : "a device, pipe or socket");
		return true;
	}
	if (is_submodule(walk, folder, name))
		listing_refuse(listing, site_path(walk), "a submodule");
	else if (depth == TREE_DEPTH_MAX)
		listing_refuse(listing, site_path(walk), "a folder nested too deeply");
	else
		return walk_folder(walk, folder, name, depth + 1);
	return true;
}

/* walk->path names the folder NAME of the open folder PARENT. */
static bool walk_folder(struct disk_walk *walk, int parent, const char *name, int depth)
{
	size_t size = walk->path.size;
	const struct dirent *entry;
	bool fine = true;
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);

	if (!folder) {
		fine = fail(walk, "opening");
		if (fd >= 0)
			close(fd);
		return fine;
	}
	if (depth > 0)
		buffer_byte(&walk->path, '/');
	size_t inside = walk->path.size;
	for (errno = 0; fine && (entry = readdir(folder)); errno = 0) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    (depth == 0 && !listing_wants(text_of(entry->d_name))))
			continue;
		set_path(walk, inside, entry->d_name);
		fine = walk_entry(walk, fd, entry->d_name, depth);
	}
	set_path(walk, size, "");
	if (fine && errno)
		fine = fail(walk, "listing");
	closedir(folder);
	return fine;
}

bool worktree_list(struct listing *listing)
{
	struct snapshot *s = listing->snapshot;
	struct disk_walk walk = {.listing = listing};
	int code = git_repository_index(&walk.index, s->repository);
	bool fine = code == 0;

	buffer_text(&walk.path, s->prefix);
	set_path(&walk, walk.path.size, "");
	if (fine)
		fine = walk_folder(&walk, AT_FDCWD, arena_string(&s->arena, s->directory), 0);
	else
		diag_machine(listing->diagnostics, "reading the index of",
			     git_repository_path(s->repository), tree_error(code));
	git_index_free(walk.index);
	buffer_free(&walk.path);
	buffer_free(&walk.bytes);
	return fine;
}

enum status worktree_read(const struct snapshot *s, const struct file *file, struct buffer *out,
			  struct diagnostics *d)
{
	struct arena arena = {0};
	size_t before = out->size;
	git_oid id;
	const char *path =
	    arena_printf(&arena, "%.*s/%.*s", TEXT_ARGS(s->directory), TEXT_ARGS(file->path)).at;
	bool fine = read_file(AT_FDCWD, path, out, &id);

	if (!fine) {
		diag_errno(d, "reading", path);
	} else if (memcmp(id.id, file->blob.bytes, sizeof file->blob.bytes) != 0) {
		diag_machine(d, "reading", path, "it has changed since the build began");
		fine = false;
	}
	if (!fine)
		out->size = before;
	arena_free(&arena);
	return fine ? STATUS_OK : STATUS_MACHINE;
}
