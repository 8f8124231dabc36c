/* Ctrl-C: what SIGINT does while a loop runs. */

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "suite.h"
#include "work.h"

static void *sleep_and_note(void *arg)
{
	EXCEPTION(e);

	TRY(async_sleep(1000));
	if (EXCEPT(CancelledError, e)) {
		note("main:cancelled");
		return async_reraise(e);
	}
	return arg;
}

static void *interrupted(void *arg)
{
	raise(SIGINT);
	return sleep_and_note(arg);
}

static void test_sigint__cancels_the_main_task(void)
{
	EXCEPTION(e);
	struct sigaction present;

	async_run(interrupted);
	ASSERT_NOTES("main:cancelled");
	if (EXCEPT(KeyboardInterrupt, e))
		ASSERT_EXCEPTION(e->context, CancelledError, NULL);
	ASSERT(e != NULL);
	sigaction(SIGINT, NULL, &present);
	ASSERT(present.sa_handler == SIG_DFL);
}

static void *interrupted_and_return(void *arg)
{
	raise(SIGINT);
	return arg;
}

static void test_sigint__in_the_last_step(void)
{
	async_run(interrupted_and_return);
	ASSERT_RAISED(KeyboardInterrupt, "");
}

static void *interrupted_and_stays(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	raise(SIGINT);
	TRY(async_sleep(1000));
	if (EXCEPT(CancelledError, e))
		AWAIT(async_sleep(1));
	return "stayed";
}

static void test_sigint__swallowed(void)
{
	ASSERT_STRING(async_run(interrupted_and_stays), "stayed");
	ASSERT(async_exception() == NULL);
}

static void *interrupted_and_cancelled(void *arg)
{
	async_task_cancel(async_current_task(), "by itself");
	raise(SIGINT);
	AWAIT(async_sleep(1000));
	return arg;
}

static void test_sigint__beside_another_cancellation(void)
{
	async_run(interrupted_and_cancelled);
	ASSERT_RAISED(CancelledError, NULL);
}

static void *interrupted_twice(void *arg)
{
	EXCEPTION(e);

	raise(SIGINT);
	TRY(async_sleep(1000));
	if (EXCEPT(CancelledError, e)) {
		note("cleans up");
		raise(SIGINT);
		TRY(async_sleep(1000));
		note("cancelled by the end of the run@%g", async_loop_time(NULL));
	}
	return arg;
}

static void test_sigint__twice_ends_the_run(void)
{
	async_run(interrupted_twice);
	ASSERT_RAISED(KeyboardInterrupt, "");
	ASSERT_NOTES("cleans up cancelled by the end of the run@0");
}

static void raise_sigint(void *arg)
{
	(void)arg;
	raise(SIGINT);
}

static void *wait_for_a_signal(void *arg)
{
	async_loop_call_later(NULL, 1, raise_sigint, NULL);
	async_loop_call_later(NULL, 2, note_callback, "not cancelled in time");
	return sleep_and_note(arg);
}

static void test_sigint__in_a_callback(void)
{
	async_run(wait_for_a_signal);
	ASSERT_RAISED(KeyboardInterrupt, "");
	ASSERT_NOTES("main:cancelled");
}

static void on_own_signal(int number)
{
	(void)number;
}

static void *look_at_the_handler(void *arg)
{
	struct sigaction present;

	sigaction(SIGINT, NULL, &present);
	ASSERT(present.sa_handler == on_own_signal);
	raise(SIGINT);
	AWAIT(async_sleep(1));
	note("goes on");
	return arg;
}

static void test_sigint__is_left_to_a_handler_of_the_program(void)
{
	signal(SIGINT, on_own_signal);
	async_run(look_at_the_handler);
	signal(SIGINT, SIG_DFL);
	ASSERT_NOTES("goes on");
}

static void *nest(void *arg)
{
	(void)arg;
	raise(SIGINT);
	AWAIT(async_sleep(1000));
	return NULL;
}

static void test_sigint__in_each_run_of_a_runner(void)
{
	struct async_runner *runner = async_runner();

	for (int i = 0; i < 3; i++) {
		async_runner_run(runner, nest);
		ASSERT_RAISED(KeyboardInterrupt, "");
	}
	ASSERT_STRING(async_runner_run(runner, work, 1, "a"), "a");
	async_runner_close(runner);
	ASSERT_NOTES("a@1");
}

/* ---- The end of the process ---- */

static void program_interrupted(void)
{
	async_run(nest);
}

static void test_sigint__uncaught_ends_the_process_by_SIGINT(void)
{
	struct ending end = run_program("program_interrupted", NULL);

	ASSERT_INT(end.status, -SIGINT);
	ASSERT_CONTAINS(end.err, "KeyboardInterrupt\n");
}

static void interrupt_twice_in_one_callback(void *arg)
{
	(void)arg;
	puts("first");
	fflush(stdout);
	raise(SIGINT);
	puts("second");
	fflush(stdout);
	raise(SIGINT);
	puts("not reached");
}

static void *stuck(void *arg)
{
	async_loop_call_soon(NULL, interrupt_twice_in_one_callback, NULL);
	AWAIT(async_sleep(1));
	return arg;
}

static void program_stuck(void)
{
	async_run(stuck);
}

static void test_sigint__twice_while_the_loop_is_stuck(void)
{
	struct ending end = run_program("program_stuck", NULL);

	ASSERT_INT(end.status, -SIGINT);
	ASSERT_STRING(end.out, "first\nsecond\n");
	ASSERT_STRING(end.err, "");
}

static int arriving[2];

static void on_readable(void *arg)
{
	(void)arg;
}

static void *interrupt_the_process(void *main_thread)
{
	pthread_kill(*(pthread_t *)main_thread, SIGINT);
	return NULL;
}

/* In epoll, where nothing else would wake the loop, or on the way there: it is all the same. */
static void *wait_for_ever(void *arg)
{
	pthread_t self = pthread_self(), thread;

	(void)arg;
	async_loop_add_reader(NULL, arriving[0], on_readable, NULL);
	if (pthread_create(&thread, NULL, interrupt_the_process, &self) != 0)
		return NULL;
	TRY(async_await(async_loop_create_future(NULL)));
	async_loop_remove_reader(NULL, arriving[0]);
	pthread_join(thread, NULL);
	puts("cleaned up");
	return NULL;
}

static void program_waiting(void)
{
	if (pipe2(arriving, O_NONBLOCK) == 0)
		async_run(wait_for_ever);
}

static void test_sigint__wakes_a_loop_that_waits(void)
{
	struct ending end = run_program("program_waiting", NULL);

	ASSERT_INT(end.status, -SIGINT);
	ASSERT_STRING(end.out, "cleaned up\n");
}

static const struct test tests[] = {
	TEST(test_sigint__cancels_the_main_task),
	TEST(test_sigint__in_the_last_step),
	TEST(test_sigint__swallowed),
	TEST(test_sigint__beside_another_cancellation),
	TEST(test_sigint__twice_ends_the_run),
	TEST(test_sigint__in_a_callback),
	TEST(test_sigint__is_left_to_a_handler_of_the_program),
	TEST(test_sigint__in_each_run_of_a_runner),
	TEST(test_sigint__uncaught_ends_the_process_by_SIGINT),
	TEST(test_sigint__twice_while_the_loop_is_stuck),
	TEST(test_sigint__wakes_a_loop_that_waits),
};

static const struct program programs[] = {
	PROGRAM(program_interrupted),
	PROGRAM(program_stuck),
	PROGRAM(program_waiting),
};

SUITE(tests, programs)
