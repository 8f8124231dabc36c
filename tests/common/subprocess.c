/* Processes with streams: subprocess.c. */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heap.h"
#include "loop-internal.h"
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

static void assert_no_child_is_left(void)
{
	ASSERT_INT(waitpid(-1, NULL, WNOHANG), -1);
	ASSERT_INT(errno, ECHILD);
}

static void run_both_ways(void *(*task)(void *arg), const char *notes)
{
	for (int i = 0; i < 2; i++) {
		without_pidfd = i == 1;
		async_run(task);
		ASSERT_NOTES(notes);
	}
	without_pidfd = false;
	assert_no_child_is_left();
}

/* ---- To communicate ---- */

enum { MUCH = ASYNC_HARD ? 4096 : 1 << 20 };

static char *much(void)
{
	char *bytes = async_alloc(MUCH);

	for (int i = 0; i < MUCH; i++)
		bytes[i] = (char)(i % 251);
	return bytes;
}

static void *communicate_much(void *arg)
{
	struct async_process *process = AWAIT(async_create_subprocess_shell(
		"tee /dev/stderr", .in = ASYNC_PIPE, .out = ASYNC_PIPE, .err = ASYNC_PIPE));
	char *input = much();
	const struct async_process_output *output =
		AWAIT(async_process_communicate(process, input, MUCH));

	ASSERT_INT(output->out_size, MUCH);
	ASSERT_INT(output->err_size, MUCH);
	ASSERT(memcmp(output->out, input, MUCH) == 0);
	ASSERT(memcmp(output->err, input, MUCH) == 0);
	note("%d", *async_process_returncode(process));
	return arg;
}

static void test_communicate__much_both_ways(void)
{
	run_both_ways(communicate_much, "0");
}

static void *communicate_little(void *arg)
{
	struct async_process *process =
		AWAIT(async_create_subprocess_shell("echo rain; exit 7", .out = ASYNC_PIPE));
	const struct async_process_output *output =
		AWAIT(async_process_communicate(process, "nobody reads this", 17));

	ASSERT(async_process_stdin(process) == NULL && async_process_stderr(process) == NULL);
	ASSERT(output->err == NULL);
	ASSERT_INT(output->err_size, 0);
	ASSERT_INT(output->out_size, 5);
	ASSERT_STRING(output->out, "rain\n");
	note("%d", AWAIT(async_process_wait(process)));
	return arg;
}

static void test_communicate__leaves_out_what_is_no_pipe(void)
{
	run_both_ways(communicate_little, "7");
}

struct communicate { struct async_process *process; const char *input; };

static void *communicate(void *arg)
{
	const struct communicate *self = arg;
	const struct async_process_output *output = AWAIT(async_process_communicate(
		self->process, self->input, self->input != NULL ? strlen(self->input) : 0));

	return (void *)output->out;
}

/* Cancelled after each number of passes, it loses no byte of what was written either way. */
struct cancel_communicating { int passes; };

static void *cancel_communicating(void *arg)
{
	struct async_process *process =
		AWAIT(async_create_subprocess_shell("echo early; read line; echo $line; read line",
						    .in = ASYNC_PIPE, .out = ASYNC_PIPE));
	struct async_task *task = async_create_task(communicate, process, NULL);
	const char *out;
	EXCEPTION(e);

	for (int i = 0; i < ((struct cancel_communicating *)arg)->passes; i++)
		AWAIT(async_sleep(0));
	async_task_cancel(task);
	out = TRY(async_await(task));
	if (EXCEPT(CancelledError, e)) {	/* else the child was faster */
		if (!async_stream_writer_is_closing(async_process_stdin(process)))
			async_stream_writer_printf(async_process_stdin(process), "late\n");
		task = async_create_task(communicate, process, NULL);
		out = AWAIT(async_await(task));
	}
	note("%s", out);
	return NULL;
}

static void test_communicate__cancelled_loses_nothing(void)
{
	suite_counts_passes();
	for (int passes = 0; passes < 12; passes++) {
		async_run(cancel_communicating, passes);
		ASSERT_CONTAINS(suite_notes(), "early\n");
	}
	assert_no_child_is_left();
}

/* ---- Streams ---- */

static void *talk(void *arg)
{
	struct async_process *process = AWAIT(async_create_subprocess_exec(
		ASYNC_ARGV("cat"), .in = ASYNC_PIPE, .out = ASYNC_PIPE, .limit = 8));
	struct async_stream_writer *in = async_process_stdin(process);
	struct async_stream_reader *out = async_process_stdout(process);
	EXCEPTION(e);

	ASSERT(async_process_pid(process) > 0);
	async_stream_writer_printf(in, "rain\n");
	note("%s", AWAIT(async_stream_reader_readline(out, NULL)));
	async_stream_writer_printf(in, "longer than eight\n");
	TRY(async_stream_reader_readline(out, NULL));
	if (EXCEPT(ValueError, e))
		note("too long");
	async_stream_writer_close(in);
	AWAIT(async_stream_writer_wait_closed(in));
	AWAIT(async_stream_reader_read(out, SIZE_MAX, NULL));
	note("%d", AWAIT(async_process_wait(process)));
	return arg;
}

static void test_streams__hold_a_dialogue(void)
{
	run_both_ways(talk, "rain\n too long 0");
}

static void *read_in_pieces(void *arg)
{
	struct async_process *process = AWAIT(async_create_subprocess_shell(
		"head -c 300000 /dev/zero; echo done >&2", .out = ASYNC_PIPE, .err = ASYNC_PIPE));
	size_t size = 0, all = 0;

	do {
		AWAIT(async_stream_reader_read(async_process_stdout(process), 5000, &size));
		ASSERT(size <= 5000);
		all += size;
	} while (size > 0);
	note("%zu %s", all, AWAIT(async_stream_reader_readline(async_process_stderr(process),
							       NULL)));
	note("%d", AWAIT(async_process_wait(process)));
	return arg;
}

static void test_streams__a_child_that_writes_more_than_a_pipe_takes(void)
{
	run_both_ways(read_in_pieces, "300000 done\n 0");
}

/* ---- Its end ---- */

struct see_end { struct async_process *process; };

static void *see_end(void *arg)
{
	note("saw:%d", AWAIT(async_process_wait(((struct see_end *)arg)->process)));
	return NULL;
}

static void *wait_for_one(void *arg)
{
	struct async_process *process =
		AWAIT(async_create_subprocess_exec(ASYNC_ARGV("sleep", "100")));
	struct async_task *waits[3];
	EXCEPTION(e);

	for (int i = 0; i < 3; i++)
		waits[i] = async_create_task(see_end, process);
	AWAIT(async_sleep(0));
	ASSERT(async_process_returncode(process) == NULL);
	async_task_cancel(waits[0]);
	TRY(async_await(waits[0]));
	ASSERT(EXCEPT(CancelledError, e));
	async_process_send_signal(process, SIGTERM);
	AWAIT(async_await(waits[1]));
	AWAIT(async_await(waits[2]));
	async_process_kill(process);
	ASSERT_RAISED(ProcessLookupError, "");
	note("again:%d", AWAIT(async_process_wait(process)));
	return arg;
}

static void test_wait__by_several(void)
{
	run_both_ways(wait_for_one, "saw:-15 saw:-15 again:-15");
}

/* Time goes on at its own pace, up to the timer, and the clock says exactly that. */
static void *wait_with_limit(void *arg)
{
	struct async_process *process =
		AWAIT(async_create_subprocess_exec(ASYNC_ARGV("sleep", "100")));
	double before = async_loop_time(NULL);
	EXCEPTION(e);

	TRY(async_wait_for(async_create_task(see_end, process), 0.01));
	if (EXCEPT(TimeoutError, e))
		note("timed out");
	ASSERT_TIME(async_loop_time(NULL) - before, 0.01);
	async_process_terminate(process);
	note("%d", AWAIT(async_process_wait(process)));
	return arg;
}

static void test_wait__with_a_time_limit(void)
{
	run_both_ways(wait_with_limit, "timed out -15");
}

/* A task that nobody owns takes its process with it. */
static void *leave_running(void *arg)
{
	async_loop_set_debug(NULL, true);
	AWAIT(async_create_subprocess_exec(ASYNC_ARGV("cat"), .in = ASYNC_PIPE, .out = ASYNC_PIPE));
	return arg;
}

static void *leave_detached(void *arg)
{
	async_detach(async_create_task(leave_running));
	while (async_get_running_loop()->children == NULL)
		AWAIT(async_sleep(0));
	while (async_get_running_loop()->children != NULL)
		AWAIT(async_sleep(0));
	note("reaped");
	return arg;
}

static void test_process__is_killed_with_its_task(void)
{
	run_both_ways(leave_detached, "reaped");
	ASSERT_CONTAINS(suite_stderr(), "ResourceWarning: unclosed transport, pid=");
	run_both_ways(leave_running, "");
	ASSERT_CONTAINS(suite_stderr(), "ResourceWarning: unclosed transport, pid=");
}

/* ---- What never was ---- */

static void *fail_to_start(void *arg)
{
	EXCEPTION(e);

	TRY(async_create_subprocess_exec(ASYNC_ARGV("nope"), .in = ASYNC_PIPE));
	if (EXCEPT(FileNotFoundError, e))
		note("%s", e->message);
	TRY(async_create_subprocess_exec(ASYNC_ARGV("true"), .in = -17));
	if (EXCEPT(ValueError, e))
		note("%s", e->message);
	return arg;
}

static void test_process__that_cannot_start(void)
{
	run_both_ways(fail_to_start, "[Errno 2] No such file or directory: 'nope' "
				     "a child's stdin cannot be -17");
	ASSERT(async_create_subprocess_exec(ASYNC_ARGV("true")) == NULL);
	ASSERT_RAISED(RuntimeError,
		      "async_create_subprocess_exec() was called outside of a task");
}

/* ---- Many ---- */

static void *many(void *arg)
{
	struct async_process *processes[100];
	size_t size;
	int sum = 0;

	for (int i = 0; i < 100; i++)
		processes[i] = AWAIT(async_create_subprocess_exec(
			ASYNC_ARGV("cat"), .in = ASYNC_PIPE, .out = ASYNC_PIPE));
	for (int i = 0; i < 100; i++)
		async_stream_writer_close(async_process_stdin(processes[i]));
	for (int i = 0; i < 100; i++) {
		AWAIT(async_stream_reader_read(async_process_stdout(processes[i]), 10, &size));
		sum += (int)size + AWAIT(async_process_wait(processes[i]));
	}
	note("%d", sum);
	return arg;
}

static void test_process__a_hundred_at_once(void)
{
	run_both_ways(many, "0");
}

static const struct test tests[] = {
	TEST(test_communicate__much_both_ways),
	TEST(test_communicate__leaves_out_what_is_no_pipe),
	TEST(test_communicate__cancelled_loses_nothing),
	TEST(test_streams__hold_a_dialogue),
	TEST(test_streams__a_child_that_writes_more_than_a_pipe_takes),
	TEST(test_wait__by_several),
	TEST(test_wait__with_a_time_limit),
	TEST(test_process__is_killed_with_its_task),
	TEST(test_process__that_cannot_start),
	TEST(test_process__a_hundred_at_once),
};

SUITE(tests, NO_PROGRAMS)
