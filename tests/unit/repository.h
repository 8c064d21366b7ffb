/* repository.h - real git repositories in a temporary folder, for tests.
 *
 * Made by the git program, with dates and names that are always the same and without anybody's
 * configuration. A failing command fails the test. */
#ifndef SSG_TESTS_REPOSITORY_H
#define SSG_TESTS_REPOSITORY_H

#include "base/diagnostics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct repository {
	char folder[64]; /* holds site/, where git works, and whatever else a test puts there */
	char site[80];
	struct diagnostics diagnostics;
	struct arena arena;
};

/* Runs a command of sh in the folder site/. */
__attribute__((format(printf, 2, 3))) static inline void run(struct repository *r,
							     const char *format, ...)
{
	struct buffer line = {.size = 0};
	va_list arguments;

	buffer_printf(&line, "cd %s && { ", r->site);
	va_start(arguments, format);
	buffer_vprintf(&line, format, arguments);
	va_end(arguments);
	buffer_printf(&line, " ; } >>%s/log 2>&1", r->folder);
	buffer_byte(&line, '\0');
	if (system(line.at) != 0)
		fail_msg("%s", line.at);
	buffer_free(&line);
}

/* Writes site/PATH and the folders above it. */
static inline void write_file(struct repository *r, const char *path, const char *text)
{
	char name[1024];
	size_t start = strlen(r->site) + 1;

	snprintf(name, sizeof name, "%s/%s", r->site, path);
	for (char *slash = strchr(name + start, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(name, 0777);
		*slash = '/';
	}
	FILE *file = fopen(name, "w");
	if (!file || fputs(text, file) == EOF || fclose(file) != 0)
		fail_msg("cannot write %s", name);
}

/* Commits all that lies in site/, as AUTHOR ("Ada <ada@example.org>") at DATE (seconds). */
static inline void commit(struct repository *r, const char *author, long date)
{
	run(r,
	    "git add -A . && GIT_COMMITTER_DATE='@%ld +0000' git commit -q --allow-empty -m x "
	    "--author='%s' --date='@%ld +0000'",
	    date, author, date);
}

/* Has a diagnostic CODE been reported for PATH (any: NULL)? */
static inline bool has_diagnostic(const struct repository *r, const char *code, const char *path)
{
	for (size_t i = 0; i < r->diagnostics.count; i++)
		if (text_is(r->diagnostics.list[i].code, code) &&
		    (!path || text_is(r->diagnostics.list[i].place.path, path)))
			return true;
	return false;
}

/* Does any message or hint hold WORDS? */
static inline bool says(const struct repository *r, const char *words)
{
	for (size_t i = 0; i < r->diagnostics.count; i++)
		if (text_find(r->diagnostics.list[i].message, text_of(words)) != SIZE_MAX ||
		    text_find(r->diagnostics.list[i].hint, text_of(words)) != SIZE_MAX)
			return true;
	return false;
}

static inline int repository_setup(void **state)
{
	struct repository *r = calloc(1, sizeof *r);

	if (!r)
		return -1;
	*state = r;
	strcpy(r->folder, "/tmp/ssg-test-XXXXXX");
	if (!mkdtemp(r->folder))
		return -1;
	snprintf(r->site, sizeof r->site, "%s/site", r->folder);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	/* git commit would start a process that looks whether there is something to pack. */
	setenv("GIT_CONFIG_COUNT", "1", 1);
	setenv("GIT_CONFIG_KEY_0", "maintenance.auto", 1);
	setenv("GIT_CONFIG_VALUE_0", "false", 1);
	setenv("GIT_COMMITTER_NAME", "Test", 1);
	setenv("GIT_COMMITTER_EMAIL", "test@example.org", 1);
	if (mkdir(r->site, 0777) < 0)
		return -1;
	run(r, "git init -q -b main");
	return 0;
}

static inline int repository_teardown(void **state)
{
	struct repository *r = *state;

	char command[256];

	snprintf(command, sizeof command, "chmod -R u+rwX %s && rm -rf %s", r->folder, r->folder);
	if (system(command) != 0)
		return -1;
	diagnostics_free(&r->diagnostics);
	arena_free(&r->arena);
	free(r);
	return 0;
}

#define repository_test(test)                                                                      \
	cmocka_unit_test_setup_teardown(test, repository_setup, repository_teardown)

#endif
