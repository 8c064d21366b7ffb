#include "publish/generation.h"
#include "publish/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const files[] = {"SHA256SUMS", "mirror.json", "fr/a/x.html", "index.html"};
enum { FILES = sizeof files / sizeof *files };

/* Each test has a folder of its own as working directory; OUT is "public". */
static int make_folder(void **state)
{
	char *folder = strdup("/tmp/ssg-test-generation-XXXXXX");

	*state = folder;
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
	bool removed = chdir("/") == 0 && tree_remove(AT_FDCWD, *state);

	free(*state);
	return removed ? 0 : -1;
}

static void put(const char *path, const char *bytes)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, strlen(bytes)), strlen(bytes));
	close(file);
}

static bool file_is(const char *path, const char *bytes)
{
	char found[64] = "";
	int file = open(path, O_RDONLY);

	if (file < 0)
		return false;
	ssize_t size = read(file, found, sizeof found - 1);
	close(file);
	return size >= 0 && strcmp(found, bytes) == 0;
}

/* ROOT is a whole generation, MARK in each file. */
static bool is_generation(const char *root, const char *mark)
{
	char path[256];

	for (size_t i = 0; i < FILES; i++) {
		snprintf(path, sizeof path, "%s/%s", root, files[i]);
		if (!file_is(path, mark))
			return false;
	}
	return true;
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static enum status fill(struct generation *g, const char *mark, struct diagnostics *d)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < FILES && status == STATUS_OK; i++)
		status = generation_write(g->next_fd, files[i], text_of(mark), d);
	return status;
}

static enum status publish(const char *mark, struct diagnostics *d)
{
	struct generation g;
	enum status status = generation_begin(&g, "public", 0, d);

	g.unsynced = true; /* thousands of times in these tests */
	if (status == STATUS_OK)
		status = fill(&g, mark, d);
	if (status == STATUS_OK)
		status = generation_publish(&g, d);
	generation_end(&g);
	return status;
}

static void assert_published(const char *mark)
{
	struct diagnostics d = {0};

	assert_int_equal(publish(mark, &d), STATUS_OK);
	assert_int_equal(d.count, 0);
	assert_true(is_generation("public", mark));
	assert_false(exists(".public.ssg/next"));
}

static void assert_says(struct diagnostics *d, const char *part)
{
	assert_int_equal(d->count, 1);
	assert_int_equal(d->fatal, 1);
	if (text_find(d->list[0].message, text_of(part)) == SIZE_MAX)
		fail_msg("\"%.*s\" does not say \"%s\"", TEXT_ARGS(d->list[0].message), part);
	diagnostics_free(d);
}

static void assert_refused(const char *out, const char *part)
{
	struct generation g;
	struct diagnostics d = {0};

	assert_int_equal(generation_begin(&g, out, 0, &d), STATUS_MACHINE);
	generation_end(&g);
	assert_says(&d, part);
}

/* ---- publishing */

static void the_first_generation_is_published(void **state)
{
	(void)state;
	assert_published("one");
	assert_false(exists(".public.ssg/previous"));
}

static void a_new_generation_replaces_the_old_which_stays_for_rollback(void **state)
{
	(void)state;
	assert_published("one");
	assert_published("two");
	assert_true(is_generation(".public.ssg/previous", "one"));
	assert_published("three");
	assert_true(is_generation(".public.ssg/previous", "two"));
}

static void an_empty_directory_is_replaced_but_not_kept(void **state)
{
	(void)state;
	assert_int_equal(mkdir("public", 0700), 0);
	assert_published("one");
	assert_false(exists(".public.ssg/previous"));
}

static void without_publish_nothing_has_changed(void **state)
{
	struct generation g;
	struct diagnostics d = {0};

	(void)state;
	assert_published("one");
	assert_int_equal(generation_begin(&g, "public", 0, &d), STATUS_OK);
	assert_int_equal(fill(&g, "two", &d), STATUS_OK);
	generation_end(&g);
	assert_true(is_generation("public", "one"));
	assert_false(exists(".public.ssg/next"));
}

static void slashes_behind_the_name_do_not_matter(void **state)
{
	struct generation g;
	struct diagnostics d = {0};

	(void)state;
	assert_int_equal(generation_begin(&g, "public//", 0, &d), STATUS_OK);
	assert_int_equal(fill(&g, "one", &d), STATUS_OK);
	assert_int_equal(generation_publish(&g, &d), STATUS_OK);
	generation_end(&g);
	assert_true(is_generation("public", "one"));
}

static void modes_do_not_depend_on_the_umask(void **state)
{
	struct stat status;
	mode_t before = umask(0077);

	(void)state;
	assert_published("one");
	umask(before);
	assert_int_equal(stat("public", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0755);
	assert_int_equal(stat("public/fr/a", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0755);
	assert_int_equal(stat("public/fr/a/x.html", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0644);
}

static void a_kept_file_is_the_published_one(void **state)
{
	struct generation g;
	struct diagnostics d = {0};
	struct stat before, after;

	(void)state;
	assert_published("one");
	assert_int_equal(stat("public/index.html", &before), 0);
	assert_int_equal(generation_begin(&g, "public", 0, &d), STATUS_OK);
	assert_true(generation_keep(&g, "index.html"));
	assert_false(generation_keep(&g, "missing.html"));
	assert_false(generation_keep(&g, "../public/index.html"));
	assert_int_equal(generation_write(g.next_fd, "SHA256SUMS", TEXT(""), &d), STATUS_OK);
	assert_int_equal(generation_write(g.next_fd, "mirror.json", TEXT(""), &d), STATUS_OK);
	assert_int_equal(generation_publish(&g, &d), STATUS_OK);
	generation_end(&g);
	assert_int_equal(stat("public/index.html", &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

static void a_file_comes_with_the_folders_above_it(void **state)
{
	struct generation g;
	struct diagnostics d = {0};
	struct stat status;

	(void)state;
	assert_published("one");
	mode_t mask = umask(077);
	assert_int_equal(generation_begin(&g, "public", 0, &d), STATUS_OK);
	assert_int_equal(generation_write(g.next_fd, "a/b/c.html", TEXT("c"), &d), STATUS_OK);
	assert_int_equal(generation_write(g.next_fd, "a/b/d.html", TEXT("d"), &d), STATUS_OK);
	for (size_t i = 0; i < FILES; i++)
		assert_true(generation_keep(&g, files[i]));
	assert_false(generation_keep(&g, "x/missing.html"));
	assert_int_equal(generation_publish(&g, &d), STATUS_OK);
	generation_end(&g);
	umask(mask);
	assert_true(is_generation("public", "one"));
	assert_true(file_is("public/a/b/c.html", "c") && file_is("public/a/b/d.html", "d"));
	assert_int_equal(stat("public/a/b", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0755);
}

/* ---- bringing forward */

/* previous/ is "one", OUT "two" with a page of its own; the third generation changes one file. */
static void forward_to_three(struct generation *g, struct diagnostics *d)
{
	struct text written[] = {TEXT("SHA256SUMS"), TEXT("mirror.json"), TEXT("index.html"),
				 TEXT("new/deep/y.html")};
	struct text kept[] = {TEXT("fr/a/x.html")};
	struct text removed[] = {TEXT("gone/z.html"), TEXT("never/there.html")};
	struct generation_delta delta = {.written = written,
					 .written_count = 4,
					 .kept = kept,
					 .kept_count = 1,
					 .removed = removed,
					 .removed_count = 2};

	assert_published("one");
	assert_published("two");
	assert_int_equal(mkdir(".public.ssg/previous/gone", 0755), 0);
	put(".public.ssg/previous/gone/z.html", "old");
	assert_int_equal(generation_begin(g, "public", 0, d), STATUS_OK);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(generation_write(g->next_fd, written[i].at, TEXT("three"), d),
				 STATUS_OK);
	assert_int_equal(generation_forward(g, &delta, d), STATUS_OK);
}

static void the_previous_generation_is_brought_forward(void **state)
{
	struct generation g;
	struct diagnostics d = {0};

	(void)state;
	forward_to_three(&g, &d);
	assert_int_equal(generation_publish(&g, &d), STATUS_OK);
	generation_end(&g);
	assert_true(file_is("public/index.html", "three"));
	assert_true(file_is("public/new/deep/y.html", "three"));
	assert_true(file_is("public/fr/a/x.html", "two"));
	/* A folder without files goes with its last one. */
	assert_false(exists("public/gone"));
	assert_true(is_generation(".public.ssg/previous", "two"));
	assert_false(exists(".public.ssg/forward"));
	assert_false(exists(".public.ssg/written"));
	diagnostics_free(&d);
}

static void what_was_brought_forward_but_not_published_is_cleared_away(void **state)
{
	struct generation g;
	struct diagnostics d = {0};

	(void)state;
	forward_to_three(&g, &d);
	generation_end(&g);
	assert_true(is_generation("public", "two"));
	/* It is no generation any more: the next build has to make all files. */
	assert_false(exists(".public.ssg/previous"));
	assert_published("four");
	assert_true(is_generation("public", "four"));
	diagnostics_free(&d);
}

static void what_is_brought_forward_stays_below_the_tree(void **state)
{
	struct generation g;
	struct diagnostics d = {0};
	struct text path = TEXT("../../stolen");
	struct generation_delta delta = {.removed = &path, .removed_count = 1};

	(void)state;
	put("stolen", "mine");
	assert_published("one");
	assert_published("two");
	assert_int_equal(generation_begin(&g, "public", 0, &d), STATUS_OK);
	assert_int_equal(generation_forward(&g, &delta, &d), STATUS_MACHINE);
	generation_end(&g);
	assert_true(file_is("stolen", "mine"));
	assert_true(is_generation("public", "two"));
	diagnostics_free(&d);
}

static void no_file_lies_outside_the_tree(void **state)
{
	const char *const paths[] = {"/etc/x", "../x", "a/../../x", "a//x", "", ".", "x/"};
	struct generation g;
	struct diagnostics d = {0};

	(void)state;
	assert_int_equal(generation_begin(&g, "public", 0, &d), STATUS_OK);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		assert_int_equal(generation_write(g.next_fd, paths[i], TEXT("x"), &d),
				 STATUS_MACHINE);
		assert_says(&d, "outside the output directory");
	}
	generation_end(&g);
}

static void two_pages_of_one_name_are_an_error(void **state)
{
	struct generation g;
	struct diagnostics d = {0};

	(void)state;
	assert_int_equal(generation_begin(&g, "public", 0, &d), STATUS_OK);
	assert_int_equal(generation_write(g.next_fd, "x", TEXT("1"), &d), STATUS_OK);
	assert_int_equal(generation_write(g.next_fd, "x", TEXT("2"), &d), STATUS_MACHINE);
	assert_says(&d, "writing x: File exists");
	generation_end(&g);
}

/* ---- what is refused */

static void files_of_others_are_never_replaced(void **state)
{
	(void)state;
	assert_int_equal(mkdir("public", 0755), 0);
	put("public/thesis.txt", "years of work");
	assert_refused("public", "files that ssg did not make");
	assert_true(file_is("public/thesis.txt", "years of work"));
	assert_false(exists(".public.ssg"));
}

static void files_that_came_while_building_are_not_replaced(void **state)
{
	struct generation g;
	struct diagnostics d = {0};

	(void)state;
	assert_int_equal(generation_begin(&g, "public", 0, &d), STATUS_OK);
	assert_int_equal(fill(&g, "one", &d), STATUS_OK);
	assert_int_equal(mkdir("public", 0755), 0);
	put("public/thesis.txt", "years of work");
	assert_int_equal(generation_publish(&g, &d), STATUS_MACHINE);
	generation_end(&g);
	assert_says(&d, "files that ssg did not make");
	assert_true(file_is("public/thesis.txt", "years of work"));
}

static void a_name_that_is_no_directory_of_its_own_is_refused(void **state)
{
	(void)state;
	assert_refused(".", "name a directory of its own");
	assert_refused("..", "name a directory of its own");
	assert_refused("a/..", "name a directory of its own");
	assert_refused("/", "name a directory of its own");
	assert_refused("", "name a directory of its own");
	assert_refused("missing/public", "No such file or directory");
}

static void a_link_or_file_is_refused(void **state)
{
	(void)state;
	assert_int_equal(mkdir("real", 0755), 0);
	assert_int_equal(symlink("real", "public"), 0);
	assert_refused("public", "it is a symbolic link");
	assert_refused("public/", "it is a symbolic link");
	put("file", "");
	assert_refused("file", "it is a file");
}

static void a_state_directory_is_refused(void **state)
{
	(void)state;
	assert_published("one");
	assert_refused(".public.ssg", "state directory");
	assert_refused(".public.ssg/x", "state directory");
	assert_int_equal(chdir(".public.ssg"), 0);
	assert_refused("x", "state directory");
}

/* ---- locking */

static void the_second_build_names_the_one_that_holds_the_lock(void **state)
{
	struct generation first, second;
	struct diagnostics d = {0};
	char holder[64];

	(void)state;
	assert_int_equal(generation_begin(&first, "public", 0, &d), STATUS_OK);
	assert_int_equal(generation_begin(&second, "public", 0, &d), STATUS_MACHINE);
	generation_end(&second);
	assert_string_equal(d.list[0].code.at, "E-LOCK");
	snprintf(holder, sizeof holder, "another build (process %d) holds it", (int)getpid());
	assert_says(&d, holder);
	assert_true(exists(".public.ssg/next"));
	generation_end(&first);
	assert_published("one");
}

static void the_second_build_waits_for_the_first(void **state)
{
	struct generation g;
	struct diagnostics d = {0};
	int ready[2];
	char byte;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	pid_t first = fork();
	if (first == 0) {
		generation_begin(&g, "public", 0, &d);
		_exit(write(ready[1], "r", 1) != 1 || usleep(300000) != 0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(generation_begin(&g, "public", 10, &d), STATUS_OK);
	assert_int_equal(waitpid(first, NULL, 0), first);
	generation_end(&g);
	close(ready[0]);
	close(ready[1]);
}

/* ---- faults: a child in which a system call fails or ends it */

struct fault {
	int call;
	uint32_t action;
	struct scmp_arg_cmp where[2];
	unsigned conditions;
};

static void arm(const struct fault *faults, size_t count)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	for (size_t i = 0; i < count; i++)
		if (seccomp_rule_add_array(filter, faults[i].action, faults[i].call,
					   faults[i].conditions, faults[i].where) < 0)
			_exit(99);
	if (seccomp_load(filter) < 0)
		_exit(99);
	seccomp_release(filter);
}

/* Publishes MARK in a child, with the fault from its beginning. Its exit status; -1: killed. */
static int publish_with(struct fault fault, const char *mark)
{
	struct diagnostics d = {0};
	int status;

	pid_t child = fork();
	if (child == 0) {
		arm(&fault, 1);
		enum status result = publish(mark, &d);
		/* A failure is said; a success is whole. */
		if (result != STATUS_OK && d.fatal != 1)
			_exit(98);
		_exit((int)result);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_failing_system_call_leaves_the_published_site(void **state)
{
	static const int calls[] = {SCMP_SYS(mkdirat),   SCMP_SYS(flock),     SCMP_SYS(ftruncate),
				    SCMP_SYS(fchmod),    SCMP_SYS(write),     SCMP_SYS(openat),
				    SCMP_SYS(renameat2), SCMP_SYS(getdents64)};
	static const uint32_t errors[] = {ENOSPC, EIO, EACCES, EDQUOT};

	(void)state;
	assert_published("one");
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		for (size_t j = 0; j < sizeof errors / sizeof *errors; j++) {
			struct fault fault = {calls[i], SCMP_ACT_ERRNO(errors[j]), {{0}}, 0};
			int status = publish_with(fault, "two");
			if (is_generation("public", "one"))
				assert_int_equal(status, STATUS_MACHINE);
			else /* getdents fails only in clearing away the old */
				assert_true(is_generation("public", "two"));
			assert_published("one");
		}
}

static void a_full_disk_is_said_with_the_files_name(void **state)
{
	struct rlimit limit = {2, 2};
	struct generation g;
	struct diagnostics d = {0};
	int status;

	(void)state;
	pid_t child = fork();
	if (child == 0) {
		/* A file may grow to two bytes: short writes, then EFBIG. */
		signal(SIGXFSZ, SIG_IGN);
		g.next_fd = open(".", O_RDONLY | O_DIRECTORY);
		setrlimit(RLIMIT_FSIZE, &limit);
		if (generation_write(g.next_fd, "x", TEXT("12"), &d) != STATUS_OK)
			_exit(1);
		if (generation_write(g.next_fd, "y", TEXT("123"), &d) != STATUS_MACHINE)
			_exit(2);
		_exit(text_is(d.list[0].message, "writing y: File too large") ? 0 : 3);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_true(file_is("x", "12"));
}

/* Begins and fills a generation in a child, then arms FAULTS and publishes it: the child is
 * killed on the way. */
static void publish_killed(const char *mark, void (*faults_of)(const struct generation *g))
{
	struct generation g;
	struct diagnostics d = {0};
	int status;

	pid_t child = fork();
	if (child == 0) {
		if (generation_begin(&g, "public", 0, &d) != STATUS_OK ||
		    fill(&g, mark, &d) != STATUS_OK)
			_exit(1);
		g.unsynced = true;
		faults_of(&g);
		_exit((int)generation_publish(&g, &d) + 10);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void at_exchange(const struct generation *g)
{
	(void)g;
	arm((struct fault[]){{SCMP_SYS(renameat2), SCMP_ACT_KILL_PROCESS, {{0}}, 0}}, 1);
}

static void behind_exchange(const struct generation *g)
{
	arm((struct fault[]){{SCMP_SYS(renameat2),
			      SCMP_ACT_KILL_PROCESS,
			      {{2, SCMP_CMP_EQ, (scmp_datum_t)g->state_fd, 0}},
			      1}},
	    1);
}

static void killed_before_the_exchange_the_old_generation_stays(void **state)
{
	(void)state;
	assert_published("one");
	publish_killed("two", at_exchange);
	assert_true(is_generation("public", "one"));
	assert_published("three");
	assert_true(is_generation(".public.ssg/previous", "one"));
}

static void killed_behind_the_exchange_the_new_generation_is_there(void **state)
{
	(void)state;
	assert_published("one");
	publish_killed("two", behind_exchange);
	assert_true(is_generation("public", "two"));
	assert_published("three");
	assert_true(is_generation(".public.ssg/previous", "two"));
}

static void killed_at_any_moment_the_site_is_whole(void **state)
{
	struct diagnostics d = {0};
	char mark[24], before[24] = "0";

	(void)state;
	assert_published("0");
	for (unsigned i = 1; i <= 150; i++) {
		snprintf(mark, sizeof mark, "%u", i);
		pid_t child = fork();
		if (child == 0)
			_exit((int)publish(mark, &d));
		usleep(i * 11);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		if (is_generation("public", mark))
			strcpy(before, mark);
		else
			assert_true(is_generation("public", before));
	}
	assert_published("last");
}

/* ---- a file system that cannot exchange */

static const struct fault no_exchange = {
    SCMP_SYS(renameat2),
    SCMP_ACT_ERRNO(EINVAL),
    {{4, SCMP_CMP_EQ, RENAME_EXCHANGE, 0}},
    1,
};

static void without_exchange_two_renames_publish_and_say_so(void **state)
{
	struct diagnostics d = {0};
	int status;

	(void)state;
	for (int i = 0; i < 3; i++) { /* nothing there, no previous, a previous */
		pid_t child = fork();
		if (child == 0) {
			arm(&no_exchange, 1);
			char mark[] = {(char)('0' + i), '\0'};
			if (publish(mark, &d) != STATUS_OK || !is_generation("public", mark))
				_exit(1);
			_exit(i == 0 ? (d.count == 0 ? 0 : 2)
				     : (d.count == 1 && text_is(d.list[0].code, "W-EXCHANGE") ? 0
											      : 3));
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
	assert_true(is_generation(".public.ssg/previous", "1"));
	assert_false(exists(".public.ssg/aside"));
}

static void between_two_renames(const struct generation *g)
{
	const struct fault faults[] = {no_exchange,
				       {SCMP_SYS(renameat),
					SCMP_ACT_KILL_PROCESS,
					{{0, SCMP_CMP_EQ, (scmp_datum_t)g->state_fd, 0}},
					1}};

	arm(faults, 2);
}

static void killed_between_two_renames_the_next_build_puts_the_site_back(void **state)
{
	struct generation g;
	struct diagnostics d = {0};

	(void)state;
	assert_published("one");
	publish_killed("two", between_two_renames);
	assert_false(exists("public"));
	assert_int_equal(generation_begin(&g, "public", 0, &d), STATUS_OK);
	assert_true(is_generation("public", "one"));
	generation_end(&g);
	assert_published("three");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
	const struct CMUnitTest tests[] = {
	    TEST(the_first_generation_is_published),
	    TEST(a_new_generation_replaces_the_old_which_stays_for_rollback),
	    TEST(an_empty_directory_is_replaced_but_not_kept),
	    TEST(without_publish_nothing_has_changed),
	    TEST(slashes_behind_the_name_do_not_matter),
	    TEST(modes_do_not_depend_on_the_umask),
	    TEST(a_kept_file_is_the_published_one),
	    TEST(a_file_comes_with_the_folders_above_it),
	    TEST(the_previous_generation_is_brought_forward),
	    TEST(what_was_brought_forward_but_not_published_is_cleared_away),
	    TEST(what_is_brought_forward_stays_below_the_tree),
	    TEST(no_file_lies_outside_the_tree),
	    TEST(two_pages_of_one_name_are_an_error),
	    TEST(files_of_others_are_never_replaced),
	    TEST(files_that_came_while_building_are_not_replaced),
	    TEST(a_name_that_is_no_directory_of_its_own_is_refused),
	    TEST(a_link_or_file_is_refused),
	    TEST(a_state_directory_is_refused),
	    TEST(the_second_build_names_the_one_that_holds_the_lock),
	    TEST(the_second_build_waits_for_the_first),
	    TEST(a_failing_system_call_leaves_the_published_site),
	    TEST(a_full_disk_is_said_with_the_files_name),
	    TEST(killed_before_the_exchange_the_old_generation_stays),
	    TEST(killed_behind_the_exchange_the_new_generation_is_there),
	    TEST(killed_at_any_moment_the_site_is_whole),
	    TEST(without_exchange_two_renames_publish_and_say_so),
	    TEST(killed_between_two_renames_the_next_build_puts_the_site_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
