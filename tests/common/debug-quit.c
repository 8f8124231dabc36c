/* SIGQUIT: the tree while the program goes on; what holds the loop up; whose the signal is. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static void on_both(void (*check)(void))
{
	async_use_clock(ASYNC_CLOCK_VIRTUAL);
	check();
	async_use_clock(ASYNC_CLOCK_REAL);
	check();
}

/* ---- The tree ---- */

static void *sell(void *arg)
{
	AWAIT(async_sleep(0.002));
	return arg;
}

static void *ask(void *arg)
{
	struct async_task *task = async_create_task(sell);

	async_task_set_name(task, "seller");
	AWAIT(async_sleep(0));
	raise(SIGQUIT);
	note("goes on");
	AWAIT(async_await(task));
	note("to its end");
	return arg;
}

static void check_ask(void)
{
	async_run(ask);
	ASSERT_NOTES("goes on to its end");
	const char *said = suite_stderr();
	ASSERT_CONTAINS(said, "SIGQUIT: what the tasks are doing\nTask-");
	ASSERT_CONTAINS(said, " (ask)");
	ASSERT_CONTAINS(said, "    `-- seller (sell), created at " __FILE__ ":");
}

static void test_quit__prints_the_tree_and_the_program_goes_on(void)
{
	suite_counts_passes();
	on_both(check_ask);
}

static void *ask_twice(void *arg)
{
	raise(SIGQUIT);
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	note("%d", strstr(suite_stderr(), "(ask_twice)") != NULL);
	raise(SIGQUIT);
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	note("%d", strstr(suite_stderr(), "(ask_twice)") != NULL);
	return arg;
}

static void check_ask_twice(void)
{
	async_run(ask_twice);
	ASSERT_NOTES("1 1");
}

static void test_quit__is_answered_each_time(void)
{
	on_both(check_ask_twice);
}

static void *quit_from_a_thread(void *arg)
{
	raise(SIGQUIT);
	return arg;
}

static void *ask_from_a_thread(void *arg)
{
	AWAIT(async_to_thread(quit_from_a_thread));
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	return arg;
}

static void check_ask_from_a_thread(void)
{
	async_run(ask_from_a_thread);
	ASSERT_CONTAINS(suite_stderr(), "SIGQUIT: what the tasks are doing\n");
}

static void test_quit__wakes_a_loop_that_waits(void)
{
	on_both(check_ask_from_a_thread);
}

/* ---- Held up ---- */

static int quit_line;

static void *hold_up(void *arg)
{
	async_task_set_name(async_current_task(), "holder");
	AWAIT((quit_line = __LINE__, async_sleep(0)));
	raise(SIGQUIT);
	note("%d", suite_stderr()[0] == '\0');
	raise(SIGQUIT);
	return arg;
}

static void check_hold_up(void)
{
	char text[256];

	async_run(hold_up);
	ASSERT_NOTES("1");
	const char *said = suite_stderr();
	snprintf(text, sizeof text, "SIGQUIT: the event loop is held up by holder (hold_up), which "
		 "last passed %s:%d, in hold_up\n", __FILE__, quit_line);
	ASSERT_CONTAINS(said, text);
	ASSERT_CONTAINS(said, "libc.so.6(");
	ASSERT_CONTAINS(said, "addr2line");
}

static void test_quit__the_second_tells_what_holds_the_loop_up(void)
{
	on_both(check_hold_up);
}

static void hold_up_by_callback(void *arg)
{
	(void)arg;
	raise(SIGQUIT);
	raise(SIGQUIT);
}

static void *call_one_that_holds_up(void *arg)
{
	async_loop_call_soon(NULL, hold_up_by_callback, NULL);
	AWAIT(async_sleep(0));
	return arg;
}

static void test_quit__the_second_tells_of_a_callback(void)
{
	async_run(call_one_that_holds_up);
	ASSERT_CONTAINS(suite_stderr(), "SIGQUIT: the event loop is held up by a callback\n");
}

/* ---- Whose the signal is ---- */

static volatile sig_atomic_t heard;

static void on_quit(int signal)
{
	(void)signal;
	heard++;
}

static void *quit_once(void *arg)
{
	raise(SIGQUIT);
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	return arg;
}

static void test_quit__is_left_to_a_program_that_has_taken_it(void)
{
	struct sigaction present;

	heard = 0;
	signal(SIGQUIT, on_quit);
	async_run(quit_once);
	sigaction(SIGQUIT, NULL, &present);
	signal(SIGQUIT, SIG_DFL);
	ASSERT_INT(heard, 1);
	ASSERT(present.sa_handler == on_quit);
	ASSERT_STRING(suite_stderr(), "");
}

static void *take_it_meanwhile(void *arg)
{
	signal(SIGQUIT, on_quit);
	return arg;
}

static void test_quit__is_given_back(void)
{
	struct sigaction present;

	async_run(sell);
	sigaction(SIGQUIT, NULL, &present);
	ASSERT(present.sa_handler == SIG_DFL);
	async_run(take_it_meanwhile);
	sigaction(SIGQUIT, NULL, &present);
	ASSERT(present.sa_handler == on_quit);
	signal(SIGQUIT, SIG_DFL);
}

static const struct test tests[] = {
	TEST(test_quit__prints_the_tree_and_the_program_goes_on),
	TEST(test_quit__is_answered_each_time),
	TEST(test_quit__wakes_a_loop_that_waits),
	TEST(test_quit__the_second_tells_what_holds_the_loop_up),
	TEST(test_quit__the_second_tells_of_a_callback),
	TEST(test_quit__is_left_to_a_program_that_has_taken_it),
	TEST(test_quit__is_given_back),
};

SUITE(tests, NO_PROGRAMS)
