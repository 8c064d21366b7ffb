#include "workers/jail.h"
#include "workers/landlock.h"
#include "workers/seccomp.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER 1
#endif
#endif
#ifndef ADDRESS_SANITIZER
#define ADDRESS_SANITIZER 0
#endif

enum { OPEN_FILES_MAX = 1024 };

unsigned jail_available(void)
{
	return WALL_LIMITS | (landlock_version() ? WALL_LANDLOCK : 0U) |
	       (seccomp_available() ? WALL_SECCOMP : 0U);
}

/* Lowers a limit; one that is lower already stays. */
static bool limit(__rlimit_resource_t resource, uint64_t value)
{
	struct rlimit now;

	if (getrlimit(resource, &now) < 0)
		return false;
	if (value < now.rlim_cur)
		now.rlim_cur = value;
	now.rlim_max = now.rlim_cur;
	return setrlimit(resource, &now) == 0;
}

/* The memory that RLIMIT_DATA counts: the sixth field of statm (proc(5)), in pages. */
uint64_t jail_memory_now(void)
{
	char line[256];
	uint64_t pages = 0;
	int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

	if (file < 0)
		return 0;
	ssize_t size = read(file, line, sizeof line - 1);
	close(file);
	if (size <= 0)
		return 0;
	line[size] = '\0';
	char *at = line;
	for (int field = 1; field <= 6; field++)
		pages = strtoull(at, &at, 10);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

bool jail_limits_memory(void)
{
	return !ADDRESS_SANITIZER;
}

static bool limits_confine(const struct jail *jail)
{
	bool confined = limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, OPEN_FILES_MAX);

	if (jail->file_size) {
		/* Past it, writing fails with EFBIG, which is reported, instead of a signal. */
		signal(SIGXFSZ, SIG_IGN);
		confined = confined && limit(RLIMIT_FSIZE, jail->file_size);
	}
	if (jail->memory && jail_limits_memory())
		confined = confined && limit(RLIMIT_DATA, jail->memory);
	return confined;
}

unsigned jail_enter(const struct jail *jail)
{
	unsigned walls = 0;

	umask(022); /* the modes of what it makes are nobody's choice, and inside it cannot mend
		       them */
	if (limits_confine(jail))
		walls |= WALL_LIMITS;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) < 0)
		return walls;
	if (landlock_confine(jail->read_paths, jail->write_path, jail->may_fork))
		walls |= WALL_LANDLOCK;
	/* The last: it forbids what the others need. */
	if (seccomp_confine(jail->write_path != NULL, jail->may_fork))
		walls |= WALL_SECCOMP;
	return walls;
}

struct text jail_describe(struct arena *arena, unsigned walls)
{
	static const struct {
		enum jail_wall wall;
		const char *name;
	} names[] = {{WALL_LANDLOCK, "Landlock (files)"},
		     {WALL_SECCOMP, "seccomp (system calls)"},
		     {WALL_LIMITS, "limits (memory, file size)"}};
	struct text stand = TEXT(""), lack = TEXT("");

	if (!walls)
		return TEXT("none");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct text *list = walls & names[i].wall ? &stand : &lack;
		*list = arena_printf(arena, "%.*s%s%s", TEXT_ARGS(*list), list->size ? ", " : "",
				     names[i].name);
	}
	return arena_printf(arena, "%.*s%s%.*s", TEXT_ARGS(stand),
			    lack.size ? "; this kernel lacks " : "", TEXT_ARGS(lack));
}
