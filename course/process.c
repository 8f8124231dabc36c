#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "async.h"

struct stream {				/* of the child's output */
	struct running *running;
	int fd;
	FILE *memory;
	char *text;
	size_t size;
	struct async_handle again;
};

struct running {
	struct running *next;		/* of all that run */
	struct process *process;
	pid_t pid;
	int pidfd;
	struct stream out, err;
	size_t seen;			/* bytes of output */
	bool watched, exited;
	struct async_future *exit;
};

static struct running *all_running;

/* ---- In the child ---- */

static void limit(int resource, rlim_t soft, rlim_t hard)
{
	if (soft > 0)
		setrlimit(resource, &(struct rlimit){ soft, hard });
}

/* Between vfork() and exec() there is no memory of one's own: system calls only. Does not
 * return. */
static _Noreturn void become(const struct process *process, int out, int err, volatile int *error)
{
	const struct process_limits *limits = &process->limits;
	int null = open("/dev/null", O_RDONLY);
	sigset_t none;

	sigemptyset(&none);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(null, 0);
	dup2(out, 1);
	dup2(err, 2);
	close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
	if (process->keep > 0)
		fcntl(process->keep, F_SETFD, 0);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	limit(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 1);
	limit(RLIMIT_FSIZE, limits->file_bytes, limits->file_bytes);
	if (!process->directory || chdir(process->directory) == 0)
		execvpe(process->argv[0], (char *const *)process->argv,
			process->environment ? (char *const *)process->environment : environ);
	*error = errno;
	_exit(127);
}

/* ---- Output ---- */

static void kill_session(const struct running *running)
{
	kill(-running->pid, SIGKILL);
}

static void take(struct stream *stream, const char *text, size_t size)
{
	struct running *running = stream->running;
	struct process *process = running->process;
	size_t most = process->limits.output_bytes;

	if (most > 0 && running->seen + size > most) {
		size = most - running->seen;
		process->end = PROCESS_FLOODED;
		kill_session(running);
	}
	running->seen += size;
	if (process->show)
		process->show(text, size);
	else
		fwrite(text, 1, size, stream->memory);
}

/* Returns: whether there may be more. Whoever writes without end must not keep us from all else. */
static bool read_some(struct stream *stream)
{
	char text[16384];
	ssize_t size;

	for (int i = 0; i < 16; i++) {
		size = read(stream->fd, text, sizeof(text));
		if (size <= 0)
			return false;
		if (stream->running->process->end != PROCESS_FLOODED)
			take(stream, text, size);
	}
	return true;
}

static void on_readable(void *arg)
{
	struct stream *stream = arg;

	if (read_some(stream))
		stream->again = async_loop_call_soon(NULL, on_readable, stream);
}

/* A terminal that changes nothing of what is written to it, and of which nobody is the controlling
 * process. */
static int open_terminal(int ends[2])
{
	struct termios raw;

	ends[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (ends[0] < 0)
		return -1;
	if (grantpt(ends[0]) < 0 || unlockpt(ends[0]) < 0 ||
	    (ends[1] = open(ptsname(ends[0]), O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) {
		close(ends[0]);
		return -1;
	}
	tcgetattr(ends[1], &raw);
	cfmakeraw(&raw);
	tcsetattr(ends[1], TCSANOW, &raw);
	return 0;
}

/* Returns: the child's end, or -1. */
static int open_stream(struct running *running, struct stream *stream)
{
	int ends[2];

	stream->running = running;
	if (!running->process->terminal || open_terminal(ends) < 0)
		if (pipe2(ends, O_CLOEXEC) < 0)
			return -1;
	stream->fd = ends[0];
	fcntl(stream->fd, F_SETFL, O_NONBLOCK);
	stream->memory = open_memstream(&stream->text, &stream->size);
	if (stream->memory)
		return ends[1];
	close(ends[1]);
	return -1;
}

static void close_stream(struct stream *stream, struct process_output *output)
{
	if (stream->fd < 0)
		return;
	async_handle_cancel(stream->again);
	async_loop_remove_reader(NULL, stream->fd);
	close(stream->fd);
	stream->fd = -1;
	if (!stream->memory)
		return;
	fclose(stream->memory);
	output->size = stream->size;
	output->text = async_alloc(stream->size + 1);
	if (output->text)
		memcpy(output->text, stream->text, stream->size);
	free(stream->text);
}

/* ---- Start, wait, stop ---- */

static void on_end(void *arg)
{
	struct running *running = arg;

	running->exited = true;
	if (running->exit && !async_future_done(running->exit))
		async_future_set_result(running->exit, NULL);
}

ASYNC static int wait_for_exit(struct running *running)
{
	running->exit = async_loop_create_future(NULL);
	if (!running->exited)
		AWAIT(async_await(running->exit));
	return 0;
}

static bool is_running(pid_t pid)
{
	for (const struct running *running = all_running; running; running = running->next)
		if (running->pid == pid)
			return true;
	return false;
}

/* What a child leaves behind when it ends becomes our child. Where the first process of a machine
 * is none that reaps, as in many containers, it would stay for ever. One of our own among the dead
 * is left for its own stop(), and hides the others until then. */
static void reap_orphans(void)
{
	siginfo_t dead = { .si_pid = 0 };

	while (waitid(P_ALL, 0, &dead, WEXITED | WNOHANG | WNOWAIT) == 0 && dead.si_pid != 0 &&
	       !is_running(dead.si_pid)) {
		waitpid(dead.si_pid, NULL, 0);
		dead.si_pid = 0;
	}
}

static void forget(struct running *running)
{
	struct running **link = &all_running;

	while (*link != running)
		link = &(*link)->next;
	*link = running->next;
}

static void *stop(void *arg)
{
	struct running *running = arg;
	struct process *process = running->process;
	siginfo_t how;

	/* Not reaped yet, it holds its number: no other session can be meant. */
	kill_session(running);
	if (running->watched)
		TRY(wait_for_exit(running));
	if (waitid(P_PID, running->pid, &how, WEXITED) == 0)
		process->status = how.si_code == CLD_EXITED ? how.si_status << 8 : how.si_status;
	forget(running);
	reap_orphans();
	async_loop_remove_reader(NULL, running->pidfd);
	close(running->pidfd);

	/* What is in the pipes still counts; what others, who hold them open, may yet
	 * write does not. */
	read_some(&running->out);
	if (running->err.fd >= 0)
		read_some(&running->err);
	close_stream(&running->out, &process->out);
	close_stream(&running->err, &process->err);
	return NULL;
}

/* Neither the child nor we may be interrupted between vfork() and exec(): we share our memory. */
static int spawn(struct running *running, int out, int err)
{
	volatile int error = 0;
	sigset_t all, before;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid_t pid = vfork();
	if (pid == 0)
		become(running->process, out, err, &error);
	if (pid < 0)
		error = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid > 0 && error != 0)
		waitpid(pid, NULL, 0);
	running->pid = pid;
	return error;
}

static int start(struct running *running)
{
	struct process *process = running->process;
	bool merge = process->merge || process->terminal;
	int error = 0, err = -1, out = open_stream(running, &running->out);

	if (out >= 0)
		err = merge ? out : open_stream(running, &running->err);
	if (err < 0)
		error = errno;
	else
		error = spawn(running, out, err);
	if (error == 0 && (running->pidfd = pidfd_open(running->pid, 0)) < 0) {
		error = errno;
		kill_session(running);
		waitpid(running->pid, NULL, 0);
	}
	if (err >= 0 && err != out)
		close(err);
	if (out >= 0)
		close(out);
	if (error == 0)
		return 0;
	close_stream(&running->out, &process->out);
	close_stream(&running->err, &process->err);
	async_raise(OSError, "cannot run %s: %s", process->argv[0], strerror(error));
	return -1;
}

int process_run(struct process *process)
{
	double seconds = process->limits.seconds > 0 ? process->limits.seconds : INFINITY;
	struct running *running = async_alloc(sizeof(*running));

	if (!running)
		return -1;
	running->process = process;
	running->out.fd = running->err.fd = -1;
	process->end = PROCESS_ENDED;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	AWAIT(start(running));
	running->next = all_running;
	all_running = running;

	FINALLY(stop, running);
	async_loop_add_reader(NULL, running->pidfd, on_end, running);
	running->watched = !async_exception();
	async_loop_add_reader(NULL, running->out.fd, on_readable, &running->out);
	if (running->err.fd >= 0)
		async_loop_add_reader(NULL, running->err.fd, on_readable, &running->err);
	{
		TIMEOUT(patience, seconds);
		TRY(wait_for_exit(running));
	}
	EXCEPTION(e);
	if (EXCEPT(TimeoutError, e))
		process->end = PROCESS_TIMED_OUT;
	return 0;
}

bool process_succeeded(const struct process *process)
{
	return process->end == PROCESS_ENDED && WIFEXITED(process->status) &&
	       WEXITSTATUS(process->status) == 0;
}
