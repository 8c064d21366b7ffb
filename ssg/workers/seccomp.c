#include "workers/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Three answers to a system call:
 *   in a list that fits the jail: allowed;
 *   hostile: ends the process at once, which its supervisor reports as a crash (SIGSYS);
 *   anything else: ENOSYS, as on a kernel without it, so that C libraries of other years,
 *   which try new calls first, fall back to those that are listed.
 * Files are Landlock's matter; here only what has nothing to do with paths. A call that an
 * architecture lacks is passed over. */

/* Calls that every worker needs: to read, compute, and hand over results. */
static const int allowed[] = {
    /* files that Landlock lets it open, and those it inherited */
    SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(lseek), SCMP_SYS(close),
    SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx),
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(getdents64),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
    /* results and messages */
    SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64),
    /* memory; mmap and mprotect are below */
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    /* libc: locks, signals of one's own, time, hash seeds, sizes of caches (qsort) */
    SCMP_SYS(futex), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack), SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday),
    SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(sysinfo), SCMP_SYS(uname),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_yield), SCMP_SYS(rseq), SCMP_SYS(set_robust_list),
    SCMP_SYS(getrusage), SCMP_SYS(restart_syscall),
    /* how long a template has run */
    SCMP_SYS(timer_create), SCMP_SYS(timer_settime), SCMP_SYS(timer_delete),
    /* who am I: libgit2 compares with the owner of the repository */
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
    SCMP_SYS(getgid), SCMP_SYS(getegid),
    /* the end */
    SCMP_SYS(exit), SCMP_SYS(exit_group)};

/* With a write path: new files and folders below it. */
static const int allowed_writing[] = {SCMP_SYS(openat), SCMP_SYS(mkdirat), SCMP_SYS(ftruncate),
				      SCMP_SYS(fchmod), SCMP_SYS(fsync),   SCMP_SYS(fdatasync)};

/* With may_fork: to supervise children, and to put them into their own jail. Landlock (version
 * 6) restricts signals. */
static const int allowed_forking[] = {SCMP_SYS(memfd_create),
				      SCMP_SYS(pidfd_open),
				      SCMP_SYS(pidfd_send_signal),
				      SCMP_SYS(kill),
				      SCMP_SYS(tgkill),
				      SCMP_SYS(wait4),
				      SCMP_SYS(waitid),
				      SCMP_SYS(poll),
				      SCMP_SYS(ppoll),
				      SCMP_SYS(seccomp),
				      SCMP_SYS(landlock_create_ruleset),
				      SCMP_SYS(landlock_add_rule),
				      SCMP_SYS(landlock_restrict_self)};

/* No honest worker or library of ours does any of this. */
static const int hostile[] = {
    /* other programs and processes */
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd), SCMP_SYS(process_madvise), SCMP_SYS(kcmp),
    /* the network */
    SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
    SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg),
    /* the file system's shape, and files without a path */
    SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(setns),
    SCMP_SYS(unshare), SCMP_SYS(open_tree), SCMP_SYS(move_mount), SCMP_SYS(fsopen),
    SCMP_SYS(open_by_handle_at), SCMP_SYS(name_to_handle_at), SCMP_SYS(mknodat),
    /* another user */
    SCMP_SYS(setuid), SCMP_SYS(setgid), SCMP_SYS(setreuid), SCMP_SYS(setregid), SCMP_SYS(setresuid),
    SCMP_SYS(setresgid), SCMP_SYS(setgroups), SCMP_SYS(capset),
    /* wide doors into the kernel */
    SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register), SCMP_SYS(keyctl), SCMP_SYS(add_key),
    SCMP_SYS(request_key), SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load), SCMP_SYS(reboot), SCMP_SYS(swapon)};

/* Calls allowed only when up to two arguments A fit: (argument & mask) == value. */
struct condition {
	int call;
	unsigned count;
	struct scmp_arg_cmp arguments[2];
};

#define FITS(number, mask, value)                                                                  \
	{                                                                                          \
		.arg = (number), .op = SCMP_CMP_MASKED_EQ, .datum_a = (mask), .datum_b = (value)   \
	}
#define IS(number, value) FITS(number, 0xffffffff, value)

enum { MAP_KIND = 0x0f, PRIVATE_FORK = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CSIGNAL };

static const struct condition conditions[] = {
    {SCMP_SYS(openat), 1, {FITS(2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY)}},
    /* private memory that is not executable; files for reading */
    {SCMP_SYS(mmap), 2, {FITS(2, PROT_EXEC, 0), FITS(3, MAP_KIND, MAP_PRIVATE)}},
    {SCMP_SYS(mmap), 2, {FITS(2, PROT_EXEC | PROT_WRITE, 0), FITS(3, MAP_ANONYMOUS, 0)}},
    {SCMP_SYS(mprotect), 1, {FITS(2, PROT_EXEC, 0)}},
    /* fdopendir, dup; nothing that makes the kernel send signals */
    {SCMP_SYS(fcntl), 1, {IS(1, F_GETFD)}},
    {SCMP_SYS(fcntl), 1, {IS(1, F_SETFD)}},
    {SCMP_SYS(fcntl), 1, {IS(1, F_GETFL)}},
    {SCMP_SYS(fcntl), 1, {IS(1, F_DUPFD_CLOEXEC)}},
    /* the limits of this process, which can only be lowered */
    {SCMP_SYS(prlimit64), 1, {IS(0, 0)}},
};

static const struct condition conditions_forking[] = {
    {SCMP_SYS(clone), 1, {FITS(0, (scmp_datum_t)~PRIVATE_FORK, 0)}},
    {SCMP_SYS(mmap), 1, {FITS(2, PROT_EXEC, 0)}}, /* memory shared with the children */
    {SCMP_SYS(fcntl), 1, {IS(1, F_ADD_SEALS)}},
    {SCMP_SYS(fcntl), 1, {IS(1, F_GET_SEALS)}},
    {SCMP_SYS(prctl), 1, {IS(0, PR_SET_PDEATHSIG)}},
    {SCMP_SYS(prctl), 1, {IS(0, PR_SET_NO_NEW_PRIVS)}},
};

bool seccomp_available(void)
{
	uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0U, &action) == 0;
}

static bool add_calls(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (seccomp_rule_add_array(filter, action, calls[i], 0, NULL) < 0)
			return false;
	return true;
}

static bool add_conditions(scmp_filter_ctx filter, const struct condition *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, list[i].call, list[i].count,
					   list[i].arguments) < 0)
			return false;
	return true;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool add_all(scmp_filter_ctx filter, bool may_write, bool may_fork)
{
	/* abort() of a C library signals its own thread. */
	const struct condition own = {SCMP_SYS(tgkill), 1, {IS(0, (scmp_datum_t)getpid())}};

	if (!add_calls(filter, SCMP_ACT_KILL_PROCESS, hostile, COUNT(hostile)) ||
	    !add_calls(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed)) ||
	    !add_conditions(filter, conditions, COUNT(conditions)))
		return false;
	if (may_write &&
	    !add_calls(filter, SCMP_ACT_ALLOW, allowed_writing, COUNT(allowed_writing)))
		return false;
	if (!may_fork)
		return add_conditions(filter, &own, 1);
	return add_calls(filter, SCMP_ACT_ALLOW, allowed_forking, COUNT(allowed_forking)) &&
	       add_conditions(filter, conditions_forking, COUNT(conditions_forking));
}

bool seccomp_confine(bool may_write, bool may_fork)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	bool confined = false;

	if (!filter)
		return false;
	if (seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
	    seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 && /* a tree, not a list */
	    add_all(filter, may_write, may_fork))
		confined = seccomp_load(filter) == 0;
	seccomp_release(filter);
	return confined;
}
