#include "suite.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process.h"

/* Here the clock is the real one, since processes take real time; but nothing below waits for it,
 * or measures it. */

struct run_process { struct process *process; };

static void *run_process(void *arg)
{
	const struct run_process *self = arg;

	AWAIT(process_run(self->process));
	return NULL;
}

static void run(struct process *process)
{
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(run_process, process);
}

#define SHELL(script) (const char *const[]){ "sh", "-c", script, NULL }

static void test_process__keeps_output(void)
{
	struct process process = { .argv = SHELL("echo out; echo err >&2; cat") };

	run(&process);
	ASSERT(process_succeeded(&process));
	ASSERT_STRING(process.out.text, "out\n");
	ASSERT_INT(process.out.size, 4);
	ASSERT_STRING(process.err.text, "err\n");
}

static void test_process__merges_output(void)
{
	struct process process = { .argv = SHELL("echo one; echo two >&2; echo three"),
				   .merge = true };

	run(&process);
	ASSERT_STRING(process.out.text, "one\ntwo\nthree\n");
	ASSERT(process.err.text == NULL);
}

static void test_process__tells_how_it_ended(void)
{
	struct process seven = { .argv = SHELL("exit 7") },
		       killed = { .argv = SHELL("kill -TERM $$") };

	run(&seven);
	ASSERT(!process_succeeded(&seven));
	ASSERT(WIFEXITED(seven.status));
	ASSERT_INT(WEXITSTATUS(seven.status), 7);
	run(&killed);
	ASSERT(!process_succeeded(&killed));
	ASSERT(WIFSIGNALED(killed.status));
	ASSERT_INT(WTERMSIG(killed.status), SIGTERM);
}

static void test_process__that_is_not_there_raises(void)
{
	struct process process = { .argv = (const char *const[]){ "/nowhere/at-all", NULL } };

	run(&process);
	ASSERT_RAISED(OSError, "cannot run /nowhere/at-all: No such file or directory");
}

static void test_process__runs_in_its_folder_and_environment(void)
{
	struct process process = {
		.argv = SHELL("pwd; echo $CITY; echo $HOME"), .directory = "/usr",
		.environment = (const char *const[]){ "CITY=Oslo", "PATH=/usr/bin:/bin", NULL },
	};

	run(&process);
	ASSERT_STRING(process.out.text, "/usr\nOslo\n\n");
}

static void test_process__gets_no_descriptor_but_the_one_it_keeps(void)
{
	int kept = dup(STDERR_FILENO), other = dup(STDERR_FILENO);
	char list[64];
	struct process process = { .argv = SHELL("cd /proc/self/fd && echo *"), .keep = kept };

	run(&process);
	/* One more is the shell's own, of the folder it lists. */
	snprintf(list, sizeof(list), "0 1 2 3 %d\n", kept);
	ASSERT(strcmp(process.out.text, list) == 0 || kept == 3);
	ASSERT(strchr(process.out.text, '0' + other) == NULL || other > 9);
	close(kept);
	close(other);
}

static void test_process__shows_output_as_it_comes_on_a_terminal(void)
{
	struct process process = {
		.argv = SHELL("test -t 1 && test -t 2 && echo yes; echo error >&2"),
		.terminal = true,
	};

	run(&process);
	ASSERT(process_succeeded(&process));
	ASSERT_STRING(process.out.text, "yes\nerror\n");
}

static void test_process__over_its_time_is_killed(void)
{
	struct process process = { .argv = SHELL("echo begun; sleep 1000"),
				   .limits = { .seconds = 0.05 } };

	run(&process);
	ASSERT_INT(process.end, PROCESS_TIMED_OUT);
	ASSERT(!process_succeeded(&process));
	ASSERT_INT(WTERMSIG(process.status), SIGKILL);
}

static void test_process__that_floods_is_killed(void)
{
	struct process process = { .argv = SHELL("while :; do echo more and more; done"),
				   .limits = { .output_bytes = 1000 } };

	run(&process);
	ASSERT_INT(process.end, PROCESS_FLOODED);
	ASSERT_INT(process.out.size, 1000);
	ASSERT_INT(WTERMSIG(process.status), SIGKILL);
}

static void test_process__is_limited(void)
{
	struct process large = { .argv = SHELL("ulimit -f; ulimit -c; ulimit -t"),
				 .limits = { .file_bytes = 1 << 20, .cpu_seconds = 9 } };

	run(&large);
	ASSERT_STRING(large.out.text, "2048\n0\n9\n");
}

/* Wait for the end of [pid], which is not our child, however long it takes. */
static bool has_ended(pid_t pid)
{
	int fd = pidfd_open(pid, 0);

	if (fd >= 0) {
		poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, -1);
		close(fd);
	}
	return true;
}

static void test_process__takes_what_it_started_with_it(void)
{
	struct process process = { .argv = SHELL("sleep 1000 & echo $!") };

	run(&process);
	ASSERT(process_succeeded(&process));
	ASSERT(has_ended(atoi(process.out.text)));
}

struct cancel_it { struct process *process; };

static char shown[100];

static void show(const char *text, size_t size)
{
	snprintf(shown, sizeof(shown), "%.*s", (int)size, text);
}

static void *cancel_it(void *arg)
{
	const struct cancel_it *self = arg;
	struct async_task *task = async_create_task(run_process, self->process);
	EXCEPTION(e);

	while (!shown[0])
		AWAIT(async_sleep(0.001));
	async_task_cancel(task);
	TRY(async_await(task));
	if (EXCEPT(CancelledError, e))
		note("cancelled");
	return NULL;
}

static void test_process__is_killed_when_its_task_is_cancelled(void)
{
	struct process process = { .argv = SHELL("echo $$; sleep 1000"), .show = show };

	shown[0] = '\0';
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(cancel_it, &process);
	ASSERT_NOTES("cancelled");
	ASSERT_INT(WTERMSIG(process.status), SIGKILL);
	ASSERT(has_ended(atoi(shown)));
}

struct both { struct process *a, *b; };

static void *both(void *arg)
{
	const struct both *self = arg;

	AWAIT(async_gather(NULL, async_create_task(run_process, self->a),
			   async_create_task(run_process, self->b)));
	return NULL;
}

static void test_process__several_at_once(void)
{
	int ends[2];
	char read_end[32], write_end[32];
	struct process reader = { .argv = SHELL("read line <&\"$FD\"; echo \"got $line\"") };
	struct process writer = { .argv = SHELL("echo hello >&\"$FD\"") };

	/* Neither could end if one waited for the end of the other. */
	ASSERT_INT(pipe(ends), 0);
	snprintf(read_end, sizeof(read_end), "FD=%d", ends[0]);
	snprintf(write_end, sizeof(write_end), "FD=%d", ends[1]);
	reader.environment = (const char *const[]){ read_end, NULL };
	writer.environment = (const char *const[]){ write_end, NULL };
	reader.keep = ends[0];
	writer.keep = ends[1];
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(both, &reader, &writer);
	ASSERT_STRING(reader.out.text, "got hello\n");
	close(ends[0]);
	close(ends[1]);
}

static const struct test tests[] = {
	TEST(test_process__keeps_output),
	TEST(test_process__merges_output),
	TEST(test_process__tells_how_it_ended),
	TEST(test_process__that_is_not_there_raises),
	TEST(test_process__runs_in_its_folder_and_environment),
	TEST(test_process__gets_no_descriptor_but_the_one_it_keeps),
	TEST(test_process__shows_output_as_it_comes_on_a_terminal),
	TEST(test_process__over_its_time_is_killed),
	TEST(test_process__that_floods_is_killed),
	TEST(test_process__is_limited),
	TEST(test_process__takes_what_it_started_with_it),
	TEST(test_process__is_killed_when_its_task_is_cancelled),
	TEST(test_process__several_at_once),
};

SUITE(tests, NO_PROGRAMS)
