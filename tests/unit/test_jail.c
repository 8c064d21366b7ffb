#include "workers/jail.h"
#include "workers/landlock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* In the working directory: inside/ may be read, out/ written, outside/ neither. */
static char inside[64], outside[64], out[64];
static const char *const made[] = {"inside/file", "outside/file", "out/old"};

static int make_folders(void **state)
{
	static char folder[] = "/tmp/ssg-test-jail-XXXXXX";

	*state = folder;
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	snprintf(inside, sizeof inside, "%s/inside", folder);
	snprintf(outside, sizeof outside, "%s/outside", folder);
	snprintf(out, sizeof out, "%s/out", folder);
	if (mkdir(inside, 0755) < 0 || mkdir(outside, 0755) < 0 || mkdir(out, 0755) < 0)
		return -1;
	for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
		int file = open(made[i], O_WRONLY | O_CREAT, 0666);
		if (file < 0 || write(file, "text", 4) != 4)
			return -1;
		close(file);
	}
	return 0;
}

static int remove_folders(void **state)
{
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		unlink(made[i]);
	unlink("out/new/file");
	rmdir("out/new");
	rmdir("inside");
	rmdir("outside");
	rmdir("out");
	return chdir("/") || rmdir(*state);
}

enum kind { READER, WRITER, SUPERVISOR };

/* Exit status of ACT in a jailed child; 128 + signal when that ended it. */
static int jailed(enum kind kind, bool (*act)(void))
{
	const char *paths[] = {inside, "/does/not/exist", NULL};
	struct jail jail = {.read_paths = paths, .file_size = 1 << 20};
	int status;

	if (kind == WRITER)
		jail.write_path = out;
	jail.may_fork = kind == SUPERVISOR;
	unsigned available = jail_available();
	pid_t child = fork();
	if (child == 0) {
		if (jail_enter(&jail) != available)
			_exit(99);
		_exit(act() ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Landlock is not on every machine; what only it forbids is not tested there. */
static void need_landlock(int version)
{
	if (landlock_version() < version)
		skip();
}

static bool can_open(const char *folder, const char *name, int flags)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	int file = open(path, flags | O_CLOEXEC, 0644);
	if (file >= 0)
		close(file);
	return file >= 0;
}

/* ---- what each needs */

static bool read_inside(void)
{
	char byte;
	char path[128];
	struct stat status;

	snprintf(path, sizeof path, "%s/file", inside);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	void *at = mmap(NULL, 4, PROT_READ, MAP_PRIVATE, file, 0);
	DIR *list = opendir(inside);
	return file >= 0 && fstat(file, &status) == 0 && status.st_size == 4 &&
	       pread(file, &byte, 1, 1) == 1 && byte == 'e' && at != MAP_FAILED &&
	       memcmp(at, "text", 4) == 0 && list && readdir(list) && closedir(list) == 0 &&
	       access(path, R_OK) == 0 && stat(path, &status) == 0;
}

static void files_of_the_read_paths_are_read_mapped_and_listed(void **state)
{
	(void)state;
	assert_int_equal(jailed(READER, read_inside), 0);
	assert_int_equal(jailed(WRITER, read_inside), 0);
	assert_int_equal(jailed(SUPERVISOR, read_inside), 0);
}

static bool write_new(void)
{
	int folder = open(out, O_RDONLY | O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || mkdirat(folder, "new", 0755) < 0)
		return false;
	int file = openat(folder, "new/file", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	return file >= 0 && fchmod(file, 0644) == 0 && write(file, "text", 4) == 4 &&
	       pwrite(file, "T", 1, 0) == 1 && ftruncate(file, 2) == 0 && fsync(file) == 0 &&
	       close(file) == 0;
}

static void a_writer_makes_folders_and_files(void **state)
{
	(void)state;
	assert_int_equal(jailed(WRITER, write_new), 0);
	assert_int_equal(access("out/new/file", F_OK), 0);
}

static bool compute(void)
{
	struct timespec now;
	char *small = malloc(100), *large = malloc(100 << 20);
	char seed[16];

	if (!small || !large)
		return false;
	memset(large, 1, 100 << 20);
	large = realloc(large, 150 << 20);
	if (!large)
		return false;
	free(large);
	free(small);
	return clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0 && time(NULL) > 0 &&
	       syscall(SYS_getrandom, seed, sizeof seed, 0) == sizeof seed && sched_yield() == 0;
}

static void memory_and_clocks_work(void **state)
{
	(void)state;
	assert_int_equal(jailed(READER, compute), 0);
}

static bool call_abort(void)
{
	abort();
}

static void abort_of_a_library_is_an_abort(void **state)
{
	(void)state;
	assert_int_equal(jailed(READER, call_abort), 128 + SIGABRT);
	assert_int_equal(jailed(SUPERVISOR, call_abort), 128 + SIGABRT);
}

static bool supervise(void)
{
	int status;

	pid_t child = fork();
	if (child == 0)
		for (;;)
			sched_yield();
	return child > 0 && kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child &&
	       WIFSIGNALED(status) && jail_memory_now() > 0;
}

static void a_supervisor_forks_and_kills_its_children(void **state)
{
	(void)state;
	assert_int_equal(jailed(SUPERVISOR, supervise), 0);
}

static bool jail_a_child(void)
{
	const char *none[] = {NULL};
	const struct jail narrower = {.read_paths = none};
	unsigned available = jail_available();
	int status;

	pid_t child = fork();
	if (child == 0) {
		if (jail_enter(&narrower) != available)
			_exit(2);
		_exit(can_open(inside, "file", O_RDONLY) && landlock_version() ? 3 : 0);
	}
	return waitpid(child, &status, 0) == child && status == 0;
}

static void jails_nest_and_the_inner_one_is_narrower(void **state)
{
	(void)state;
	assert_int_equal(jailed(SUPERVISOR, jail_a_child), 0);
}

/* ---- what none may do: act() gives true when the wall stood */

static bool reads_outside(void)
{
	return !can_open(outside, "file", O_RDONLY) && !can_open("/etc", "passwd", O_RDONLY) &&
	       !can_open("/proc/self", "environ", O_RDONLY) && !opendir(outside) && !opendir("/");
}

static void nothing_outside_the_read_paths_is_read(void **state)
{
	(void)state;
	need_landlock(1);
	assert_int_equal(jailed(READER, reads_outside), 0);
	assert_int_equal(jailed(WRITER, reads_outside), 0);
	assert_int_equal(jailed(SUPERVISOR, reads_outside), 0);
}

static bool writes_anywhere(void)
{
	return !can_open(inside, "file", O_WRONLY) && !can_open(inside, "file", O_RDWR) &&
	       !can_open(inside, "new", O_WRONLY | O_CREAT) &&
	       !can_open(inside, "file", O_RDONLY | O_TRUNC) &&
	       !can_open(outside, "file", O_WRONLY) && !can_open("/tmp", ".", O_TMPFILE | O_RDWR);
}

static void a_reader_writes_nowhere_even_without_landlock(void **state)
{
	(void)state;
	assert_int_equal(jailed(READER, writes_anywhere), 0);
	assert_int_equal(jailed(SUPERVISOR, writes_anywhere), 0);
}

static void a_writer_writes_only_below_its_path(void **state)
{
	(void)state;
	need_landlock(3); /* truncating */
	assert_int_equal(jailed(WRITER, writes_anywhere), 0);
}

static bool changes_the_written(void)
{
	return !can_open(out, "old", O_RDONLY) && unlink(made[2]) < 0 &&
	       rename(made[2], "out/x") < 0 && symlink("/etc/passwd", "out/link") < 0 &&
	       link(made[0], "out/hard") < 0;
}

static void a_writer_neither_reads_nor_removes_nor_links(void **state)
{
	(void)state;
	need_landlock(1);
	assert_int_equal(jailed(WRITER, changes_the_written), 0);
}

static bool use_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0;
}

static bool use_unix_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) < 0;
}

static bool use_exec(void)
{
	return execl("/bin/true", "true", (char *)NULL) < 0;
}

static bool use_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0;
}

static bool use_process_memory(void)
{
	return syscall(SYS_process_vm_readv, getppid(), NULL, 0UL, NULL, 0UL, 0UL) < 0;
}

static bool use_namespace(void)
{
	return unshare(CLONE_NEWUSER) < 0;
}

static bool use_setuid(void)
{
	return setuid(12345) < 0;
}

static bool use_bpf(void)
{
	return syscall(SYS_bpf, 0, NULL, 0) < 0;
}

static bool use_io_uring(void)
{
	return syscall(SYS_io_uring_setup, 1, NULL) < 0;
}

static bool use_mknod(void)
{
	return mknod("out/fifo", S_IFIFO | 0644, 0) < 0;
}

static void hostile_calls_end_the_worker(void **state)
{
	bool (*const acts[])(void) = {use_socket,         use_unix_socket, use_exec,   use_ptrace,
				      use_process_memory, use_namespace,   use_setuid, use_bpf,
				      use_io_uring,       use_mknod};

	(void)state;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		for (enum kind kind = READER; kind <= SUPERVISOR; kind++)
			assert_int_equal(jailed(kind, acts[i]), 128 + SIGSYS);
}

static bool reaches_others(void)
{
	return kill(getppid(), 0) < 0 && kill(-1, 0) < 0 && fork() < 0 &&
	       syscall(SYS_tgkill, getppid(), getppid(), 0) < 0 &&
	       syscall(SYS_pidfd_open, getppid(), 0) < 0 && fcntl(1, F_SETOWN, getppid()) < 0 &&
	       setpriority(PRIO_PROCESS, 0, 1) < 0 && prctl(PR_SET_DUMPABLE, 1) < 0;
}

static void a_worker_neither_forks_nor_signals(void **state)
{
	(void)state;
	assert_int_equal(jailed(READER, reaches_others), 0);
	assert_int_equal(jailed(WRITER, reaches_others), 0);
}

static bool signals_its_supervisor(void)
{
	return kill(getppid(), 0) < 0;
}

static void a_jailed_supervisor_does_not_signal_the_outside(void **state)
{
	(void)state;
	need_landlock(6);
	assert_int_equal(jailed(SUPERVISOR, signals_its_supervisor), 0);
}

static bool uses_threads_or_namespaces(void)
{
	return syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, 0UL) < 0 &&
	       syscall(SYS_clone, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND, NULL, NULL, NULL, 0UL) <
		   0;
}

static void a_supervisor_clones_only_as_fork_does(void **state)
{
	(void)state;
	assert_int_equal(jailed(SUPERVISOR, uses_threads_or_namespaces), 0);
}

static bool makes_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) < 0 &&
	       mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
		   MAP_FAILED;
}

static void memory_never_becomes_executable(void **state)
{
	(void)state;
	assert_int_equal(jailed(READER, makes_code), 0);
	assert_int_equal(jailed(SUPERVISOR, makes_code), 0);
}

static bool writes_too_much(void)
{
	char path[128];
	static char bytes[1 << 20];

	snprintf(path, sizeof path, "%s/old", out);
	int file = open(path, O_WRONLY | O_CLOEXEC);
	return file >= 0 && write(file, bytes, sizeof bytes) == sizeof bytes &&
	       write(file, bytes, 1) < 0 && errno == EFBIG;
}

static void a_file_past_the_limit_is_an_error_not_a_signal(void **state)
{
	(void)state;
	assert_int_equal(jailed(WRITER, writes_too_much), 0);
}

static void memory_ends_at_the_limit(void **state)
{
	struct jail jail = {.memory = jail_memory_now() + (50 << 20)};
	int status;

	(void)state;
	if (!jail_limits_memory())
		skip();
	pid_t child = fork();
	if (child == 0) {
		jail_enter(&jail);
		_exit(malloc(30 << 20) && !malloc(30 << 20) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void a_write_path_that_is_missing_is_not_passed_over(void **state)
{
	const struct jail jail = {.write_path = "/does/not/exist"};
	int status;

	(void)state;
	need_landlock(1);
	pid_t child = fork();
	if (child == 0)
		_exit(jail_enter(&jail) & WALL_LANDLOCK ? 1 : 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void the_summary_says_which_walls_stand(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_true(
	    text_is(jail_describe(&arena, WALL_LANDLOCK | WALL_SECCOMP | WALL_LIMITS),
		    "Landlock (files), seccomp (system calls), limits (memory, file size)"));
	assert_true(text_is(jail_describe(&arena, WALL_SECCOMP | WALL_LIMITS),
			    "seccomp (system calls), limits (memory, file size); "
			    "this kernel lacks Landlock (files)"));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(files_of_the_read_paths_are_read_mapped_and_listed),
	    cmocka_unit_test(a_writer_makes_folders_and_files),
	    cmocka_unit_test(memory_and_clocks_work),
	    cmocka_unit_test(abort_of_a_library_is_an_abort),
	    cmocka_unit_test(a_supervisor_forks_and_kills_its_children),
	    cmocka_unit_test(jails_nest_and_the_inner_one_is_narrower),
	    cmocka_unit_test(nothing_outside_the_read_paths_is_read),
	    cmocka_unit_test(a_reader_writes_nowhere_even_without_landlock),
	    cmocka_unit_test(a_writer_writes_only_below_its_path),
	    cmocka_unit_test(a_writer_neither_reads_nor_removes_nor_links),
	    cmocka_unit_test(hostile_calls_end_the_worker),
	    cmocka_unit_test(a_worker_neither_forks_nor_signals),
	    cmocka_unit_test(a_jailed_supervisor_does_not_signal_the_outside),
	    cmocka_unit_test(a_supervisor_clones_only_as_fork_does),
	    cmocka_unit_test(memory_never_becomes_executable),
	    cmocka_unit_test(a_file_past_the_limit_is_an_error_not_a_signal),
	    cmocka_unit_test(memory_ends_at_the_limit),
	    cmocka_unit_test(a_write_path_that_is_missing_is_not_passed_over),
	    cmocka_unit_test(the_summary_says_which_walls_stand),
	};

	return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
