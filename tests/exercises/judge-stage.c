/* Staging: one run of the program, in a process of its own, under limits.
 *
 * The end of the process that was started decides, not the end of its output: a grandchild may hold
 * the pipes for ever. A pidfd becomes readable at that end. Then all that is left of its session is
 * killed, and so are descendants that began a session of their own: this process is their
 * subreaper, so that orphans become its children.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "judge-internal.h"

enum { RECORD_FD = 3, ERROR_FD = 4 };

#ifdef JUDGE_SANITIZED
#define MEMORY_LIMIT 0			/* the sanitizer maps terabytes */
#else
#define MEMORY_LIMIT (512UL << 20)
#endif

struct judge_limits judge_limits = {
	.processor_seconds = 3, .wall_milliseconds = 10000,
	.output = 64UL << 10, .file = 1UL << 20, .memory = MEMORY_LIMIT,
};

struct capture {
	int fd;				/* -1 at its end */
	char *bytes;
	size_t size;
	bool flooded;
};

/* One staging, from the start of the program to its end. */
struct performance {
	const struct staging *staging;
	char *const *command;
	int record, input[2], error[2];	/* error: closed by exec(), else the errno why it failed */
	pid_t pid;
	int pidfd;
	struct capture output, errors;
	int write_ends[2];
	bool out_of_time;
	int wait_status;
	double processor_seconds;
};

static double monotonic_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- In the child ---- */

static void limit(int resource, rlim_t soft, rlim_t hard)
{
	struct rlimit now;

	getrlimit(resource, &now);
	if (now.rlim_max != RLIM_INFINITY && hard > now.rlim_max)
		hard = now.rlim_max;
	setrlimit(resource, &(struct rlimit){ soft < hard ? soft : hard, hard });
}

/* Processes are counted for all of a user's sessions together, so the limit is what the whole
 * machine runs, and some. */
static void limit_processes(void)
{
	FILE *loadavg = fopen("/proc/loadavg", "re");
	unsigned int running;

	if (loadavg && fscanf(loadavg, "%*f %*f %*f %*u/%u", &running) == 1)
		limit(RLIMIT_NPROC, running + 256, running + 256);
	if (loadavg)
		fclose(loadavg);
}

static void set_limits(void)
{
	limit_processes();
	/* At the soft limit the kernel sends SIGXCPU, which a program may catch; at the hard
	 * one it kills. */
	limit(RLIMIT_CPU, judge_limits.processor_seconds, judge_limits.processor_seconds + 1);
	limit(RLIMIT_FSIZE, judge_limits.file, judge_limits.file);
	limit(RLIMIT_CORE, 0, 0);
	limit(RLIMIT_NOFILE, 256, 256);
	if (judge_limits.memory)
		limit(RLIMIT_DATA, judge_limits.memory, judge_limits.memory);
}

static void reset_signals(void)
{
	sigset_t none;

	for (int signal_number = 1; signal_number < NSIG; signal_number++)
		signal(signal_number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Put the descriptors where the program looks for them; the numbers they come from are all
 * above ERROR_FD. */
static bool set_descriptors(struct performance *p)
{
	return dup2(p->input[0], STDIN_FILENO) >= 0 && dup2(p->write_ends[0], STDOUT_FILENO) >= 0 &&
		dup2(p->write_ends[1], STDERR_FILENO) >= 0 && dup2(p->record, RECORD_FD) >= 0 &&
		dup3(p->error[1], ERROR_FD, O_CLOEXEC) >= 0 &&
		close_range(ERROR_FD + 1, ~0U, 0) == 0;
}

static _Noreturn void perform(struct performance *p, pid_t judge_pid)
{
	char *environment[] = {
		"ASYNC_RECORD=3",
		p->staging->clock == STAGE_REAL ? "ASYNC_CLOCK=real" : "ASYNC_CLOCK=virtual",
		(char *)say(SCHEDULE_SETTING "%s", p->staging->schedule ?: ""),
		"ASAN_OPTIONS=abort_on_error=1:detect_leaks=0:print_legend=0:"
		"detect_stack_use_after_return=1",
		"UBSAN_OPTIONS=abort_on_error=1:halt_on_error=1:print_stacktrace=1",
		"LC_ALL=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin", "TZ=UTC",
		(char *)judge_trace_setting(), NULL,
	};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == judge_pid && setsid() >= 0 && set_descriptors(p)) {
		reset_signals();
		set_limits();
		execvpe(p->command[0], p->command, environment);
	}
	int error = errno;
	if (write(p->error[1], &error, sizeof(error)) < 0 &&
	    write(ERROR_FD, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

/* ---- In the judge ---- */

/* A close-on-exec copy of [fd] above the descriptors that the program gets; [fd] is closed. */
static int raise_descriptor(int fd)
{
	int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, ERROR_FD + 1);

	if (high < 0)
		judge_broken("no descriptor is left to start the program with: %s",
			     strerror(errno));
	close(fd);
	return high;
}

static void open_pipe(int ends[2])
{
	if (pipe2(ends, O_CLOEXEC) < 0)
		judge_broken("no pipe can be had to start the program with: %s", strerror(errno));
	ends[0] = raise_descriptor(ends[0]);
	ends[1] = raise_descriptor(ends[1]);
}

/* The pipe holds all of the input before the program begins: whether that reads it or not,
 * nobody waits. */
static void write_input(struct performance *p)
{
	const char *input = p->staging->input ? p->staging->input : "";
	size_t size = strlen(input);

	fcntl(p->input[1], F_SETFL, O_NONBLOCK);
	if (write(p->input[1], input, size) != (ssize_t)size)
		judge_broken("the standard input of a staging has more than the 64 KiB "
			     "that a pipe holds");
	close(p->input[1]);
}

static void open_capture(struct capture *capture, int *write_end)
{
	int ends[2];

	open_pipe(ends);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	capture->fd = ends[0];
	capture->bytes = judge_keep(judge_limits.output + 1);
	*write_end = ends[1];
}

static void close_capture(struct capture *capture)
{
	if (capture->fd >= 0)
		close(capture->fd);
	capture->fd = -1;
}

/* Read what is there, without waiting for more. */
static void read_capture(struct capture *capture)
{
	char more[4096];

	while (capture->fd >= 0 && !capture->flooded) {
		ssize_t size = read(capture->fd, more, sizeof(more));
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0 && errno == EAGAIN)
			return;
		if (size <= 0) {
			close_capture(capture);
			return;
		}
		size_t room = judge_limits.output - capture->size;
		capture->flooded = (size_t)size > room;
		memcpy(capture->bytes + capture->size, more,
		       capture->flooded ? room : (size_t)size);
		capture->size += capture->flooded ? room : (size_t)size;
	}
}

/* Returns: 0, or the errno why the program could not be started. */
static int start(struct performance *p)
{
	pid_t judge_pid = getpid();
	int error = 0;

	open_pipe(p->input);
	open_pipe(p->error);
	open_capture(&p->output, &p->write_ends[0]);
	open_capture(&p->errors, &p->write_ends[1]);
	write_input(p);
	fflush(NULL);
	p->pid = fork();
	if (p->pid == 0)
		perform(p, judge_pid);
	if (p->pid < 0)
		judge_broken("no process can be had to start the program in: %s", strerror(errno));
	close(p->input[0]);
	close(p->error[1]);
	close(p->write_ends[0]);
	close(p->write_ends[1]);
	if (read(p->error[0], &error, sizeof(error)) < 0)
		error = errno;
	close(p->error[0]);
	p->pidfd = pidfd_open(p->pid, 0);
	if (p->pidfd < 0)
		judge_broken("this kernel has no pidfd_open(): %s", strerror(errno));
	return error;
}

/* Until the program has ended, or is over a limit. */
static void watch(struct performance *p)
{
	double deadline = monotonic_seconds() + judge_limits.wall_milliseconds / 1e3;

	for (;;) {
		struct pollfd descriptors[] = {
			{ .fd = p->pidfd, .events = POLLIN },
			{ .fd = p->output.fd, .events = POLLIN },
			{ .fd = p->errors.fd, .events = POLLIN },
		};
		double left = deadline - monotonic_seconds();
		if (left <= 0) {
			p->out_of_time = true;
			return;
		}
		if (poll(descriptors, 3, (int)(left * 1e3) + 1) < 0 && errno != EINTR)
			judge_broken("the program cannot be watched: %s", strerror(errno));
		read_capture(&p->output);
		read_capture(&p->errors);
		if (descriptors[0].revents || p->output.flooded || p->errors.flooded)
			return;
	}
}

static void kill_children(void)
{
	char path[64];
	int pid;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)gettid());
	FILE *children = fopen(path, "re");
	while (children && fscanf(children, "%d", &pid) == 1)
		kill(pid, SIGKILL);
	if (children)
		fclose(children);
}

/* Children of what is killed become ours in turn: so until there are none, or for two seconds. */
void judge_end_descendants(void)
{
	double deadline = monotonic_seconds() + 2;

	for (;;) {
		pid_t gone = waitpid(-1, NULL, WNOHANG | __WALL);
		if ((gone < 0 && errno != EINTR) || monotonic_seconds() > deadline)
			break;
		if (gone == 0) {
			kill_children();
			poll(NULL, 0, 1);
		}
	}
}

/* End the program, if it has not ended, and whatever it has started. */
static void finish(struct performance *p)
{
	struct rusage usage;

	kill(-p->pid, SIGKILL);
	kill(p->pid, SIGKILL);
	while (wait4(p->pid, &p->wait_status, 0, &usage) < 0 && errno == EINTR)
		;
	p->processor_seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		(double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	close(p->pidfd);
	judge_end_descendants();
	read_capture(&p->output);
	read_capture(&p->errors);
	close_capture(&p->output);
	close_capture(&p->errors);
}

/* Set the end of [run], whose record has been read. A sandbox tells of a signal by an exit status
 * of 128 and its number. */
static void tell_end(const struct performance *p, struct run *run)
{
	bool signaled = WIFSIGNALED(p->wait_status);
	int status = signaled ? WTERMSIG(p->wait_status) : WEXITSTATUS(p->wait_status);

	if (!signaled && status > 128 && status <= 128 + SIGRTMAX && !run->record.returned) {
		signaled = true;
		status -= 128;
	}
	run->status = status;
	if (!run->record.started)
		run->end = RUN_NOT_STARTED;
	else if (p->output.flooded || p->errors.flooded || (signaled && status == SIGXFSZ))
		run->end = RUN_TOO_MUCH_OUTPUT;
	else if (p->out_of_time || (signaled && status == SIGXCPU) ||
		 (signaled && status == SIGKILL &&
		  p->processor_seconds >= judge_limits.processor_seconds))
		run->end = RUN_OUT_OF_TIME;
	else if (signaled)
		run->end = RUN_SIGNAL;
	else
		run->end = run->record.returned ? RUN_RETURNED : RUN_ENDED_EARLY;
}

/* Read the record of [p] into [run], which keeps it as long as all else. */
static void keep_record(const struct performance *p, const uint64_t key[2], struct run *run)
{
	struct record record;

	if (record_read(p->record, key, &record) < 0)
		judge_broken("the record cannot be read");
	run->record = record;
	run->record.frames = judge_keep(record.count * sizeof(*record.frames));
	if (record.count)
		memcpy(run->record.frames, record.frames, record.count * sizeof(*record.frames));
	record_free(&record);
}

static void perform_and_watch(struct performance *p, struct run *run)
{
	uint64_t key[2];
	int fd = record_create(key);

	if (fd < 0)
		judge_broken("no memory file can be had for the record: %s", strerror(-fd));
	p->record = raise_descriptor(fd);
	int error = start(p);
	if (!error)
		watch(p);
	finish(p);
	keep_record(p, key, run);
	close(p->record);
	tell_end(p, run);
	run->output = p->output.bytes;
	run->output_size = p->output.size;
	run->errors = error ? say("%s: %s", p->command[0], strerror(error)) : p->errors.bytes;
	run->errors_size = error ? strlen(run->errors) : p->errors.size;
}

/* ---- The staging as a command line ---- */

enum { MAX = sizeof((struct staging){ 0 }.arguments) / sizeof(char *) };

static char **full_command(const struct staging *staging)
{
	size_t count = 0;

	while (judge.program[count])
		count++;
	char **command = judge_keep((count + MAX + 1) * sizeof(*command));
	memcpy(command, judge.program, count * sizeof(*command));
	for (size_t i = 0; i < MAX && staging->arguments[i]; i++)
		command[count + i] = (char *)staging->arguments[i];
	return command;
}

/* [argument] as it is typed in a shell. */
static const char *quote(const char *argument)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,%@";
	const char *quoted = "'";

	if (*argument && !argument[strspn(argument, plain)])
		return argument;
	for (; *argument; argument++)
		quoted = *argument == '\'' ? say("%s'\\''", quoted)
			: say("%s%c", quoted, *argument);
	return say("%s'", quoted);
}

static const char *typed_command(const struct staging *staging)
{
	const char *name = basename(judge.exercise->file);
	const char *schedule = staging->schedule;
	const char *command = say("%s%s%s%s%.*s",
				  staging->clock == STAGE_REAL ? "" : "ASYNC_CLOCK=virtual ",
				  schedule ? SCHEDULE_SETTING : "", schedule ? schedule : "",
				  schedule ? " " : "", (int)strcspn(name, "."), name);

	for (size_t i = 0; i < MAX && staging->arguments[i]; i++)
		command = say("%s %s", command, quote(staging->arguments[i]));
	return command;
}

const struct run *judge_stage(const struct staging *staging)
{
	struct run *run = judge_keep(sizeof(*run));

	*run = (struct run){ .end = RUN_NOT_STARTED, .output = "", .errors = "" };
	if (judge.trace)
		judge.outcome = OUTCOME_PASSED;	/* who looks at a run may have wrong answers */
	if (judge.outcome != OUTCOME_PASSED)
		return run;
	struct performance p = { .staging = staging, .command = full_command(staging) };
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	perform_and_watch(&p, run);
	judge.stagings++;
	judge.run = run;
	judge.first = judge.first ? judge.first : run;
	judge.command = typed_command(staging);
	judge_check_ending(run, staging->allow);
	if (judge.trace)
		judge_tell_trace(staging);
	return run;
}
