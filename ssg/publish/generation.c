#include "publish/generation.h"

#include "base/file.h"
#include "publish/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_POLL_MILLISECONDS = 50, SYNC_EACH_MAX = 16 };

/* In the state directory. */
static const char NEXT[] = "next", PREVIOUS[] = "previous", LOCK[] = "lock";
/* OUT's old generation, while a file system without RENAME_EXCHANGE renames twice. */
static const char ASIDE[] = "aside";
/* previous/ while it is brought forward, and what was next/ until then. */
static const char FORWARD[] = "forward", WRITTEN[] = "written";

static enum status refuse(struct diagnostics *d, const char *out, const char *reason)
{
	diag_machine(d, "publishing to", out, reason);
	return STATUS_MACHINE;
}

static enum status fail(struct diagnostics *d, const char *doing, const char *path)
{
	diag_errno(d, doing, path);
	return STATUS_MACHINE;
}

/* ---- where */

/* A name like ours: ".public.ssg". */
static bool is_state_name(struct text name)
{
	return name.size > 5 && text_starts_with(name, TEXT(".")) &&
	       text_ends_with(name, TEXT(".ssg"));
}

/* Fills the paths. */
static enum status locate(struct generation *g, const char *out, struct diagnostics *d)
{
	struct text path = text_of(out), folder = TEXT("."), part, rest;
	char absolute[PATH_MAX];

	while (path.size > 1 && path.at[path.size - 1] == '/')
		path.size--;
	size_t slash = text_find_last_byte(path, '/');
	if (slash != SIZE_MAX) {
		folder = text_slice(path, 0, slash ? slash : 1);
		path = text_slice(path, slash + 1, path.size);
	}
	if (path.size == 0 || text_is(path, ".") || text_is(path, ".."))
		return refuse(d, out, "name a directory of its own, such as public");
	if (!realpath(arena_string(&g->arena, folder), absolute))
		return fail(d, "opening the folder of", out);
	g->name = arena_string(&g->arena, path);
	const char *separator = text_is(text_of(absolute), "/") ? "" : "/";
	g->out_path = arena_printf(&g->arena, "%s%s%s", absolute, separator, g->name).at;
	g->state_path = arena_printf(&g->arena, "%s%s.%s.ssg", absolute, separator, g->name).at;
	g->next_path = arena_printf(&g->arena, "%s/%s", g->state_path, NEXT).at;
	rest = text_of(g->out_path);
	while (text_split(&rest, '/', &part))
		if (is_state_name(part))
			return refuse(d, out, "it lies in a state directory of ssg (.NAME.ssg)");
	g->folder_fd = open(absolute, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (g->folder_fd < 0)
		return fail(d, "opening", absolute);
	return STATUS_OK;
}

/* Checks whether OUT may be replaced. */
static enum status check_out(const struct generation *g, struct diagnostics *d)
{
	struct stat status;

	if (fstatat(g->folder_fd, g->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? STATUS_OK : fail(d, "looking at", g->out_path);
	if (S_ISLNK(status.st_mode))
		return refuse(d, g->out_path,
			      "it is a symbolic link: name the directory that it leads to");
	if (!S_ISDIR(status.st_mode))
		return refuse(d, g->out_path, "it is a file, not a directory");
	int out = openat(g->folder_fd, g->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (out < 0)
		return fail(d, "opening", g->out_path);
	if (faccessat(out, "SHA256SUMS", F_OK, AT_SYMLINK_NOFOLLOW) == 0 &&
	    faccessat(out, "mirror.json", F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		close(out);
		return STATUS_OK;
	}
	if (tree_is_empty(out) == 1)
		return STATUS_OK;
	refuse(d, g->out_path, "it holds files that ssg did not make, and would be replaced");
	diag_hint(d, "name another directory, or remove this one");
	return STATUS_MACHINE;
}

/* ---- the lock: flock(2), which ends with the process that holds it and with its workers,
 * who die with it. The pid inside is for the message only. */

static enum status report_lock(const struct generation *g, unsigned waited, struct diagnostics *d)
{
	char pid[24] = "";
	ssize_t size = pread(g->lock_fd, pid, sizeof pid - 1, 0);
	int digits = size > 0 ? (int)strspn(pid, "0123456789") : 0;
	struct text reason =
	    arena_printf(&d->arena, "another build (process %.*s) holds it, for %u s now",
			 digits ? digits : 1, digits ? pid : "?", waited);

	diag_machine(d, "locking", g->out_path, reason.at);
	if (!d->unlisted)
		d->list[d->count - 1].code = TEXT("E-LOCK");
	return STATUS_MACHINE;
}

static enum status lock(struct generation *g, unsigned wait_seconds, struct diagnostics *d)
{
	const struct timespec pause = {.tv_nsec = LOCK_POLL_MILLISECONDS * 1000000L};
	unsigned long tries = wait_seconds * 1000UL / LOCK_POLL_MILLISECONDS;

	g->lock_fd = openat(g->state_fd, LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (g->lock_fd < 0)
		return fail(d, "opening the lock in", g->state_path);
	while (flock(g->lock_fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fail(d, "locking", g->out_path);
		if (tries-- == 0)
			return report_lock(g, wait_seconds, d);
		nanosleep(&pause, NULL);
	}
	if (ftruncate(g->lock_fd, 0) < 0 || dprintf(g->lock_fd, "%ld\n", (long)getpid()) < 0)
		return fail(d, "writing the lock in", g->state_path);
	return STATUS_OK;
}

/* ---- beginning */

/* Removes what a killed build left: see move_aside. */
static enum status recover(const struct generation *g, struct diagnostics *d)
{
	/* Fails with ENOENT nearly always, and with EEXIST when the new generation is in place. */
	if (faccessat(g->folder_fd, g->name, F_OK, AT_SYMLINK_NOFOLLOW) < 0 &&
	    renameat(g->state_fd, ASIDE, g->folder_fd, g->name) < 0 && errno != ENOENT)
		return fail(d, "putting back", g->out_path);
	const char *const names[] = {ASIDE, NEXT, FORWARD, WRITTEN};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!tree_remove(g->state_fd, names[i]))
			return fail(d, "clearing away an unfinished build in", g->state_path);
	return STATUS_OK;
}

enum status generation_begin(struct generation *g, const char *out, unsigned wait_seconds,
			     struct diagnostics *d)
{
	enum status status;

	*g = (struct generation){.state_fd = -1, .next_fd = -1, .lock_fd = -1, .folder_fd = -1};
	if ((status = locate(g, out, d)) != STATUS_OK || (status = check_out(g, d)) != STATUS_OK)
		return status;
	g->state_fd = tree_make(g->folder_fd, strrchr(g->state_path, '/') + 1);
	if (g->state_fd < 0)
		return fail(d, "making", g->state_path);
	if ((status = lock(g, wait_seconds, d)) != STATUS_OK ||
	    (status = recover(g, d)) != STATUS_OK)
		return status;
	g->next_fd = tree_make(g->state_fd, NEXT);
	return g->next_fd >= 0 ? STATUS_OK : fail(d, "making", g->next_path);
}

bool generation_look(struct generation *g, const char *out)
{
	const int how = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	struct diagnostics ignored = {0};

	*g = (struct generation){.state_fd = -1, .next_fd = -1, .lock_fd = -1, .folder_fd = -1};
	errno = ENOENT;
	enum status status = locate(g, out, &ignored);
	diagnostics_free(&ignored);
	if (status != STATUS_OK)
		return false;
	g->state_fd = openat(g->folder_fd, strrchr(g->state_path, '/') + 1, how);
	return g->state_fd >= 0;
}

/* ---- filling */

/* Strangers' slugs become names of files: none may lead out of the tree. */
static bool stays_below(struct text relative)
{
	struct text part;

	while (text_split(&relative, '/', &part))
		if (part.size == 0 || text_is(part, ".") || text_is(part, ".."))
			return false;
	return true;
}

/* mkdir's mode is less the umask, which is nobody's business here. Where that was right at once,
 * chmod, which no jail allows, is not needed. */
static bool make_folder(int parent, const char *path)
{
	struct stat status;

	if (mkdirat(parent, path, 0755) < 0)
		return errno == EEXIST;
	return fstatat(parent, path, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       ((status.st_mode & 0777) == 0755 || fchmodat(parent, path, 0755, 0) == 0);
}

/* Makes the folders above PATH, which is as it was afterwards. */
static bool make_parents(int parent, char *path)
{
	for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		bool made = make_folder(parent, path);
		*slash = '/';
		if (!made)
			return false;
	}
	return true;
}

/* The folders above RELATIVE, which were not there. */
static bool make_missing(int next_fd, const char *relative)
{
	struct arena arena = {0};
	char *path = (char *)(uintptr_t)arena_string(&arena, text_of(relative));
	bool made = make_parents(next_fd, path);
	int reason = errno;

	arena_free(&arena);
	errno = reason;
	return made;
}

bool generation_keep(struct generation *g, const char *relative)
{
	const char *published = arena_printf(&g->arena, "%s/%s", g->name, relative).at;

	return stays_below(text_of(relative)) &&
	       (linkat(g->folder_fd, published, g->next_fd, relative, 0) == 0 ||
		(errno == ENOENT && make_missing(g->next_fd, relative) &&
		 linkat(g->folder_fd, published, g->next_fd, relative, 0) == 0));
}

static bool write_parts(int file, const struct text *parts, size_t count)
{
	uint64_t offset = 0;

	for (size_t i = 0; i < count; i++) {
		if (!file_write_at(file, parts[i], offset))
			return false;
		offset += parts[i].size;
	}
	return true;
}

enum status generation_write(int next_fd, const char *relative, struct text bytes,
			     struct diagnostics *d)
{
	return generation_write_parts(next_fd, relative, &bytes, 1, d);
}

enum status generation_write_parts(int next_fd, const char *relative, const struct text *parts,
				   size_t count, struct diagnostics *d)
{
	const int how = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

	if (!stays_below(text_of(relative))) {
		diag_machine(d, "writing", relative, "it would lie outside the output directory");
		return STATUS_MACHINE;
	}
	int file = openat(next_fd, relative, how, 0644);
	if (file < 0 && errno == ENOENT && make_missing(next_fd, relative))
		file = openat(next_fd, relative, how, 0644);
	if (file < 0)
		return fail(d, "writing", relative);
	bool written = fchmod(file, 0644) == 0 && write_parts(file, parts, count);
	enum status status = written ? STATUS_OK : fail(d, "writing", relative);
	if (close(file) < 0 && written) /* where quotas and network file systems say no */
		status = fail(d, "writing", relative);
	return status;
}

/* ---- bringing previous/ forward */

/* Calls PLACE once, or twice if folders have to be made first. */
static bool place_file(int from, const char *from_path, int to, char *path,
		       int (*place)(int from, const char *from_path, int to, const char *path))
{
	if (place(from, from_path, to, path) == 0)
		return true;
	return errno == ENOENT && make_parents(to, path) && place(from, from_path, to, path) == 0;
}

static int link_file(int from, const char *from_path, int to, const char *path)
{
	if (unlinkat(to, path, 0) < 0 && errno != ENOENT)
		return -1;
	return linkat(from, from_path, to, path, 0);
}

static int remove_file(int to, char *path)
{
	if (unlinkat(to, path, 0) < 0 && errno != ENOENT && errno != ENOTDIR)
		return -1;
	/* A site has no folders without files. */
	for (char *slash = strrchr(path, '/'); slash; slash = strrchr(path, '/')) {
		*slash = '\0';
		if (unlinkat(to, path, AT_REMOVEDIR) < 0)
			break;
	}
	return 0;
}

/* A copy of a path that can be written to; NULL: it leads elsewhere. */
static char *own_path(struct generation *g, struct text path)
{
	if (!stays_below(path))
		return NULL;
	char *copy = arena_alloc(&g->arena, path.size + 1);
	memcpy(copy, path.at, path.size);
	return copy;
}

static bool sync_file(int folder, const char *path)
{
	int file = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	bool synced = file >= 0 && fdatasync(file) == 0;

	if (file >= 0)
		close(file);
	return synced;
}

static enum status apply(struct generation *g, int to, const struct generation_delta *delta,
			 struct diagnostics *d)
{
	/* First what goes: a file may become a folder. */
	for (size_t i = 0; i < delta->removed_count; i++) {
		char *path = own_path(g, delta->removed[i]);
		if (!path || remove_file(to, path) < 0)
			return fail(d, "removing", path);
	}
	for (size_t i = 0; i < delta->kept_count; i++) {
		char *path = own_path(g, delta->kept[i]);
		const char *from = arena_printf(&g->arena, "%s/%s", g->name, path ? path : "").at;
		if (!path || !place_file(g->folder_fd, from, to, path, link_file))
			return fail(d, "keeping", path);
	}
	for (size_t i = 0; i < delta->written_count; i++) {
		char *path = own_path(g, delta->written[i]);
		if (!path || !place_file(g->next_fd, path, to, path, renameat))
			return fail(d, "placing", path);
		/* A few files by themselves: syncfs would wait for what all other programs write.
		 */
		if (delta->written_count <= SYNC_EACH_MAX && !sync_file(to, path))
			return fail(d, "syncing", path);
	}
	g->unsynced = g->unsynced || delta->written_count <= SYNC_EACH_MAX;
	return STATUS_OK;
}

enum status generation_forward(struct generation *g, const struct generation_delta *delta,
			       struct diagnostics *d)
{
	/* Under another name while it is neither the old generation nor the new one. */
	if (renameat(g->state_fd, PREVIOUS, g->state_fd, FORWARD) < 0)
		return fail(d, "bringing forward", g->state_path);
	int to = openat(g->state_fd, FORWARD, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (to < 0)
		return fail(d, "opening the previous generation in", g->state_path);
	enum status status = apply(g, to, delta, d);
	if (status == STATUS_OK && (renameat(g->state_fd, NEXT, g->state_fd, WRITTEN) < 0 ||
				    renameat(g->state_fd, FORWARD, g->state_fd, NEXT) < 0))
		status = fail(d, "bringing forward", g->state_path);
	if (status != STATUS_OK) {
		close(to);
		return status;
	}
	close(g->next_fd);
	g->next_fd = to;
	tree_remove(g->state_fd, WRITTEN); /* if not, the next build will */
	return STATUS_OK;
}

/* ---- publishing */

static bool exchange_is_missing(int error)
{
	return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP;
}

/* Two renames where one would do: between them, OUT is not there. */
static bool move_aside(const struct generation *g, struct diagnostics *d)
{
	if (renameat(g->folder_fd, g->name, g->state_fd, ASIDE) < 0)
		return false;
	if (renameat(g->state_fd, NEXT, g->folder_fd, g->name) < 0) {
		int reason = errno;
		renameat(g->state_fd, ASIDE, g->folder_fd, g->name);
		errno = reason;
		return false;
	}
	renameat(g->state_fd, ASIDE, g->state_fd, NEXT);
	diag_warning(d, "W-EXCHANGE", NO_PLACE,
		     "this file system cannot exchange directories: %s was missing for a moment",
		     g->out_path);
	return true;
}

/* Afterwards the old generation, if there was one, is in next/. */
static enum status exchange(const struct generation *g, struct diagnostics *d)
{
	if (renameat2(g->state_fd, NEXT, g->folder_fd, g->name, RENAME_EXCHANGE) == 0)
		return STATUS_OK;
	/* Onto nothing or, at worst, an empty directory that came this moment: plain rename. */
	if (errno == ENOENT && renameat(g->state_fd, NEXT, g->folder_fd, g->name) == 0)
		return STATUS_OK;
	if (exchange_is_missing(errno) &&
	    (faccessat(g->folder_fd, g->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
		 ? move_aside(g, d)
		 : renameat(g->state_fd, NEXT, g->folder_fd, g->name) == 0))
		return STATUS_OK;
	if (errno == EBUSY || errno == EXDEV)
		return refuse(d, g->out_path, "it is a mount point: name a directory inside it");
	return fail(d, "publishing to", g->out_path);
}

/* The old generation becomes previous/, and the one before it is removed. If this fails, the next
 * build does it, or says why it cannot: the site is published already. */
static void keep_previous(const struct generation *g)
{
	if (unlinkat(g->state_fd, NEXT, AT_REMOVEDIR) == 0)
		return; /* OUT was an empty directory */
	if (renameat2(g->state_fd, NEXT, g->state_fd, PREVIOUS, RENAME_EXCHANGE) == 0) {
		tree_remove(g->state_fd, NEXT);
		return;
	}
	if (exchange_is_missing(errno))
		tree_remove(g->state_fd, PREVIOUS);
	renameat(g->state_fd, NEXT, g->state_fd, PREVIOUS);
}

enum status generation_publish(struct generation *g, struct diagnostics *d)
{
	enum status status = check_out(g, d); /* again: building took a while */

	if (status != STATUS_OK)
		return status;
	/* Names before contents would let a power cut publish empty files. */
	if (!g->unsynced && syncfs(g->next_fd) < 0)
		return fail(d, "syncing", g->next_path);
	status = exchange(g, d);
	if (status == STATUS_OK) {
		close(g->next_fd);
		g->next_fd = -1;
		keep_previous(g);
	}
	return status;
}

void generation_end(struct generation *g)
{
	const int files[] = {g->next_fd, g->lock_fd, g->state_fd, g->folder_fd};

	/* Under the lock: nothing half-built is left behind. */
	if (g->next_fd >= 0)
		tree_remove(g->state_fd, NEXT);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (files[i] >= 0)
			close(files[i]);
	arena_free(&g->arena);
	*g = (struct generation){.state_fd = -1, .next_fd = -1, .lock_fd = -1, .folder_fd = -1};
}
