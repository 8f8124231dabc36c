#ifndef CALLS_H
#define CALLS_H

/* For suites in which each system call of the runtime fails, in turn.
 *
 * Such a suite is called calls-NAME.c: then it is linked so (--wrap, of the linker) that what the
 * runtime calls are the functions below, which pass the call on, or fail. tests/style/calls.sh
 * sees to it that all are here. libevent's own calls are not made to fail.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop-internal.h"
#include "sanitizer.h"
#include "torture.h"

enum { CALL_ERRORS = 8 };

/* A call that may fail, and how. */
struct call {
	const char *name;
	int errors[CALL_ERRORS];		/* the last is followed by 0 */
	struct call *next;
};

static struct call *first_call;

/* What fails now. */
static struct {
	atomic_bool armed;
	const struct call *call;		/* NULL: none */
	int error;
	long at;				/* the how manieth time, from 1 */
	bool for_good;				/* from then on always */
	atomic_long seen;			/* how often it was called */
	bool few;				/* each transfer is of a byte */
	bool in_thread;				/* each run is in a new one, with no stacks yet */
} fault;

static bool fails(const struct call *call)
{
	long time;

	if (!atomic_load(&fault.armed) || fault.call != call)
		return false;
	time = atomic_fetch_add(&fault.seen, 1) + 1;
	if (time < fault.at || (time > fault.at && !fault.for_good))
		return false;
	errno = fault.error;
	return true;
}

static size_t few(size_t size)
{
	return fault.few && size > 1 && atomic_load(&fault.armed) ? 1 : size;
}

/* NAME, and by what value it says that it has failed. */
#define DECLARE_CALL(type, name, parameters, ...)						\
	type __real_##name parameters;								\
	type __wrap_##name parameters;								\
	static struct call call_##name = { #name, { __VA_ARGS__ }, NULL };			\
	__attribute__((constructor)) static void add_##name(void)				\
	{											\
		call_##name.next = first_call;							\
		first_call = &call_##name;							\
	}

#define CALL(type, name, failure, parameters, arguments, ...)					\
	DECLARE_CALL(type, name, parameters, __VA_ARGS__)					\
	type __wrap_##name parameters								\
	{											\
		return fails(&call_##name) ? (type)(failure) : __real_##name arguments;		\
	}

/* Each line is read by the Makefile, too. An EAGAIN where there is something to read is left out:
 * the system never says so, and then tells of it again. */
CALL(ssize_t, read, -1, (int fd, void *data, size_t size), (fd, data, few(size)), EINTR, EIO)
CALL(ssize_t, recv, -1, (int fd, void *data, size_t size, int flags),
     (fd, data, few(size), flags), EINTR, ECONNRESET, ENOMEM)
CALL(ssize_t, send, -1, (int fd, const void *data, size_t size, int flags),
     (fd, data, few(size), flags), EINTR, EAGAIN, EPIPE, ECONNRESET, ENOBUFS)
CALL(ssize_t, recvfrom, -1,
     (int fd, void *data, size_t size, int flags, struct sockaddr *from, socklen_t *length),
     (fd, data, size, flags, from, length), EINTR, ECONNREFUSED, ENOMEM)
CALL(ssize_t, sendto, -1,
     (int fd, const void *data, size_t size, int flags, const struct sockaddr *to,
      socklen_t length),
     (fd, data, size, flags, to, length), EINTR, EAGAIN, ECONNREFUSED, EPERM, ENOBUFS)
CALL(ssize_t, sendfile, -1, (int to, int from, off_t *at, size_t size), (to, from, at, few(size)),
     EINTR, EAGAIN, EPIPE, EINVAL)
CALL(int, accept4, -1, (int fd, struct sockaddr *from, socklen_t *size, int flags),
     (fd, from, size, flags), EINTR, ECONNABORTED, EMFILE, ENOMEM)
CALL(int, connect, -1, (int fd, const struct sockaddr *to, socklen_t size), (fd, to, size),
     ECONNREFUSED, ENETUNREACH, EADDRNOTAVAIL)
CALL(int, bind, -1, (int fd, const struct sockaddr *at, socklen_t size), (fd, at, size),
     EADDRINUSE, EACCES)
CALL(int, listen, -1, (int fd, int backlog), (fd, backlog), EADDRINUSE)
CALL(int, socket, -1, (int family, int type, int protocol), (family, type, protocol), EMFILE,
     ENFILE, ENOBUFS, EAFNOSUPPORT)
CALL(int, getsockname, -1, (int fd, struct sockaddr *at, socklen_t *size), (fd, at, size), ENOBUFS)
CALL(int, getpeername, -1, (int fd, struct sockaddr *at, socklen_t *size), (fd, at, size), ENOTCONN)
CALL(int, getsockopt, -1, (int fd, int level, int name, void *value, socklen_t *size),
     (fd, level, name, value, size), ENOBUFS)
CALL(int, setsockopt, -1, (int fd, int level, int name, const void *value, socklen_t size),
     (fd, level, name, value, size), ENOBUFS)
CALL(int, shutdown, -1, (int fd, int how), (fd, how), ENOTCONN)
CALL(off_t, lseek, -1, (int fd, off_t offset, int whence), (fd, offset, whence), EINVAL)
CALL(int, fstat, -1, (int fd, struct stat *status), (fd, status), EIO, ENOMEM)
CALL(int, stat, -1, (const char *path, struct stat *status), (path, status), EACCES, ENOMEM)
CALL(int, ftruncate, -1, (int fd, off_t size), (fd, size), EIO)
CALL(int, unlink, -1, (const char *path), (path), EACCES)
CALL(int, eventfd, -1, (unsigned value, int flags), (value, flags), EMFILE, ENFILE, ENOMEM)
CALL(int, timerfd_create, -1, (int clock, int flags), (clock, flags), EMFILE, ENOMEM)
CALL(int, poll, -1, (struct pollfd *asked, nfds_t count, int timeout), (asked, count, timeout),
     EINTR, ENOMEM)
CALL(int, mprotect, -1, (void *start, size_t size, int may), (start, size, may), ENOMEM)
CALL(int, madvise, -1, (void *start, size_t size, int advice), (start, size, advice), EINVAL,
     ENOMEM)
CALL(int, pthread_create, fault.error,
     (pthread_t *thread, const pthread_attr_t *how, void *(*fn)(void *), void *arg),
     (thread, how, fn, arg), EAGAIN)
CALL(int, getaddrinfo, fault.error,
     (const char *host, const char *port, const struct addrinfo *how, struct addrinfo **found),
     (host, port, how, found), EAI_AGAIN, EAI_MEMORY, EAI_NONAME)
CALL(int, getnameinfo, fault.error,
     (const struct sockaddr *at, socklen_t length, char *host, socklen_t host_size, char *port,
      socklen_t port_size, int flags),
     (at, length, host, host_size, port, port_size, flags), EAI_AGAIN, EAI_MEMORY)
CALL(int, sigaction, -1,
     (int signal, const struct sigaction *action, struct sigaction *former),
     (signal, action, former), EINVAL)
CALL(int, epoll_create1, -1, (int flags), (flags), EMFILE, ENOMEM)
CALL(int, epoll_ctl, -1, (int epoll, int what, int fd, struct epoll_event *event),
     (epoll, what, fd, event), ENOMEM)
CALL(int, pipe2, -1, (int *ends, int flags), (ends, flags), EMFILE, ENFILE)
CALL(int, posix_spawn, fault.error,
     (pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
      const posix_spawnattr_t *how, char *const argv[], char *const environment[]),
     (pid, path, actions, how, argv, environment), EAGAIN, ENOMEM, EACCES, E2BIG)
CALL(int, pidfd_open, -1, (pid_t pid, unsigned flags), (pid, flags), ENOSYS, EMFILE, ENODEV)
CALL(int, pidfd_send_signal, -1, (int fd, int signal, siginfo_t *info, unsigned flags),
     (fd, signal, info, flags), EPERM)
CALL(int, waitid, -1, (idtype_t type, id_t id, siginfo_t *end, int how), (type, id, end, how),
     EINTR)
CALL(int, faccessat, -1, (int fd, const char *path, int how, int flags), (fd, path, how, flags),
     ENOENT, EACCES)
CALL(FILE *, fopen, NULL, (const char *path, const char *mode), (path, mode), EMFILE, ENOMEM)
CALL(DIR *, opendir, NULL, (const char *path), (path), EMFILE, ENOMEM)

/* What wakes the loop up is an eventfd, which takes 8 bytes: to that nothing happens but EINTR. */
#define CALL_WRITE(type, name, parameters, ...) DECLARE_CALL(type, name, parameters, __VA_ARGS__)
CALL_WRITE(ssize_t, write, (int fd, const void *data, size_t size), EINTR, ENOSPC, EPIPE, EIO)

/* Where it works, madvise() is not asked: so while that is to fail, this does, too. */
#define CALL_FIRST(type, name, parameters, ...) DECLARE_CALL(type, name, parameters, __VA_ARGS__)
CALL_FIRST(ssize_t, process_madvise,
	   (int process, const struct iovec *what, size_t count, int advice, unsigned flags),
	   EBADF, ENOSYS)

ssize_t __wrap_process_madvise(int process, const struct iovec *what, size_t count, int advice,
			       unsigned flags)
{
	if (fails(&call_process_madvise))
		return -1;
	if (atomic_load(&fault.armed) && fault.call == &call_madvise) {
		errno = ENOSYS;
		return -1;
	}
	return __real_process_madvise(process, what, count, advice, flags);
}

ssize_t __wrap_write(int fd, const void *data, size_t size)
{
	if ((size != sizeof(eventfd_t) || fault.error == EINTR) && fails(&call_write))
		return -1;
	return __real_write(fd, data, size == sizeof(eventfd_t) ? size : few(size));
}

/* It is closed, whatever it says. */
#define CALL_CLOSE(type, name, parameters, ...) DECLARE_CALL(type, name, parameters, __VA_ARGS__)
CALL_CLOSE(int, close, (int fd), EINTR, EIO, ENOSPC)

int __wrap_close(int fd)
{
	bool failed = fails(&call_close);
	int error = errno, result = __real_close(fd);

	errno = failed ? error : errno;
	return failed ? -1 : result;
}

#define CALL_OPEN(type, name, parameters, ...) DECLARE_CALL(type, name, parameters, __VA_ARGS__)
CALL_OPEN(int, open, (const char *path, int flags, ...), EINTR, ENOENT, EMFILE, ENOSPC, EACCES)

int __wrap_open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	return fails(&call_open) ? -1 : __real_open(path, flags, mode);
}

#define CALL_FCNTL(type, name, parameters, ...) DECLARE_CALL(type, name, parameters, __VA_ARGS__)
CALL_FCNTL(int, fcntl, (int fd, int command, ...), EINVAL)

int __wrap_fcntl(int fd, int command, ...)
{
	va_list arguments;
	int value;

	va_start(arguments, command);
	value = va_arg(arguments, int);
	va_end(arguments);
	return fails(&call_fcntl) ? -1 : __real_fcntl(fd, command, value);
}

/* ---- Runs ---- */

/* What there is before a run, and must be there behind it. */
struct balance { size_t bytes, descriptors, events; };

static struct balance balance(void)
{
	struct balance now = { .bytes = torture_settle(), .events = loop_event_count() };
	DIR *directory = opendir("/proc/self/fd");

	while (directory != NULL && readdir(directory) != NULL)
		now.descriptors++;
	closedir(directory);
	return now;
}

static void assert_balance(struct balance before)
{
	struct balance now = balance();

	suite_assert(now.bytes == before.bytes && now.descriptors == before.descriptors &&
		     now.events == before.events && task_live() == 0 && stack_live() == 0,
		     __FILE__, __LINE__,
		     "%s fails (%s), time %ld%s: %zu bytes, %zu descriptors, %zu events, %zu "
		     "tasks; %zu, %zu, %zu before",
		     fault.call != NULL ? fault.call->name : "nothing", strerror(fault.error),
		     fault.at, fault.for_good ? " and on" : "", now.bytes, now.descriptors,
		     now.events, task_live(), before.bytes, before.descriptors, before.events);
}

/* A scene sets this at its end. */
static bool scene_is_over;

/* Whether [e] says what was done to what: in a note, or behind the system's words. */
static bool says_what(const struct async_exception *e)
{
	char system[128];

	if (e->type == TimeoutError || e->type == ConnectionResetError)
		return true;			/* of whoever hears no more of the other side */
	if (e->error_number != fault.error || fault.error < 0)
		return *e->message != '\0' && strstr(e->message, "deadlock") == NULL;
	snprintf(system, sizeof system, "[Errno %d] %s", fault.error, strerror(fault.error));
	return strncmp(e->message, system, strcspn(system, "]")) == 0 &&
	       (e->note != NULL || strlen(e->message) > strlen(system));
}

/* What may come of a failure: nothing, or an exception. */
static void judge(void)
{
	EXCEPTION(e);
	char text[1024] = "nothing is raised";
	bool well = scene_is_over;

	if (EXCEPT(BaseException, e)) {
		snprintf(text, sizeof text, "%s: %s (%s)", e->type->name, e->message,
			 e->note != NULL ? e->note : "");
		well = says_what(e);
	}
	if (getenv("SHOW") != NULL)
		printf("    %s, %s, %ld: %s%s\n", fault.call->name, strerror(fault.error),
		       fault.at, scene_is_over ? "over; " : "", text);
	suite_assert(well, __FILE__, __LINE__, "%s fails (%s), time %ld: %s; on stderr: %s",
		     fault.call->name, strerror(fault.error), fault.at, text, suite_stderr());
}

static void run_armed(void *(*scene)(void *arg))
{
	scene_is_over = false;
	atomic_store(&fault.seen, 0);
	atomic_store(&fault.armed, true);
	async_run(scene);
	atomic_store(&fault.armed, false);
}

struct played { void *(*scene)(void *arg); };

static void *run_and_judge(void *played)
{
	run_armed(((struct played *)played)->scene);
	judge();
	return NULL;
}

static void play(void *(*scene)(void *arg))
{
	struct played played = { scene };
	pthread_t thread;

	if (!fault.in_thread) {
		run_and_judge(&played);
		return;
	}
	ASSERT_INT(__real_pthread_create(&thread, NULL, run_and_judge, &played), 0);
	pthread_join(thread, NULL);
}

/* Run [scene], and look what came of it. Returns: whether it made enough calls for that to fail. */
static bool fail_once(void *(*scene)(void *arg), struct balance before)
{
	fprintf(stderr, "%s fails (%s), time %ld%s\n", fault.call->name, strerror(fault.error),
		fault.at, fault.for_good ? " and on" : "");
	play(scene);
	assert_balance(before);
	suite_stderr();
	return atomic_load(&fault.seen) >= fault.at;
}

/* What is said once, and then goes well: for good it would be for ever. So would the wait for other
 * threads of which nothing can be known. */
static bool passes_by(void)
{
	return fault.error == EINTR || fault.error == EAGAIN || fault.error == ECONNABORTED ||
	       fault.call == &call_fopen || fault.call == &call_opendir;
}

/* Run [scene] with the first, the second, ... [call] failing in each way, alone and from there on
 * for good, until it makes no more of them. Where it makes many, the later ones are tried at larger
 * and larger steps. Returns: how many have failed. */
static long torture_call(void *(*scene)(void *arg), const struct call *call)
{
	struct balance before = balance();
	long failed = 0;

	fault.call = call;
	for (int i = 0; i < CALL_ERRORS && call->errors[i] != 0; i++) {
		fault.error = call->errors[i];
		for (fault.at = 1; fail_once(scene, before); failed++) {
			fault.for_good = !passes_by();
			fail_once(scene, before);
			fault.for_good = false;
			fault.at += 1 + fault.at / (sanitizer_is_valgrind() ? 2 : 16);
		}
	}
	fault.call = NULL;
	return failed;
}

/* The same with each call, and with transfers of a byte each. */
__attribute__((unused))
static void torture_calls(void *(*scene)(void *arg))
{
	struct balance before = balance();
	long calls = 0;

	for (const struct call *call = first_call; call != NULL; call = call->next)
		calls += torture_call(scene, call);
	ASSERT(calls > 5);
	fault.few = true;
	run_armed(scene);
	ASSERT(scene_is_over);
	fault.few = false;
	assert_balance(before);
}

#endif
