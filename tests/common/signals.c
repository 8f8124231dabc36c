/* signals.h: signal handlers of the loop. */

#include <pthread.h>
#include <signal.h>

#include "suite.h"

static void note_pass(void *text)
{
	note("%s", (const char *)text);
}

static void raise_signal(void *number)
{
	raise((int)(intptr_t)number);
}

/* ---- Hearing ---- */

/* The signal comes in the first pass, the loop reads of it in the second, and calls in the
 * third. */
static void *count_passes(void *arg)
{
	async_loop_add_signal_handler(NULL, SIGUSR1, note_pass, "usr1");
	raise(SIGUSR1);
	note("1");
	AWAIT(async_sleep(0));
	note("2");
	AWAIT(async_sleep(0));
	note("3");
	AWAIT(async_sleep(0));
	note("4");
	ASSERT(async_loop_remove_signal_handler(NULL, SIGUSR1));
	ASSERT(!async_loop_remove_signal_handler(NULL, SIGUSR1));
	return arg;
}

static void test_add_signal_handler__calls_in_the_next_pass_but_one(void)
{
	suite_counts_passes();
	async_run(count_passes);
	ASSERT_NOTES("1 2 3 usr1 4");
}

static void *raise_several(void *arg)
{
	async_loop_add_signal_handler(NULL, SIGUSR1, note_pass, "usr1");
	async_loop_add_signal_handler(NULL, SIGUSR2, note_pass, "usr2");
	raise(SIGUSR2);
	raise(SIGUSR1);
	raise(SIGUSR1);
	raise(SIGUSR2);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_add_signal_handler__as_often_and_in_the_order_in_which_they_came(void)
{
	async_run(raise_several);
	ASSERT_NOTES("usr2 usr1 usr1 usr2");
}

static void *replace_handler(void *arg)
{
	async_loop_add_signal_handler(NULL, SIGUSR1, note_pass, "never");
	async_loop_add_signal_handler(NULL, SIGUSR1, note_pass, "usr1");
	raise(SIGUSR1);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_add_signal_handler__takes_the_place_of_the_former(void)
{
	async_run(replace_handler);
	ASSERT_NOTES("usr1");
}

/* A loop with a handler waits for as long as it takes: here, for a thread of the program's own. */
static void *send_from_a_thread(void *main_thread)
{
	pthread_kill(*(pthread_t *)main_thread, SIGTERM);
	return NULL;
}

static void *wait_for_sigterm(void *arg)
{
	struct async_event *stop = async_event();
	pthread_t self = pthread_self(), thread;

	async_loop_add_signal_handler(NULL, SIGTERM, (void (*)(void *))async_event_set, stop);
	ASSERT_INT(pthread_create(&thread, NULL, send_from_a_thread, &self), 0);
	AWAIT(async_event_wait(stop));
	pthread_join(thread, NULL);
	note("stopped");
	return arg;
}

static void test_add_signal_handler__is_waited_for(void)
{
	async_run(wait_for_sigterm);
	ASSERT_NOTES("stopped");
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(wait_for_sigterm);
	ASSERT_NOTES("stopped");
}

/* ---- Endings ---- */

static void (*action_of(int number))(int number)
{
	struct sigaction present;

	sigaction(number, NULL, &present);
	return present.sa_handler;
}

static void *leave_a_handler(void *arg)
{
	async_loop_add_signal_handler(NULL, SIGUSR1, note_pass, "never");
	async_loop_add_signal_handler(NULL, SIGINT, note_pass, "never");
	ASSERT(action_of(SIGUSR1) != SIG_DFL);
	return arg;
}

static void test_close__gives_the_signals_back(void)
{
	async_run(leave_a_handler);
	ASSERT(action_of(SIGUSR1) == SIG_DFL);
	ASSERT(action_of(SIGINT) == SIG_DFL);
}

/* Of two loops the one that came last hears of it. */
static void test_add_signal_handler__of_two_loops(void)
{
	struct async_loop *first = async_new_event_loop(), *last = async_new_event_loop();

	async_loop_add_signal_handler(first, SIGUSR1, note_pass, "never");
	async_loop_add_signal_handler(last, SIGUSR1, note_pass, "usr1");
	ASSERT(!async_loop_remove_signal_handler(first, SIGUSR1));
	async_loop_close(first);
	raise(SIGUSR1);
	async_loop_call_later(last, 1, (void (*)(void *))async_loop_stop, last);
	async_loop_run_forever(last);
	ASSERT_NOTES("usr1");
	async_loop_close(last);
	ASSERT(action_of(SIGUSR1) == SIG_DFL);
}

/* ---- Ctrl-C ---- */

static void *handle_ctrl_c(void *arg)
{
	async_loop_add_signal_handler(NULL, SIGINT, note_pass, "int");
	async_loop_call_soon(NULL, raise_signal, (void *)SIGINT);
	AWAIT(async_sleep(1));
	note("goes on");
	return arg;
}

static void test_add_signal_handler__in_place_of_ctrl_c(void)
{
	async_run(handle_ctrl_c);
	ASSERT_NOTES("int goes on");
}

static void *handle_ctrl_c_no_more(void *arg)
{
	async_loop_add_signal_handler(NULL, SIGINT, note_pass, "never");
	async_loop_remove_signal_handler(NULL, SIGINT);
	async_loop_call_soon(NULL, raise_signal, (void *)SIGINT);
	AWAIT(async_sleep(1));
	note("never");
	return arg;
}

static void test_remove_signal_handler__leaves_a_keyboard_interrupt(void)
{
	async_run(handle_ctrl_c_no_more);
	ASSERT_RAISED(KeyboardInterrupt, "");
	ASSERT_NOTES("");
}

/* ---- What cannot be ---- */

static void *add_wrong_ones(void *arg)
{
	static const int numbers[] = { 0, -1, 32, 65, SIGKILL, SIGSTOP };

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		EXCEPTION(e);

		async_loop_add_signal_handler(NULL, numbers[i], note_pass, "never");
		if (EXCEPT(Exception, e))
			note("%s(%s)", e->type->name, e->message);
	}
	ASSERT(!async_loop_remove_signal_handler(NULL, SIGKILL));
	async_loop_remove_signal_handler(NULL, 0);
	return arg;
}

static void test_add_signal_handler__of_what_cannot_be_caught(void)
{
	async_run(add_wrong_ones);
	ASSERT_RAISED(ValueError, "invalid signal number 0");
	ASSERT_NOTES("ValueError(invalid signal number 0) ValueError(invalid signal number -1) "
		     "ValueError(invalid signal number 32) ValueError(invalid signal number 65) "
		     "RuntimeError(sig 9 cannot be caught) RuntimeError(sig 19 cannot be caught)");
}

static void *add_in_thread(void *arg)
{
	async_loop_add_signal_handler(NULL, SIGUSR1, note_pass, "never");
	ASSERT_RAISED(RuntimeError, "signal handlers only work in the main thread");
	return arg;
}

static void *run_loop_in_thread(void *arg)
{
	async_run(add_in_thread);
	return arg;
}

static void test_add_signal_handler__in_another_thread(void)
{
	pthread_t thread;

	ASSERT_INT(pthread_create(&thread, NULL, run_loop_in_thread, NULL), 0);
	pthread_join(thread, NULL);
}

static const struct test tests[] = {
	TEST(test_add_signal_handler__calls_in_the_next_pass_but_one),
	TEST(test_add_signal_handler__as_often_and_in_the_order_in_which_they_came),
	TEST(test_add_signal_handler__takes_the_place_of_the_former),
	TEST(test_add_signal_handler__is_waited_for),
	TEST(test_add_signal_handler__of_two_loops),
	TEST(test_add_signal_handler__in_place_of_ctrl_c),
	TEST(test_remove_signal_handler__leaves_a_keyboard_interrupt),
	TEST(test_add_signal_handler__of_what_cannot_be_caught),
	TEST(test_add_signal_handler__in_another_thread),
	TEST(test_close__gives_the_signals_back),
};

SUITE(tests, NO_PROGRAMS)
