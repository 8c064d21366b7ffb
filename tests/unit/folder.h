/* folder.h - an empty folder for each test, as a state directory: it goes with all that the test
 * has left in it, which may be no file that was not finished ("new-…"). */
#ifndef SSG_TESTS_FOLDER_H
#define SSG_TESTS_FOLDER_H

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct folder {
	char path[64];
	int fd;
};

static inline int make_folder(void **state)
{
	struct folder *folder = calloc(1, sizeof *folder);

	*state = folder;
	strcpy(folder->path, "/tmp/ssg-test-folder-XXXXXX");
	if (!mkdtemp(folder->path))
		return -1;
	folder->fd = open(folder->path, O_RDONLY | O_DIRECTORY);
	return folder->fd < 0 ? -1 : 0;
}

static inline int remove_folder(void **state)
{
	struct folder *folder = *state;
	DIR *list = fdopendir(folder->fd);
	struct dirent *entry;
	bool unfinished = false;

	while (list && (entry = readdir(list))) {
		unfinished = unfinished || strncmp(entry->d_name, "new-", 4) == 0;
		unlinkat(dirfd(list), entry->d_name, 0); /* not "." and ".." */
	}
	closedir(list);
	int removed = rmdir(folder->path);
	free(folder);
	return unfinished ? -1 : removed;
}

#endif
