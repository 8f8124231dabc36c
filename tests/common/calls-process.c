/* Each system call fails, in turn, while signals are handled, and children run. */

#include "calls.h"

/* What a signal or a child does not tell of is waited for in real time. */
#define PATIENCE_WITH_SIGNALS 0.02
#define PATIENCE_WITH_CHILDREN 20

static void set_event(void *event)
{
	async_event_set(event);
}

static void *handle_signals(void *arg)
{
	TIMEOUT(scope, PATIENCE_WITH_SIGNALS);
	struct async_event *event = async_event();

	AWAIT(0);
	async_loop_add_signal_handler(NULL, SIGUSR1, set_event, event);
	AWAIT(0);
	raise(SIGUSR1);
	AWAIT(async_event_wait(event));
	scene_is_over = async_loop_remove_signal_handler(NULL, SIGUSR1);
	return arg;
}

/* ---- Children ---- */

static void *let_it_count(void *arg)
{
	TIMEOUT(scope, PATIENCE_WITH_CHILDREN);
	const struct async_process_output *output;
	struct async_process *child = AWAIT(async_create_subprocess_exec(
		ASYNC_ARGV("wc", "-l"), .in = ASYNC_PIPE, .out = ASYNC_PIPE, .err = ASYNC_PIPE));
	const int *status;

	output = AWAIT(async_process_communicate(child, "Oslo\nLima\n", 10));
	status = async_process_returncode(child);
	if (status == NULL || *status != 0 || atoi(output->out) != 2)
		return async_raise(EOFError, "it has counted %s lines", output->out);
	scene_is_over = true;
	return arg;
}

static void *end_it(void *arg)
{
	TIMEOUT(scope, PATIENCE_WITH_CHILDREN);
	struct async_process *child = AWAIT(async_create_subprocess_exec(ASYNC_ARGV("cat"),
									 .in = ASYNC_PIPE));
	int status;

	async_process_terminate(child);
	status = AWAIT(async_process_wait(child));
	if (status != -SIGTERM)			/* its stdin was closed before */
		return async_raise(EOFError, "it has ended by itself, with %d", status);
	scene_is_over = true;
	return arg;
}

static void test_calls__of_children(void)
{
	torture_calls(let_it_count);
	torture_calls(end_it);
}

static void test_calls__of_signals(void)
{
	signal(SIGUSR1, SIG_IGN);		/* where the handler could not be set */
	torture_calls(handle_signals);
	signal(SIGUSR1, SIG_DFL);
}

static const struct test tests[] = {
	TEST(test_calls__of_signals),
	TEST(test_calls__of_children),
};

SUITE(tests, NO_PROGRAMS)
