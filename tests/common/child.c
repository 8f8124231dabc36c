/* How a child process begins, and how the loop hears of its end: spawn.c, child.c. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child-internal.h"
#include "future-internal.h"
#include "suite.h"

/* In place of the C library's: a kernel that has none. */
static bool without_pidfd;

int pidfd_open(pid_t pid, unsigned flags)
{
	if (without_pidfd) {
		errno = ENOSYS;
		return -1;
	}
	return (int)syscall(SYS_pidfd_open, pid, flags);
}

struct watched {
	struct child child;		/* first, so that one pointer is both */
	struct async_future *ended;
	int status;
};

static void on_exited(struct child *child, int status)
{
	struct watched *w = (struct watched *)child;

	w->status = status;
	if (w->ended != NULL)
		async_future_set_result(w->ended, NULL);
}

static struct child_pipes pipes;

static pid_t begin(struct watched *w, const char *const *argv,
		   const struct async_subprocess_options *options)
{
	pid_t pid = child_spawn(argv, options, &pipes);

	*w = (struct watched){ .child.exited = on_exited };
	if (pid >= 0)
		child_watch(&w->child, async_get_running_loop(), pid);
	return pid;
}

struct run { const char *const *argv; struct async_subprocess_options options; };

/* Run a child, and note how it ends. */
static void *run(void *arg)
{
	const struct run *self = arg;
	struct watched *w = async_alloc(sizeof *w);

	if (begin(w, self->argv, &self->options) < 0)
		return NULL;
	w->ended = async_loop_create_future(NULL);
	AWAIT(async_await(w->ended));
	note("%d", w->status);
	return NULL;
}

static void run_child(const char *const *argv, struct async_subprocess_options options)
{
	async_run(run, argv, options);
}

static void run_shell(const char *command)
{
	run_child(ASYNC_ARGV("/bin/sh", "-c", command), (struct async_subprocess_options){ 0 });
}

/* All of what comes through [fd], which is closed. */
static const char *read_all(int fd)
{
	static char text[4096];
	size_t size = 0;
	ssize_t more;

	while ((more = read(fd, text + size, sizeof text - 1 - size)) > 0)
		size += (size_t)more;
	text[size] = '\0';
	close(fd);
	return text;
}

/* What a child writes to a pipe at its stdout. */
static const char *output_of(const char *const *argv, struct async_subprocess_options options)
{
	options.out = ASYNC_PIPE;
	run_child(argv, options);
	return pipes.ends[1] >= 0 ? read_all(pipes.ends[1]) : NULL;
}

/* ---- How it ends ---- */

static void note_endings(void)
{
	run_shell("exit 0");
	run_shell("exit 3");
	run_shell("kill -KILL $$");
	run_shell("kill -TERM $$");
	ASSERT_NOTES("0 3 -9 -15");
}

static void test_child__ends_with_a_status_or_by_a_signal(void)
{
	note_endings();
}

static void test_child__is_heard_of_without_pidfds(void)
{
	without_pidfd = true;
	note_endings();
	without_pidfd = false;
}

static void *end_many(void *arg)
{
	struct watched *all = async_alloc(100 * sizeof *all);

	(void)arg;
	for (int i = 0; i < 100; i++)
		begin(&all[i], ASYNC_ARGV("sleep", "100"), &(struct async_subprocess_options){ 0 });
	all[99].ended = async_loop_create_future(NULL);
	for (int i = 0; i < 100; i++)
		child_signal(&all[i].child, i == 99 ? SIGTERM : SIGKILL);
	AWAIT(async_await(all[99].ended));
	while (async_get_running_loop()->children != NULL)
		AWAIT(async_sleep(0));
	for (int i = 0; i < 100; i++)
		note("%d", all[i].status);
	return NULL;
}

static void assert_many(void)
{
	char expected[512] = "";

	for (int i = 0; i < 99; i++)
		strcat(expected, "-9 ");
	strcat(expected, "-15");
	async_run(end_many);
	ASSERT_NOTES(expected);
}

static void test_child__a_hundred_at_once(void)
{
	assert_many();
	without_pidfd = true;
	assert_many();
	without_pidfd = false;
}

/* A child of the program's own, of which the loop knows nothing. */
static void test_child__others_are_left_alone(void)
{
	pid_t other = fork();
	int status = 0;

	if (other == 0)
		_exit(5);
	run_shell("exit 0");
	ASSERT_INT(waitpid(other, &status, 0), other);
	ASSERT_INT(WEXITSTATUS(status), 5);
	ASSERT_NOTES("0");
}

static void test_child__reaped_by_another_ends_with_255(void)
{
	signal(SIGCHLD, SIG_IGN);		/* the kernel is to reap all */
	run_shell("exit 0");
	without_pidfd = true;
	run_shell("exit 0");
	without_pidfd = false;
	signal(SIGCHLD, SIG_DFL);
	ASSERT_NOTES("255 255");
}

/* ---- The end of the loop ---- */

static struct watched left;

static void *leave_running(void *arg)
{
	(void)arg;
	begin(&left, ASYNC_ARGV("sleep", "100"), &(struct async_subprocess_options){ 0 });
	return NULL;
}

static void *leave_ended(void *arg)
{
	siginfo_t end;

	(void)arg;
	begin(&left, ASYNC_ARGV("true"), &(struct async_subprocess_options){ 0 });
	waitid(P_PID, (id_t)left.child.pid, &end, WEXITED | WNOWAIT);
	return NULL;
}

static void assert_reaped(void)
{
	ASSERT(left.child.loop == NULL);
	ASSERT_INT(kill(left.child.pid, 0), -1);
	ASSERT_INT(errno, ESRCH);
	child_signal(&left.child, SIGKILL);	/* does nothing */
}

static void test_child__is_killed_and_reaped_where_its_loop_closes(void)
{
	async_run(leave_running);
	ASSERT_INT(left.status, 0);		/* nobody was told */
	assert_reaped();
	async_run(leave_ended);
	assert_reaped();
	without_pidfd = true;
	async_run(leave_running);
	ASSERT_INT(left.status, 0);		/* nobody was told */
	assert_reaped();
	async_run(leave_ended);
	assert_reaped();
	without_pidfd = false;
}

/* ---- How it begins ---- */

static void test_spawn__gives_words_environment_and_folder(void)
{
	struct async_subprocess_options options = {
		.cwd = "/usr",
		.env = ASYNC_ARGV("CITY=Oslo", "PATH=/bin"),
	};

	ASSERT_STRING(output_of(ASYNC_ARGV("sh", "-c", "echo $1 $CITY; pwd", "sh", "a b"), options),
		      "a b Oslo\n/usr\n");
	ASSERT_NOTES("0");
}

static void test_spawn__looks_for_the_program_in_the_path_of_the_child(void)
{
	struct async_subprocess_options options = { .env = ASYNC_ARGV("PATH=/nowhere::/bin") };

	run_child(ASYNC_ARGV("true"), options);
	options.env = ASYNC_ARGV("PATH=/etc/passwd:/nowhere");
	run_child(ASYNC_ARGV("true"), options);
	ASSERT_RAISED(FileNotFoundError, "[Errno 2] No such file or directory: 'true'");
	options.env = ASYNC_ARGV("CITY=Oslo");
	run_child(ASYNC_ARGV("true"), options);
	options = (struct async_subprocess_options){ .cwd = "/bin" };
	run_child(ASYNC_ARGV("./true"), options);
	ASSERT_NOTES("0 0 0");
}

static void test_spawn__tells_what_is_wrong(void)
{
	struct async_subprocess_options options = { .in = ASYNC_PIPE, .out = ASYNC_PIPE };
	static char too_long[PATH_MAX + 1];

	run_child(ASYNC_ARGV("nope"), options);
	ASSERT_RAISED(FileNotFoundError, "[Errno 2] No such file or directory: 'nope'");
	run_child(ASYNC_ARGV("/etc/passwd"), options);
	ASSERT_RAISED(PermissionError, "[Errno 13] Permission denied: '/etc/passwd'");
	run_child(ASYNC_ARGV("/etc/passwd/true"), options);
	ASSERT_RAISED(NotADirectoryError, "[Errno 20] Not a directory: '/etc/passwd/true'");
	memset(too_long, 'x', sizeof too_long - 1);
	run_child(ASYNC_ARGV(too_long), options);
	ASSERT_RAISED(OSError, NULL);
	options.cwd = "/nowhere";
	run_child(ASYNC_ARGV("true"), options);
	ASSERT_RAISED(FileNotFoundError, "[Errno 2] No such file or directory: '/nowhere'");
	options.cwd = "/etc/passwd";
	run_child(ASYNC_ARGV("true"), options);
	ASSERT_RAISED(NotADirectoryError, "[Errno 20] Not a directory: '/etc/passwd'");
}

static void test_spawn__refuses_what_is_none(void)
{
	struct async_subprocess_options options = { .in = ASYNC_STDOUT };

	run_child((const char *const[]){ NULL }, (struct async_subprocess_options){ 0 });
	ASSERT_RAISED(ValueError, "a child process needs a program");
	run_child(ASYNC_ARGV("true"), options);
	ASSERT_RAISED(ValueError, "a child's stdin cannot be -2");
	options = (struct async_subprocess_options){ .in = ASYNC_PIPE, .err = 1000 };
	run_child(ASYNC_ARGV("true"), options);
	ASSERT_STRING(async_exception()->note,
		      "fcntl(1000, F_DUPFD_CLOEXEC) for a child's stderr");
	ASSERT_RAISED(OSError, "[Errno 9] Bad file descriptor");
}

static void test_spawn__closes_what_the_child_is_not_given(void)
{
	int inherited = dup(STDOUT_FILENO);	/* not CLOEXEC */

	/* 3 is the folder that it reads */
	ASSERT_STRING(output_of(ASYNC_ARGV("ls", "/proc/self/fd"),
				(struct async_subprocess_options){ .in = ASYNC_DEVNULL }),
		      "0\n1\n2\n3\n");
	close(inherited);
	ASSERT_NOTES("0");
}

static void test_spawn__joins_stderr_to_stdout(void)
{
	struct async_subprocess_options options = { .in = ASYNC_DEVNULL, .err = ASYNC_STDOUT };

	ASSERT_STRING(output_of(ASYNC_ARGV("sh", "-c", "echo out; echo err >&2; cat"), options),
		      "out\nerr\n");
	ASSERT_NOTES("0");
}

/* Its stdout is our stderr, and its stderr what our stdout is. */
static void test_spawn__may_exchange_descriptors(void)
{
	struct async_subprocess_options options = { .out = STDERR_FILENO, .err = STDOUT_FILENO };
	int ends[2], stdout_before = dup(STDOUT_FILENO);

	fflush(stdout);
	ASSERT_INT(pipe2(ends, O_CLOEXEC), 0);
	dup2(ends[1], STDOUT_FILENO);
	run_child(ASYNC_ARGV("sh", "-c", "echo to stdout; echo to stderr >&2"), options);
	dup2(stdout_before, STDOUT_FILENO);
	close(stdout_before);
	close(ends[1]);
	ASSERT_STRING(read_all(ends[0]), "to stderr\n");
	ASSERT_STRING(suite_stderr(), "to stdout\n");
	ASSERT_NOTES("0");
}

/* A program whose own stdin is closed: the pipe takes its number. */
static void test_spawn__without_a_stdin_of_its_own(void)
{
	int stdin_before = dup(STDIN_FILENO);

	close(STDIN_FILENO);
	ASSERT_STRING(output_of(ASYNC_ARGV("echo", "well"), (struct async_subprocess_options){ 0 }),
		      "well\n");
	ASSERT_STRING(output_of(ASYNC_ARGV("sh", "-c", "read line || echo end"),
				(struct async_subprocess_options){ .in = ASYNC_DEVNULL }),
		      "end\n");
	dup2(stdin_before, STDIN_FILENO);
	close(stdin_before);
	ASSERT_NOTES("0 0");
}

static void test_spawn__sessions_and_groups(void)
{
	const char *const *group = ASYNC_ARGV("sh", "-c", "read p c s pp g rest </proc/$$/stat; "
					     "[ $g = $$ ] && echo leads");

	ASSERT_STRING(output_of(group, (struct async_subprocess_options){
					       .process_group = ASYNC_NEW_GROUP }),
		      "leads\n");
	ASSERT_STRING(output_of(group, (struct async_subprocess_options){
					       .start_new_session = true }),
		      "leads\n");
	ASSERT_STRING(output_of(group, (struct async_subprocess_options){
					       .process_group = getpgrp() }),
		      "");
	ASSERT_NOTES("0 0 1");
}

static void test_spawn__gives_back_what_sigpipe_does(void)
{
	void (*before)(int signal) = signal(SIGPIPE, SIG_IGN);

	run_shell("kill -PIPE $$; echo went on");
	signal(SIGPIPE, before);
	ASSERT_NOTES("-13");
}

static const struct test tests[] = {
	TEST(test_child__ends_with_a_status_or_by_a_signal),
	TEST(test_child__is_heard_of_without_pidfds),
	TEST(test_child__a_hundred_at_once),
	TEST(test_child__others_are_left_alone),
	TEST(test_child__reaped_by_another_ends_with_255),
	TEST(test_child__is_killed_and_reaped_where_its_loop_closes),
	TEST(test_spawn__gives_words_environment_and_folder),
	TEST(test_spawn__looks_for_the_program_in_the_path_of_the_child),
	TEST(test_spawn__tells_what_is_wrong),
	TEST(test_spawn__refuses_what_is_none),
	TEST(test_spawn__closes_what_the_child_is_not_given),
	TEST(test_spawn__joins_stderr_to_stdout),
	TEST(test_spawn__may_exchange_descriptors),
	TEST(test_spawn__without_a_stdin_of_its_own),
	TEST(test_spawn__sessions_and_groups),
	TEST(test_spawn__gives_back_what_sigpipe_does),
};

SUITE(tests, NO_PROGRAMS)
