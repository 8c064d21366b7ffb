#include "source/repository.h"

#include "source/loose.h"
#include "source/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ALTERNATES_DEPTH_MAX = 5 }; /* as git and libgit2 */

/* libgit2 begins by reading the certificates of all authorities, for a network that is never
 * used here; that takes as long as a build of a few pages. If no more files can be opened, it
 * does without. */
static void start_library(void)
{
	struct rlimit limit, full;
	int next =
	    open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* the lowest number that is free */

	if (next >= 0)
		close(next);
	bool limited = next >= 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0;
	if (limited) {
		full = (struct rlimit){(rlim_t)next, limit.rlim_max};
		limited = setrlimit(RLIMIT_NOFILE, &full) == 0;
	}
	git_libgit2_init();
	if (limited)
		setrlimit(RLIMIT_NOFILE, &limit);
}

/* Options of libgit2 are the process's, hence set here, before anything is opened. */
static void prepare_library(void)
{
	/* Extensions that libgit2 need not know to read a repository: a configuration file per
	 * work tree, objects fetched on demand (reported as missing here), objects that are not
	 * collected. */
	const char *extensions[] = {"worktreeconfig", "partialclone", "preciousobjects"};
	const int levels[] = {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
			      GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL};

	start_library();
	/* A site is a function of its commit, not of who builds it. */
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
			 sizeof extensions / sizeof *extensions);
	/* The check of owners keeps git from running commands that a stranger's configuration
	 * names (CVE-2022-24765). Nothing runs here, and CI often checks out as another user. */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	/* SHA-1 over every object makes reading a third slower. Against accidents each object
	 * has zlib's checksum, which is all that git itself checks on reading; against attackers
	 * who write the object database the hash would not help. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	loose_prepare();
}

static bool has_path(const char **paths, size_t count, struct text path)
{
	for (size_t i = 0; i < count; i++)
		if (text_is(path, paths[i]))
			return true;
	return false;
}

struct paths {
	struct arena *arena;
	const char **list;
	size_t count;
};

static void add_path(struct paths *paths, const char *path)
{
	paths->list = arena_grow(paths->arena, paths->list, paths->count, sizeof *paths->list);
	paths->list[paths->count++] = path;
}

/* gitrepository-layout(5): info/alternates has one object folder per line, absolute or relative
 * to its own folder; "#" begins a comment. libgit2 does not show its list. */
static void add_objects(struct paths *paths, const char *objects, int depth)
{
	char *real = realpath(objects, NULL), *line = NULL;
	size_t capacity = 0;
	FILE *file = NULL;

	if (!real || has_path(paths->list, paths->count, text_of(real)))
		goto done;
	struct text folder = arena_text(paths->arena, text_of(real));
	add_path(paths, folder.at);
	if (depth == ALTERNATES_DEPTH_MAX)
		goto done;
	file = fopen(arena_printf(paths->arena, "%s/info/alternates", folder.at).at, "re");
	while (file && getline(&line, &capacity, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '/')
			add_objects(paths, line, depth + 1);
		else if (line[0] && line[0] != '#')
			add_objects(paths, arena_printf(paths->arena, "%s/%s", folder.at, line).at,
				    depth + 1);
	}
done:
	if (file)
		fclose(file);
	free(line);
	free(real);
}

/* The part of PATH below FOLDER, both absolute; ->at is NULL when it does not lie there. */
static struct text below(struct text path, struct text folder)
{
	while (folder.size && folder.at[folder.size - 1] == '/')
		folder.size--;
	if (text_equal(path, folder))
		return TEXT("");
	if (!text_starts_with(path, folder) || path.at[folder.size] != '/')
		return text_make(NULL, 0);
	return text_slice(path, folder.size + 1, path.size);
}

/* The folder where git keeps the objects of a push until a pre-receive hook has agreed: below
 * OBJECTS, and told to that hook only (git-receive-pack(1)). What is read depends on ids alone,
 * so this cannot change the result. In ARENA; NULL if there is none. */
static const char *quarantine_of(const char *objects, struct arena *arena)
{
	const char *named = getenv("GIT_QUARANTINE_PATH");
	char *real = named ? realpath(named, NULL) : NULL;
	bool inside = real && below(text_of(real), text_of(objects)).size;
	const char *quarantine = inside ? arena_string(arena, text_of(real)) : NULL;

	free(real);
	return quarantine;
}

/* The object folders of a repository: its own first. */
static struct paths object_folders(struct git_repository *repository, struct arena *arena)
{
	struct paths paths = {.arena = arena};
	const char *common = git_repository_commondir(repository);

	add_objects(&paths, arena_printf(arena, "%sobjects", common).at, 0);
	const char *quarantine = paths.count ? quarantine_of(paths.list[0], arena) : NULL;
	if (quarantine)
		add_path(&paths, quarantine);
	return paths;
}

/* PATH without links, in the snapshot's arena; empty if there is no such file. */
static struct text real_path(struct snapshot *s, const char *path)
{
	char *real = path ? realpath(path, NULL) : NULL;
	struct text text = real ? arena_text(&s->arena, text_of(real)) : TEXT("");

	free(real);
	return text;
}

static bool is_inside(struct snapshot *s, struct text path, const char *folder)
{
	struct text real = real_path(s, folder);

	return real.size && below(path, real).at;
}

/* Not git_repository_is_shallow: before version 1.7, libgit2 looks into the wrong folder for a
 * linked work tree. */
static bool is_shallow(struct git_repository *repository, struct arena *arena)
{
	struct stat status;
	const char *common = git_repository_commondir(repository);

	return stat(arena_printf(arena, "%sshallow", common).at, &status) == 0 &&
	       status.st_size > 0;
}

static enum status locate(struct snapshot *s, struct text site, struct diagnostics *d)
{
	const char *root = git_repository_workdir(s->repository);

	if (!root || is_inside(s, site, git_repository_commondir(s->repository)))
		return STATUS_OK; /* bare, or "site/.git" was named */
	struct text inside = below(site, real_path(s, root));
	if (!inside.at) {
		diag_error(d, "E-REPOSITORY", NO_PLACE,
			   "%.*s is not in the work tree of its repository, %s", TEXT_ARGS(site),
			   root);
		return STATUS_USAGE;
	}
	if (inside.size)
		s->prefix = arena_printf(&s->arena, "%.*s/", TEXT_ARGS(inside));
	s->directory = site;
	return STATUS_OK;
}

static int open_objects(struct snapshot *s)
{
	struct paths folders = object_folders(s->repository, &s->arena);
	const char *quarantine = folders.count ? quarantine_of(folders.list[0], &s->arena) : NULL;

	add_path(&folders, NULL);
	int code = git_repository_odb(&s->odb, s->repository);
	if (code == 0 && quarantine)
		code = git_odb_add_disk_alternate(s->odb, quarantine);
	return code ? code : loose_add(s->odb, folders.list);
}

enum status repository_open(struct snapshot *s, const char *site, struct diagnostics *d)
{
	struct text path = real_path(s, site);

	s->prefix = s->directory = TEXT("");
	if (path.size == 0) {
		diag_error(d, "E-REPOSITORY", NO_PLACE, "there is no folder %s: %s", site,
			   strerror(errno));
		return STATUS_USAGE;
	}
	prepare_library();
	int code = git_repository_open_ext(&s->repository, path.at, 0, NULL);
	if (code == 0)
		code = open_objects(s);
	if (code == GIT_ENOTFOUND) {
		diag_error(d, "E-REPOSITORY", NO_PLACE,
			   "there is no git repository at or above %.*s", TEXT_ARGS(path));
		diag_hint(d, "a site is built from a commit: git init && git add . && git commit");
	} else if (code) {
		diag_machine(d, "opening the repository of", path.at, tree_error(code));
	}
	enum status status = code == 0               ? locate(s, path, d)
			     : code == GIT_ENOTFOUND ? STATUS_USAGE
						     : STATUS_MACHINE;
	if (code == 0)
		s->shallow = is_shallow(s->repository, &s->arena);
	if (!s->repository)
		git_libgit2_shutdown();
	return status;
}

void repository_close(struct snapshot *s)
{
	if (!s->repository)
		return;
	git_odb_free(s->odb);
	git_repository_free(s->repository);
	git_libgit2_shutdown();
	s->odb = NULL;
	s->repository = NULL;
}

static bool is_hexadecimal(const char *rev)
{
	return rev[strspn(rev, "0123456789abcdefABCDEF")] == '\0';
}

/* An id that the user typed may be wrong; an object that a reference names must be there. */
static bool is_damage(int code, const char *rev)
{
	const git_error *error = git_error_last();

	if (code == GIT_EINVALIDSPEC || code == GIT_EAMBIGUOUS || code == GIT_EPEEL)
		return false;
	return code != GIT_ENOTFOUND ||
	       (error && error->klass == GIT_ERROR_ODB && !is_hexadecimal(rev));
}

static enum status report_revision(struct snapshot *s, const char *rev, int code,
				   struct diagnostics *d)
{
	if (is_damage(code, rev)) {
		diag_machine(d, "reading revision", rev, tree_error(code));
		return STATUS_MACHINE;
	}
	if (strcmp(rev, "HEAD") == 0 && git_repository_head_unborn(s->repository) == 1) {
		git_strarray references = {.count = 0};
		bool empty =
		    git_reference_list(&references, s->repository) < 0 || !references.count;
		git_strarray_dispose(&references);
		diag_error(d, "E-REVISION", NO_PLACE, "%s has no commit yet",
			   empty ? "the repository" : "the branch that HEAD names");
		diag_hint(d, empty ? "a site is built from a commit: git add . && git commit"
				   : "name another one: --rev BRANCH");
	} else {
		diag_error(d, "E-REVISION", NO_PLACE, "there is no commit \"%s\": %s", rev,
			   tree_error(code));
	}
	return STATUS_USAGE;
}

/* Follows the prefix from the commit's tree in s->tree to that of the site. */
static enum status descend(struct snapshot *s, struct diagnostics *d)
{
	struct text rest = text_slice(s->prefix, 0, s->prefix.size - (s->prefix.size > 0)), name;

	while (rest.size && text_split(&rest, '/', &name)) {
		git_odb_object *object = NULL;
		struct tree_entry entry;
		int code = tree_read(&object, s->odb, s->tree.bytes, GIT_OBJECT_TREE);
		if (code) {
			diag_machine(d, "reading", s->prefix.at, tree_error(code));
			return STATUS_MACHINE;
		}
		struct text entries = tree_bytes(object);
		bool found = false;
		while (!found && tree_next(&entries, &entry))
			found = entry.kind == TREE_FOLDER && text_equal(entry.name, name);
		if (found)
			memcpy(s->tree.bytes, entry.id, sizeof s->tree.bytes);
		git_odb_object_free(object);
		if (!found) {
			diag_error(d, "E-REVISION", NO_PLACE, "commit %.12s has no folder \"%.*s\"",
				   s->commit, TEXT_ARGS(s->prefix));
			return STATUS_USAGE;
		}
	}
	return STATUS_OK;
}

/* References first and by ourselves: git_revparse_single forgets to free one whose object is
 * missing (libgit2 1.5). */
static int find_commit(git_object **commit, struct git_repository *repository, const char *rev)
{
	git_reference *reference = NULL;
	git_object *object = NULL;
	git_oid id;
	int code = GIT_ENOTFOUND;

	if (!is_hexadecimal(rev))
		code = git_reference_dwim(&reference, repository, rev);
	if (code == 0) {
		code = git_reference_name_to_id(&id, repository, git_reference_name(reference));
		if (code == 0)
			code = git_object_lookup(&object, repository, &id, GIT_OBJECT_ANY);
	} else {
		code = git_revparse_single(&object, repository, rev);
	}
	if (code == 0)
		code = git_object_peel(commit, object, GIT_OBJECT_COMMIT);
	git_object_free(object);
	git_reference_free(reference);
	return code;
}

enum status repository_resolve(struct snapshot *s, const char *rev, struct diagnostics *d)
{
	git_object *commit = NULL;
	int code = find_commit(&commit, s->repository, rev);

	if (code)
		return report_revision(s, rev, code, d);
	git_oid_tostr(s->commit, sizeof s->commit, git_object_id(commit));
	s->time = git_commit_time((git_commit *)commit);
	memcpy(s->tree.bytes, git_commit_tree_id((git_commit *)commit)->id, sizeof s->tree.bytes);
	git_object_free(commit);
	return descend(s, d);
}

const char **repository_read_paths(const struct snapshot *s, struct arena *arena)
{
	struct paths paths = object_folders(s->repository, arena);

	if (s->directory.size) {
		add_path(&paths, arena_string(arena, s->directory));
		/* Its files are compared with those of HEAD: the repository is opened again, and
		 * lies elsewhere for a linked work tree, or for a site in a folder of its
		 * repository. */
		add_path(&paths, arena_string(arena, text_of(git_repository_path(s->repository))));
		add_path(&paths,
			 arena_string(arena, text_of(git_repository_commondir(s->repository))));
	}
	add_path(&paths, NULL);
	return paths.list;
}
