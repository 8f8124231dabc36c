/* Each system call fails, in turn, while signals are handled, and children run. */

#include "calls.h"

/* A signal that is not told of is waited for in real time. */
#define PATIENCE 0.02

static void set_event(void *event)
{
	async_event_set(event);
}

static void *handle_signals(void *arg)
{
	TIMEOUT(scope, PATIENCE);
	struct async_event *event = async_event();

	AWAIT(0);
	async_loop_add_signal_handler(NULL, SIGUSR1, set_event, event);
	AWAIT(0);
	raise(SIGUSR1);
	AWAIT(async_event_wait(event));
	scene_is_over = async_loop_remove_signal_handler(NULL, SIGUSR1);
	return arg;
}

static void test_calls__of_signals(void)
{
	signal(SIGUSR1, SIG_IGN);		/* where the handler could not be set */
	torture_calls(handle_signals);
	signal(SIGUSR1, SIG_DFL);
}

static const struct test tests[] = {
	TEST(test_calls__of_signals),
};

SUITE(tests, NO_PROGRAMS)
