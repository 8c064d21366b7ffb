#include "workers/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's interface, as in linux/landlock.h: Debian 12's copy ends at version 2. */

enum { CREATE_RULESET_VERSION = 1, RULE_PATH_BENEATH = 1 };

#define RIGHT_EXECUTE (1ULL << 0)
#define RIGHT_WRITE_FILE (1ULL << 1)
#define RIGHT_READ_FILE (1ULL << 2)
#define RIGHT_READ_DIR (1ULL << 3)
#define RIGHT_MAKE_DIR (1ULL << 7)
#define RIGHT_MAKE_REG (1ULL << 8)
#define RIGHTS_VERSION_1 ((1ULL << 13) - 1) /* all up to making symbolic links */
#define RIGHT_REFER (1ULL << 13)            /* version 2 */
#define RIGHT_TRUNCATE (1ULL << 14)         /* version 3 */
#define RIGHT_IOCTL_DEV (1ULL << 15)        /* version 5 */
#define TCP_BIND_CONNECT 3ULL               /* version 4 */
#define SCOPE_SOCKETS_SIGNALS 3ULL          /* version 6 */

struct ruleset {
	uint64_t files;
	uint64_t network;
	uint64_t scoped; /* not to the outside of the jail */
};

struct path_beneath {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

int landlock_version(void)
{
	long version =
	    syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, CREATE_RULESET_VERSION);

	return version > 0 ? (int)version : 0;
}

/* What the ruleset forbids unless a rule allows it. A kernel ignores fields that it does not
 * know if they are 0. */
static struct ruleset ruleset_of(int version)
{
	struct ruleset ruleset = {.files = RIGHTS_VERSION_1};

	if (version >= 2)
		ruleset.files |= RIGHT_REFER;
	if (version >= 3)
		ruleset.files |= RIGHT_TRUNCATE;
	if (version >= 4)
		ruleset.network = TCP_BIND_CONNECT;
	if (version >= 5)
		ruleset.files |= RIGHT_IOCTL_DEV;
	if (version >= 6)
		ruleset.scoped = SCOPE_SOCKETS_SIGNALS;
	return ruleset;
}

static bool allow(int rules, const char *path, uint64_t rights, bool must_exist)
{
	struct path_beneath rule = {.allowed = rights};
	struct stat status;
	bool allowed = false;

	rule.parent = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent < 0)
		return !must_exist && (errno == ENOENT || errno == ENOTDIR);
	if (fstat(rule.parent, &status) == 0) {
		if (!S_ISDIR(status.st_mode)) /* EINVAL for a folder's rights on a file */
			rule.allowed &= RIGHT_READ_FILE | RIGHT_WRITE_FILE | RIGHT_TRUNCATE;
		allowed = syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &rule, 0U) == 0;
	}
	close(rule.parent);
	return allowed;
}

bool landlock_confine(const char **read_paths, const char *write_path, bool may_fork)
{
	int version = landlock_version();
	struct ruleset ruleset = ruleset_of(version);
	bool confined = false;

	if (!version)
		return false;
	int rules = (int)syscall(SYS_landlock_create_ruleset, &ruleset, sizeof ruleset, 0U);
	if (rules < 0)
		return false;
	for (const char **path = read_paths; path && *path; path++)
		if (!allow(rules, *path, RIGHT_READ_FILE | RIGHT_READ_DIR, false))
			goto done;
	/* New files only: what is there can be written, but neither read nor removed. */
	if (write_path &&
	    !allow(rules, write_path,
		   (RIGHT_WRITE_FILE | RIGHT_MAKE_REG | RIGHT_MAKE_DIR | RIGHT_TRUNCATE) &
		       ruleset.files,
		   true))
		goto done;
	/* A supervisor measures what its children inherit, to limit what they add. */
	if (may_fork && !allow(rules, "/proc/self/statm", RIGHT_READ_FILE, false))
		goto done;
	confined = syscall(SYS_landlock_restrict_self, rules, 0U) == 0;
done:
	close(rules);
	return confined;
}
