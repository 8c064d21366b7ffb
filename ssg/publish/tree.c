#include "publish/tree.h"

#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* False with errno when an entry stays. */
static bool empty(int directory)
{
	DIR *list = fdopendir(directory);
	struct dirent *entry;
	bool emptied = true;

	if (!list) {
		close(directory);
		return false;
	}
	while (emptied && (errno = 0, entry = readdir(list))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		/* Nearly all are files: try that first, without asking. */
		if (entry->d_type != DT_DIR && unlinkat(dirfd(list), entry->d_name, 0) == 0)
			continue;
		emptied = tree_remove(dirfd(list), entry->d_name);
	}
	int reason = errno;
	closedir(list);
	errno = reason;
	return emptied && reason == 0;
}

bool tree_remove(int parent, const char *name)
{
	int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (directory < 0)
		return (errno == ENOTDIR && unlinkat(parent, name, 0) == 0) || errno == ENOENT;
	return empty(directory) && (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT);
}

struct sieve {
	bool (*keep)(void *self, const struct stat *status, struct text path);
	void *self;
	struct buffer path;
};

static bool sift(struct sieve *sieve, int folder, size_t *left);

static bool sift_folder(struct sieve *sieve, int folder, const char *name, size_t *left)
{
	int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	size_t below = 0;

	buffer_byte(&sieve->path, '/');
	if (inner < 0 || !sift(sieve, inner, &below))
		return false;
	*left += below > 0;
	return below || unlinkat(folder, name, AT_REMOVEDIR) == 0;
}

/* The entry NAME, whose path is complete; counts in LEFT if it stays. */
static bool sift_entry(struct sieve *sieve, int folder, const char *name, size_t *left)
{
	struct stat status;

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	if (S_ISDIR(status.st_mode))
		return sift_folder(sieve, folder, name, left);
	if (!sieve->keep(sieve->self, &status, buffer_view(&sieve->path)))
		return unlinkat(folder, name, 0) == 0;
	++*left;
	return true;
}

/* Closes FOLDER. */
static bool sift(struct sieve *sieve, int folder, size_t *left)
{
	DIR *list = fdopendir(folder);
	size_t size = sieve->path.size;
	struct dirent *entry;
	bool good = true;

	if (!list) {
		close(folder);
		return false;
	}
	while (good && (errno = 0, entry = readdir(list))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		buffer_string(&sieve->path, entry->d_name);
		good = sift_entry(sieve, dirfd(list), entry->d_name, left);
		sieve->path.size = size;
	}
	good = good && errno == 0;
	int reason = errno;
	closedir(list);
	errno = reason;
	return good;
}

bool tree_sift(int directory, bool (*keep)(void *self, const struct stat *status, struct text path),
	       void *self)
{
	struct sieve sieve = {.keep = keep, .self = self};
	int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	size_t left = 0;

	bool sifted = copy >= 0 && sift(&sieve, copy, &left);
	buffer_free(&sieve.path);
	return sifted;
}

int tree_make(int parent, const char *name)
{
	bool made = mkdirat(parent, name, 0755) == 0;

	if (!made && errno != EEXIST)
		return -1;
	int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (directory >= 0 && made && fchmod(directory, 0755) < 0) {
		int reason = errno;
		close(directory);
		errno = reason;
		return -1;
	}
	return directory;
}

int tree_is_empty(int directory)
{
	DIR *list = fdopendir(directory);
	size_t entries = 0;

	if (!list)
		return -1;
	while (readdir(list))
		entries++;
	closedir(list);
	return entries <= 2; /* "." and ".." */
}
