/* Which system calls a judged program may make.
 *
 * A list of what is allowed, not of what is refused: a list of refusals grows old with every
 * kernel. All else fails with ENOSYS, as on a kernel that does not know it, and libc falls back to
 * what every kernel has. In the list is what libc, libevent, the runtime and the sanitizers call,
 * and the exec() of bubblewrap, which sets the filter before it starts the program.
 *
 * Not in it, and on purpose: fork and its like (no process but one), ptrace and reading other
 * processes' memory, mounts and namespaces, memory files and System V's shared memory (memory
 * beyond the limits), keys, io_uring, bpf, perf, userfaultfd, and signals to others.
 *
 * Sockets, too, are only for exercises that are about them, and then of no other families than the
 * Internet's and Unix's: in a network of its own a program finds nobody but itself. */

#include "filter.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/socket.h>

static const char *const allowed[] = {
	/* files and descriptors */
	"access", "close", "close_range", "dup", "dup2", "dup3", "faccessat", "faccessat2",
	"fadvise64", "fcntl", "fstat", "fstatfs", "fsync", "ftruncate", "getcwd", "getdents64",
	"ioctl", "lseek", "lstat", "mkdir", "mkdirat", "newfstatat", "open", "openat", "pipe",
	"pipe2", "pread64", "pwrite64", "read", "readlink", "readlinkat", "readv", "rename",
	"renameat", "renameat2", "rmdir", "stat", "statfs", "statx", "unlink", "unlinkat", "write",
	"writev",
	/* waiting */
	"epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait",
	"eventfd", "eventfd2", "poll", "ppoll", "pselect6", "select", "signalfd4", "socketpair",
	"timerfd_create", "timerfd_gettime", "timerfd_settime", "wait4", "waitid",
	/* memory */
	"brk", "madvise", "membarrier", "mmap", "mprotect", "mremap", "munmap",
	/* threads, signals to oneself, time */
	"alarm", "clock_getres", "clock_gettime", "clock_nanosleep", "futex", "get_robust_list",
	"getitimer", "gettimeofday", "nanosleep", "pause", "restart_syscall", "rseq",
	"rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend",
	"rt_sigtimedwait", "sched_getaffinity", "sched_yield", "set_robust_list", "set_tid_address",
	"setitimer", "sigaltstack", "tgkill", "time",
	/* the process itself */
	"arch_prctl", "execve", "exit", "exit_group", "getegid", "geteuid", "getgid", "getpgrp",
	"getpid", "getppid", "getrandom", "getresgid", "getresuid", "getrlimit", "getrusage",
	"gettid", "getuid", "prctl", "prlimit64", "setrlimit", "sysinfo", "times", "umask", "uname",
};

static const char *const allowed_of_sockets[] = {
	"accept", "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt",
	"listen", "recvfrom", "recvmsg", "sendfile", "sendmsg", "sendto", "setsockopt", "shutdown",
};

static int allow(scmp_filter_ctx filter, const char *const names[], size_t count)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < count; i++) {
		int number = seccomp_syscall_resolve_name(names[i]);

		if (number >= 0)	/* below 0: not on this machine */
			error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
	}
	return error;
}

static int allow_sockets(scmp_filter_ctx filter)
{
	static const unsigned families[] = { AF_UNIX, AF_INET, AF_INET6 };
	int error = allow(filter, allowed_of_sockets,
			  sizeof(allowed_of_sockets) / sizeof(*allowed_of_sockets));

	for (size_t i = 0; error == 0 && i < sizeof(families) / sizeof(*families); i++)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
					 SCMP_CMP(0, SCMP_CMP_EQ, families[i]));
	return error;
}

int filter_write(int fd, bool network)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	int error = filter ? allow(filter, allowed, sizeof(allowed) / sizeof(*allowed)) : -ENOMEM;

	if (error == 0 && network)
		error = allow_sockets(filter);
	/* Threads, by clone() alone: of clone3() a filter cannot see the flags. */
	if (error == 0)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
					 SCMP_CMP(0, SCMP_CMP_MASKED_EQ, CLONE_THREAD,
						  CLONE_THREAD));
	if (error == 0)
		error = seccomp_export_bpf(filter, fd);
	seccomp_release(filter);
	return error;
}
