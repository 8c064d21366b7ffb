#include "cmd/scratch.h"

#include "publish/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static enum status fail(const char *doing, const char *path)
{
	fprintf(stderr, "ssg: error: %s %s: %s [E-MACHINE]\n", doing, path, strerror(errno));
	return STATUS_MACHINE;
}

/* Signals that end a command; and the one that says that the child ended. */
static sigset_t awaited_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGCHLD);
	return set;
}

/* Gives the child's wait status. */
static int wait_for(pid_t child, const sigset_t *awaited)
{
	int ended = 0;

	for (;;) {
		int signal = sigwaitinfo(awaited, NULL);
		if (waitpid(child, &ended, WNOHANG) == child)
			return ended;
		if (signal > 0 && signal != SIGCHLD)
			kill(child, signal);
	}
}

/* Workers end with the child, but not before it: what they still write is removed in the next
 * round. */
static void clear_away(const char *folder)
{
	const struct timespec pause = {.tv_nsec = 50000000};
	enum { ROUNDS = 40 };

	for (int i = 0; i < ROUNDS && !tree_remove(AT_FDCWD, folder); i++)
		nanosleep(&pause, NULL);
}

/* As the shell sees it: ended by the signal that ended the child. */
static enum status status_of(int ended)
{
	if (WIFEXITED(ended))
		return (enum status)WEXITSTATUS(ended);
	signal(WTERMSIG(ended), SIG_DFL);
	raise(WTERMSIG(ended));
	return STATUS_MACHINE;
}

/* NULL, reported: there is none. */
static char *make_folder(struct arena *arena)
{
	const char *above = getenv("TMPDIR");
	char real[PATH_MAX];

	if (!above || !*above)
		above = "/tmp";
	if (!realpath(above, real)) {
		fail("opening", above);
		return NULL;
	}
	char *folder = (char *)(uintptr_t)arena_printf(arena, "%s/ssg-XXXXXX", real).at;
	if (!mkdtemp(folder)) {
		fail("making a folder in", real);
		return NULL;
	}
	return folder;
}

static _Noreturn void be_child(enum status (*work)(void *self, const char *folder), void *self,
			       const char *folder, const sigset_t *signals)
{
	prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL);
	sigprocmask(SIG_SETMASK, signals, NULL);
	enum status status = work(self, folder);
	if (fflush(stdout) != 0 || ferror(stdout))
		status = fail("writing to", "standard output");
	_exit((int)status);
}

enum status scratch_run(enum status (*work)(void *self, const char *folder), void *self)
{
	sigset_t awaited = awaited_signals(), before;
	struct arena arena = {0};
	pid_t child = -1;
	int ended = 0;

	fflush(stdout);
	signal(SIGCHLD, SIG_DFL); /* ignored, as whoever started us may do, it tells nothing */
	sigprocmask(SIG_BLOCK, &awaited, &before);
	const char *folder = make_folder(&arena);
	if (folder && (child = fork()) == 0)
		be_child(work, self, folder, &before);
	if (child > 0)
		ended = wait_for(child, &awaited);
	else if (folder)
		fail("starting", "a process");
	if (folder)
		clear_away(folder);
	sigprocmask(SIG_SETMASK, &before, NULL);
	arena_free(&arena);
	return child < 0 ? STATUS_MACHINE : status_of(ended);
}
