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
